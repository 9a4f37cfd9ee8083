import datetime as dt
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rag.cables.marking import Level
from rag.cables.model import Key
from rag.errors import OperatorError
from rag.stores.filters import Filters
from rag.stores.lexical import Lexical
from tests.stores.samples import cable

CABLES = (
    cable("09PARIS1", ("The governors were elected.", "Turnout was 61.4 percent, ref 08LONDON77."), day=1),
    cable("09PHNOMPENH2", ("Hor Namhong visited.", "K-9 units left."), post="PHNOM PENH", day=9, tags=("ECON",)),
    cable("09PARIS3", ("A governor resigned in São Paulo.",), level=Level.S, day=None, tags=(), refs=("09STATE9",)),
)


@pytest.fixture
def lexical(tmp_path: Path) -> Iterator[Lexical]:
    Lexical.create(tmp_path / "lexical")
    with closing(Lexical(tmp_path / "lexical", write=True)) as index:
        index.replace([each.id for each in CABLES], CABLES)
        yield index


def found(lexical: Lexical, terms: str, filters: Filters = Filters()) -> set[Key]:
    return {key for key, _ in lexical.query(terms, 10, filters)}


def test_words_are_stemmed_and_accents_do_not_matter(lexical: Lexical) -> None:
    assert found(lexical, "governor election") == {Key("09PARIS1", 1), Key("09PARIS3", 1)}
    assert found(lexical, "sao") == {Key("09PARIS3", 1)}


def test_ids_numbers_and_tags_find_their_place(lexical: Lexical) -> None:
    assert lexical.query("09 Phnom Penh 2", 1)[0][0] == Key("09PHNOMPENH2", 0)
    assert lexical.query("08LONDON77", 1)[0][0] == Key("09PARIS1", 2)
    assert lexical.query("09STATE9", 1)[0][0] == Key("09PARIS3", 0)
    assert found(lexical, "61.4") == {Key("09PARIS1", 2)}
    assert lexical.query("econ", 1)[0][0] == Key("09PHNOMPENH2", 0)


def test_an_exact_word_outranks_another_form_of_it(lexical: Lexical) -> None:
    lexical.replace(["09ROME1", "09ROME2"], [cable("09ROME1", ("bridges",)), cable("09ROME2", ("bridge",))])
    assert lexical.query("bridges", 3, Filters(cables=("09ROME1", "09ROME2")))[0][0] == Key("09ROME1", 1)


@pytest.mark.parametrize(
    ("filters", "wanted"),
    [
        (Filters(posts=("phnom penh",)), {"09PHNOMPENH2"}),
        (Filters(first=dt.date(2009, 1, 2)), {"09PHNOMPENH2"}),
        (Filters(last=dt.date(2009, 1, 8)), {"09PARIS1"}),
        (Filters(tags=("econ",)), {"09PHNOMPENH2"}),
        (Filters(tags=("econ", "PREL")), {"09PHNOMPENH2", "09PARIS1"}),
        (Filters(cables=("09PARIS3",)), {"09PARIS3"}),
        (Filters(clearance=Level.C), {"09PARIS1", "09PHNOMPENH2"}),
        (Filters(), {"09PARIS1", "09PARIS3", "09PHNOMPENH2"}),
    ],
)
def test_filters_apply_in_the_store(lexical: Lexical, filters: Filters, wanted: set[str]) -> None:
    assert {key.cable for key in found(lexical, "governor visited bridge opened", filters)} == wanted


def test_a_filter_does_not_change_the_score(lexical: Lexical) -> None:
    assert lexical.query("governor", 1, Filters(posts=("PARIS",)))[0] in lexical.query("governor", 5)


def test_words_of_a_subject_above_the_paragraph_do_not_find_it(lexical: Lexical) -> None:
    lexical.replace(
        ["09ROME1"], [cable("09ROME1", ("Open text.",), subject="DEFECTION", level=Level.S, printed={1: "U"})]
    )
    assert found(lexical, "defection") == {Key("09ROME1", 0)}
    lexical.replace(["09ROME1"], [cable("09ROME1", ("Open text.",), subject="DEFECTION", level=Level.U)])
    assert found(lexical, "defection") == {Key("09ROME1", 0), Key("09ROME1", 1)}


@pytest.mark.parametrize("terms", ["", "   ", "\x00", "?!", "zzzzunknown"])
def test_nothing_known_finds_nothing(lexical: Lexical, terms: str) -> None:
    assert lexical.query(terms, 5) == []


def test_no_hits_are_asked_for(lexical: Lexical) -> None:
    assert lexical.query("governor", 0) == []


SYNTAX = [
    '"',
    "AND",
    "OR NOT",
    "text:",
    "+-!(){}[]^~*?:\\/",
    "cable:09PARIS1",
    "level:[0 TO 9]",
    "/re.*/",
    "\x00",
    "é" * 90,
]


@given(st.lists(st.sampled_from(SYNTAX) | st.text(max_size=20), max_size=8).map(" ".join))
@settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
def test_no_text_is_ever_read_as_syntax(lexical: Lexical, terms: str) -> None:
    hits = lexical.query(f"governors {terms}", 10, Filters(clearance=Level.C))
    assert Key("09PARIS1", 1) in {key for key, _ in hits}
    assert all(key.cable != "09PARIS3" for key, _ in hits)


def test_a_text_of_any_length_is_bounded(lexical: Lexical) -> None:
    assert found(lexical, "governors " + " ".join(f"word{number}" for number in range(100_000))) >= {Key("09PARIS1", 1)}


def test_replacing_leaves_nothing_of_the_old(lexical: Lexical) -> None:
    lexical.replace(["09PARIS1", "09PARIS3"], [cable("09PARIS1", ("Only this.",))])
    assert found(lexical, "governor percent") == set()
    assert found(lexical, "only") == {Key("09PARIS1", 1)}
    assert sorted(lexical.view(None).keys()) == [Key(c, i) for c, i in (("09PARIS1", 0), ("09PARIS1", 1))] + [
        Key("09PHNOMPENH2", index) for index in range(3)
    ]
    assert lexical.count() == 5


def test_an_open_reader_sees_a_later_commit(lexical: Lexical, tmp_path: Path) -> None:
    with closing(Lexical(tmp_path / "lexical", write=False)) as reader:
        assert found(reader, "zeppelin") == set()
        lexical.replace(["09ROME1"], [cable("09ROME1", ("A zeppelin.",))])
        assert found(reader, "zeppelin") == {Key("09ROME1", 1)}


def test_equal_scores_come_in_the_order_of_ids(lexical: Lexical) -> None:
    twins = [cable(f"09ROME{number}", ("identical words",)) for number in (3, 1, 2)]
    lexical.replace([each.id for each in twins], twins)
    assert [key.cable for key, _ in lexical.query("identical", 3)] == ["09ROME1", "09ROME2", "09ROME3"]


def test_a_missing_index_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match="is missing; run `reftel reindex`"):
        Lexical(tmp_path / "nowhere", write=False)


def test_a_damaged_index_is_a_sentence(lexical: Lexical, tmp_path: Path) -> None:
    lexical.close()
    (tmp_path / "lexical" / "all" / "meta.json").write_text("{nonsense")
    with pytest.raises(OperatorError, match=r"cannot be used .* run `reftel reindex`"):
        Lexical(tmp_path / "lexical", write=False)


def test_a_reader_cannot_write(lexical: Lexical, tmp_path: Path) -> None:
    with closing(Lexical(tmp_path / "lexical", write=False)) as reader, pytest.raises(TypeError):
        reader.replace([], [])


@pytest.mark.parametrize("clearance", [Level.U, Level.SBU, Level.C])
def test_what_a_reader_may_not_see_moves_no_score(tmp_path: Path, clearance: Level) -> None:
    seen = [cable("09PARIS1", ("The bridge was opened.", "The mayor praised the bridge."), level=Level.U)]
    hidden = [cable(f"09ROME{n}", ("The bridge is watched.", "A bridge, a mayor."), level=Level.S) for n in range(9)]
    scores = []
    for name, cables in (("without", seen), ("with", [*hidden, *seen])):
        Lexical.create(tmp_path / name)
        with closing(Lexical(tmp_path / name, write=True)) as index:
            index.replace([one.id for one in cables], cables)
            scores.append(index.query("mayor of the bridge", 20, Filters(clearance=clearance)))
    assert scores[0]
    assert scores[0] == scores[1]
