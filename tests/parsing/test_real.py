"""The real cables: gold segmentation, all carriers alike, exact spans, and the seed cut everywhere."""

import json
import re
from collections import defaultdict
from pathlib import Path

import pytest

from rag.cables.model import Cable
from rag.parsing.parser import parse_bytes, parse_file
from tests.parsing.texts import inexact

pytestmark = pytest.mark.real
SEED = "scoop_09PHNOMPENH628.txt"
# One carrier of this cable holds a word that the others lack.
DIFFERENT_WORDS = {"08MUNICH355"}
# The flattened dump of this unnumbered cable lost its paragraph breaks.
BREAKS_LOST = "09ANKARA1594"


@pytest.fixture(scope="module")
def parsed(shared: Path) -> dict[str, Cable]:
    """Every text of the folder, by file name."""
    return {path.name: parse_file(path).cables[0] for path in sorted((shared / "cables").glob("*.txt"))}


def words(text: str, count: int) -> str:
    parts = text.replace("’", "'").casefold().split()
    return " ".join(parts[:count] if count > 0 else parts[count:])


def letters(text: str | None) -> str:
    return re.sub(r"[^a-z0-9]", "", (text or "").casefold())


def test_every_file_holds_its_cable(parsed: dict[str, Cable]) -> None:
    wrong = {name: found.id for name, found in parsed.items() if found.id != name.split("_")[1].removesuffix(".txt")}
    assert len(parsed) == 125
    assert wrong == {}


def test_the_gold_segmentation(parsed: dict[str, Cable], shared: Path) -> None:
    misses = []
    for path in sorted((shared / "gold").glob("*.json")):
        gold = json.loads(path.read_text(encoding="utf-8"))
        mine = parsed[gold["file"]]
        said = [(unit.label, words(unit.text, 6), words(unit.text, -6)) for unit in mine.paragraphs]
        true = [(unit["label"] or "", words(unit["first"], 6), words(unit["last"], -6)) for unit in gold["paragraphs"]]
        misses += [(path.name, unit) for unit in true if unit not in said] + [
            (path.name, unit) for unit in said if unit not in true
        ]
        for unit, want in zip(mine.paragraphs, gold["paragraphs"], strict=False):
            if (letters(unit.marking), letters(unit.section)) != (letters(want["marking"]), letters(want["section"])):
                misses.append((path.name, unit.label, unit.marking, unit.section))
        cut = [unit.label for unit in mine.paragraphs if unit.truncated and unit.label]
        header = {
            "cable": (mine.id, gold["cable"]),
            "date": (str(mine.date)[:10] if mine.date else None, gold["date"]),
            "post": (mine.post, gold["post"]),
            "classification": (mine.classification or None, gold["classification"]),
            "subject": (letters(mine.subject), letters(gold["subject"])),
            "tags": (set(mine.tags), set(gold["tags"])),
            "refs": (set(mine.refs), set(gold["refs"])),
            "truncated": (cut, gold["truncated"]),
        }
        misses += [(path.name, name, *pair) for name, pair in header.items() if pair[0] != pair[1]]
    assert misses == []


def test_all_carriers_of_a_cable_give_the_same_paragraphs(parsed: dict[str, Cable], shared: Path) -> None:
    dumps = [shared / "dumps" / name for name in ("cables.csv", "json.jsonl", "json1128.jsonl")]
    dumps += sorted((shared / "dumps").glob("*.pdf"))
    twins: dict[str, list[Cable]] = defaultdict(list)
    for found in (*parsed.values(), *(cable for path in dumps for cable in parse_file(path).cables)):
        twins[found.id].append(found)
    compared = 0
    differences = []
    for name, carriers in twins.items():
        kept = [found for found in carriers if name != BREAKS_LOST or len(found.paragraphs) > 1]
        facts = [
            [(unit.label, unit.marking, letters(unit.section), letters(unit.text)) for unit in found.paragraphs]
            for found in kept
        ]
        compared += len(kept) - 1
        if name in DIFFERENT_WORDS:
            facts = [[unit[:3] for unit in units] for units in facts]
        differences += [
            (name, found.source.name) for found, units in zip(kept, facts, strict=True) if units != facts[0]
        ]
    assert compared >= 50
    assert differences == []


def test_the_spans_of_every_file_are_exact(parsed: dict[str, Cable]) -> None:
    wrong = {name: [unit.label for unit in inexact(found)] for name, found in parsed.items() if inexact(found)}
    assert wrong == {}


def test_no_words_of_the_site_are_in_any_paragraph(parsed: dict[str, Cable]) -> None:
    for name, found in parsed.items():
        text = " ".join(unit.text for unit in found.units)
        assert not re.search(r"Browse by|Viewing cable|courage is contagious|Scoop Media|Currently released", text), (
            name
        )


def test_the_seed_cut_at_every_500_characters_keeps_its_name(shared: Path) -> None:
    seed = (shared / "cables" / SEED).read_bytes()
    for cut in range(500, len(seed) + 500, 500):
        (found,) = parse_bytes(seed[:cut], "cut.txt").cables
        assert (found.id, inexact(found)) == ("09PHNOMPENH628", []), cut


def test_references_resolve_inside_the_folder(parsed: dict[str, Cable]) -> None:
    edges = {(found.id, entry.id) for found in parsed.values() for entry in found.references}
    assert {
        ("85BEIRUT1351", "85BEIRUT1013"),
        ("85BEIRUT1013", "85BEIRUT992"),
        ("05NEWDELHI74", "05NEWDELHI38"),
        ("04NEWDELHI7152", "04NEWDELHI7063"),
        ("09MUNICH25", "08MUNICH355"),
        ("09MOSCOW2366", "09VLADIVOSTOK5"),
        ("09RIODEJANEIRO440", "09RIODEJANEIRO311"),
        ("10BRASILIA140", "10BRASILIA108"),
        ("10BRASILIA140", "09BRASILIA1460"),
    } <= edges
