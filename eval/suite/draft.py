"""Suggested questions on a cable, for a person to edit: evidence and typed facts are there, the words are not."""

import re
from collections.abc import Iterator

import yaml

from eval.facts.dates import mentions as dates
from eval.facts.numbers import mentions as numbers
from eval.facts.text import fold
from rag.answering.sentences import split
from rag.cables.model import Cable, Paragraph

_NAME = re.compile(r"\b(?:[A-Z][a-z]+(?:[ -](?:bin|al|de|van|von|zu)?[ -]?[A-Z][a-z]+){1,3})\b")
MOST_FACTS = 3


def draft_suite(cables: list[Cable]) -> str:
    """A YAML suite of drafts, one for each paragraph that holds facts."""
    items = [item for cable in cables for item in _items(cable)]
    note = "# Drafts. Write each question in your own words, check its facts, then remove its `draft` line.\n"
    body = yaml.safe_dump({"questions": items}, sort_keys=False, allow_unicode=True, width=110)
    return f"{note}{body}"


def _items(cable: Cable) -> Iterator[dict[str, object]]:
    for paragraph in cable.paragraphs:
        best = max(_sentences(paragraph), key=lambda text: (len(_facts(text)), -len(text)), default="")
        facts = _facts(best)
        if facts:
            yield {
                "id": f"{cable.id.lower()}-{paragraph.index}",
                "question": f"TODO: what does {cable.id} {paragraph.shown} say? ({best[:80]})",
                "kind": "numeric" if "num" in facts[0] else "lookup",
                "facts": facts[:MOST_FACTS],
                "evidence": [[cable.id, paragraph.label or "0"]],
                "answer": best,
                "draft": True,
            }


def _sentences(paragraph: Paragraph) -> list[str]:
    return [paragraph.text[start:end].strip() for start, end in split(paragraph.text)]


def _facts(text: str) -> list[dict[str, object]]:
    folded = fold(text)
    found: list[dict[str, object]] = []
    for number in numbers(folded):
        value = number.low if number.low == number.high else [number.low, number.high]
        unit = number.units[0] if number.units and " " not in number.units[0] else ""
        found.append({"num": value, "unit": unit, "vital": True} if unit else {"num": value, "vital": True})
    for date in dates(folded):
        year, month, day = date.first
        if month and date.first == date.last:
            parts = [f"{year:04d}" if year else "-", f"{month:02d}", *([f"{day:02d}"] if day else [])]
            found.append({"date": "-".join(parts), "vital": True})
    return found + [{"name": [match[0]], "vital": True} for match in _NAME.finditer(text)]
