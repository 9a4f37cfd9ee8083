import pytest

from rag.cables.ids import find_ids, make_id, normalize_id, post_key, resolve_ref, route_post
from rag.cables.stations import stations


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("09PHNOMPENH628", "09PHNOMPENH628"),
        ("09 Phnom Penh 628", "09PHNOMPENH628"),
        ("2009 PHNOM PENH 0628", "09PHNOMPENH628"),
        ("2009-PHNOM PENH-628", "09PHNOMPENH628"),
        (" 72TEHRAN01381 ", "72TEHRAN1381"),
        ("66SECSTATE106206", "66STATE106206"),
    ],
)
def test_a_name_with_its_year_is_normalised(text: str, name: str) -> None:
    assert normalize_id(text) == name


@pytest.mark.parametrize(
    "text", ["", "PHNOM PENH 628", "628", "09PHNOMPENH", "09PHNOMPENH0", "see 09PARIS1", "09 PARIS 1 2"]
)
def test_what_is_no_whole_name_gives_none(text: str) -> None:
    assert normalize_id(text) is None


def test_a_year_that_nothing_states_is_left_out() -> None:
    assert make_id(None, "PORT OF SPAIN", 211) == "PORTOFSPAIN211"
    assert make_id(1973, "TEHRAN", 12) == "73TEHRAN12"


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("What does 09 PHNOM PENH 628 say?", ("09PHNOMPENH628",)),
        ("compare 09phnompenh628 with Madrid 440 (2009)", ("09PHNOMPENH628", "09MADRID440")),
        ("State 100153 of 2009, please", ("09STATE100153",)),
        ("Phnom Penh 628 and Rio de Janeiro 0311", ("PHNOMPENH628", "RIODEJANEIRO311")),
        ("08MUNICH355 and again 08 Munich 355", ("08MUNICH355",)),
    ],
)
def test_ids_are_found_in_free_text(text: str, names: tuple[str, ...]) -> None:
    assert find_ids(text) == names


@pytest.mark.parametrize(
    "text",
    ["on March 3 in Section 5", "the 2009 report of 14 May", "Paris 45% agreed", "Berlin 10.5 million", "Oslo 3rd", ""],
)
def test_dates_counts_and_sections_are_no_ids(text: str) -> None:
    assert find_ids(text) == ()


@pytest.mark.parametrize(
    ("ref", "year", "name"),
    [
        ("STATE 100153", 2009, "09STATE100153"),
        ("SECSTATE 36633", 5, "05STATE36633"),
        ("08MUNICH355", 2009, "08MUNICH355"),
        ("LONDON 02582", 2009, "09LONDON2582"),
        ("ADDIS 1556", 2000, "00ADDISABABA1556"),
        ("99STATE12", 2004, "99STATE12"),
        ("10CAIRO26", 2009, None),
        ("STATE 100153", None, None),
        ("232089", 2004, None),
        ("STATE 0", 2004, None),
    ],
)
def test_a_reference_takes_the_cables_year_unless_it_prints_one(ref: str, year: int | None, name: str | None) -> None:
    assert resolve_ref(ref, year) == name


def test_stations() -> None:
    assert route_post("ruehpf") == "PHNOM PENH"
    assert route_post("RUEHBS") is None, "the indicator is shared by two posts"
    assert post_key("Port-au-Prince") == "PORTAUPRINCE"
    assert stations().complete("VLADIVOSTO") == "VLADIVOSTOK"
    assert stations().complete("RIO DE JAN") == "RIO DE JANEIRO"
    assert stations().complete("SAN") is None, "several posts begin so"
    assert stations().key("AMEMBASSY PARIS") == "PARIS"
