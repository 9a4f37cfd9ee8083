"""Zip archives: bounded, and never trusted."""

import io
import zipfile
from pathlib import Path

import pytest

from rag.errors import UserError
from rag.parsing.carriers import archive
from rag.parsing.parser import parse_bytes, parse_file
from tests.parsing.texts import HEADER, ROUTING

CABLE = (ROUTING + HEADER + "1. (U) Snow.\n").encode()


def packed(members: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as opened:
        for name, data in members.items():
            opened.writestr(name, data)
    return out.getvalue()


def test_members_are_read_and_the_rest_is_named(tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    path.write_bytes(
        packed(
            {
                "a/winter.txt": CABLE,
                "a/photo.jpg": b"x",
                "letter.txt": b"Dear friend",
                "deep.zip": packed({"b.txt": CABLE}),
            }
        )
    )
    parsed = parse_file(path)
    assert [found.source.name for found in parsed.cables] == [f"{path}!a/winter.txt", f"{path}!deep.zip!b.txt"]
    assert [failure.source for failure in parsed.failures] == [f"{path}!a/photo.jpg", f"{path}!letter.txt"]
    assert "of a kind that holds no cables" in parsed.failures[0].reason
    assert "looked for a reference line" in parsed.failures[1].reason


@pytest.mark.parametrize(
    "name", ["../winter.txt", "/etc/winter.txt", "a/../../winter.txt", "..\\winter.txt", "C:\\winter.txt"]
)
def test_names_that_point_outside_are_left_out(name: str) -> None:
    parsed = parse_bytes(packed({name: CABLE, "good.txt": CABLE}), "all.zip")
    assert [found.source.name for found in parsed.cables] == ["all.zip!good.txt"]
    assert "points outside the archive" in parsed.failures[0].reason


def test_a_bomb_is_left_out() -> None:
    parsed = parse_bytes(packed({"bomb.txt": b"0" * 40_000_000, "good.txt": CABLE}), "all.zip")
    assert len(parsed.cables) == 1
    assert (
        parsed.failures[0].reason == "The member would unpack to 40,000,000 bytes, more than is safe; it was left out."
    )


def test_a_bomb_that_lies_about_its_size_is_left_out() -> None:
    data = bytearray(packed({"bomb.txt": b"0" * 40_000_000}))
    for signature, offset in ((b"PK\x01\x02", 24), (b"PK\x03\x04", 22)):
        at = data.find(signature) + offset
        data[at : at + 4] = (1000).to_bytes(4, "little")
    with pytest.raises(UserError, match="holds no cable"):
        parse_bytes(bytes(data), "all.zip")


def test_archives_nested_too_deeply_are_refused() -> None:
    inner = packed({"c.zip": packed({"winter.txt": CABLE})})
    parsed = parse_bytes(packed({"b.zip": inner, "good.txt": CABLE}), "all.zip")
    assert len(parsed.cables) == 1
    assert "archive inside an archive" in parsed.failures[0].reason


def test_all_members_share_one_budget(monkeypatch: pytest.MonkeyPatch) -> None:
    budget = archive.Budget(len(CABLE) + 10)
    found = list(archive.members(packed({"a.txt": CABLE, "b.txt": CABLE}), "all.zip", 0, budget))
    assert [type(item).__name__ for item in found] == ["tuple", "Failure"]
    monkeypatch.setattr(archive, "MAX_MEMBERS", 1)
    with pytest.raises(UserError, match="2 members, more than the 1"):
        list(archive.members(packed({"a.txt": CABLE, "b.txt": CABLE}), "all.zip", 0, archive.Budget()))


def test_damaged_and_locked_members_are_left_out() -> None:
    data = bytearray(packed({"bad.txt": CABLE, "good.txt": CABLE}, zipfile.ZIP_STORED))
    data[data.find(CABLE) + 5] ^= 0xFF
    parsed = parse_bytes(bytes(data), "all.zip")
    assert (len(parsed.cables), "is damaged" in parsed.failures[0].reason) == (1, True)
    locked = bytearray(packed({"locked.txt": CABLE, "good.txt": CABLE}))
    for signature, offset in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        locked[locked.find(signature) + offset] |= 1
    parsed = parse_bytes(bytes(locked), "all.zip")
    assert (len(parsed.cables), "locked by a password" in parsed.failures[0].reason) == (1, True)


def test_what_only_begins_like_an_archive_is_refused() -> None:
    with pytest.raises(UserError, match="can't be read as a zip archive"):
        parse_bytes(b"PK\x03\x04 and nothing", "all.zip")
