import pytest

from rag.cables.marking import Level, Marking
from rag.embedding.ceiling import guard_chunks, host_of, is_loopback, may_leave
from rag.embedding.chunking import Chunk
from rag.errors import UserError


@pytest.mark.parametrize("host", ["", "localhost", "127.0.0.1", "127.8.0.1", "::1"])
def test_this_machine(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize("host", ["api.openai.com", "10.0.0.1", "0.0.0.0", "localhost.example", "127.0.0.1.example"])
def test_other_machines(host: str) -> None:
    assert not is_loopback(host)


@pytest.mark.parametrize(
    ("text", "ceiling", "allowed"),
    [
        ("U", Level.SBU, True),
        ("SBU//NOFORN", Level.SBU, True),
        ("C", Level.SBU, False),
        ("TS", Level.TS, True),
        ("", Level.SBU, False),
        ("", Level.UNMARKED, False),
    ],
)
def test_ceiling_holds_for_other_hosts(text: str, ceiling: Level, *, allowed: bool) -> None:
    assert may_leave(Marking.parse(text), "api.openai.com", ceiling) is allowed
    assert may_leave(Marking.parse(text), "127.0.0.1", ceiling)


def chunk(index: int, marking: str) -> Chunk:
    return Chunk("09VANDIA7", index, 0, "text", Marking.parse(marking))


def test_guard_holds_only_what_is_above_the_ceiling() -> None:
    low = [chunk(1, "U"), chunk(2, "SBU")]
    guard_chunks(low, "api.openai.com", Level.SBU)
    guard_chunks([chunk(3, "TS")], "", Level.U)
    with pytest.raises(UserError) as caught:
        guard_chunks([*low, chunk(3, "TS")], "api.openai.com", Level.SBU)
    assert "[3]" in str(caught.value)
    assert "[1]" not in str(caught.value)
    assert "[2]" not in str(caught.value)


def test_guard_names_what_it_holds_and_where_it_would_have_gone() -> None:
    chunks = [chunk(1, "U"), chunk(2, "C/NF"), chunk(3, ""), chunk(4, "S"), chunk(5, "S")]
    with pytest.raises(UserError) as caught:
        guard_chunks(chunks, "api.openai.com", Level.SBU)
    assert str(caught.value) == (
        "Above the ceiling SBU and not sent to api.openai.com for embedding: 09VANDIA7 [2] (C//NOFORN), "
        "09VANDIA7 [3] (unmarked), 09VANDIA7 [4] (S) and 1 more. "
        "Use the embedded model (unset REFTEL_EMBED_MODEL) or a server on this machine."
    )


@pytest.mark.parametrize("url", ["", "127.0.0.1:80", "ftp://host/v1", "http://", "http://[::1", "file:///etc/passwd"])
def test_no_address(url: str) -> None:
    with pytest.raises(UserError, match="is no address of a server"):
        host_of(url)


def test_host_of_an_address_hides_its_password() -> None:
    assert host_of("https://user:secret@Example.ORG:8443/v1") == "example.org"
