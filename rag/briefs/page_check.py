"""Checking the page of an exported brief again: what stands around its statements is computed anew and compared."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rag.answering.citing import Lookup
from rag.answering.recheck import ExportedStatement, read_statements
from rag.briefs.dates import shown_days
from rag.briefs.disagreements import possible_leads, several_lead
from rag.briefs.formats.sheet import shortened
from rag.briefs.gaps import gaps
from rag.briefs.model import NO_CLEARANCE, TITLES, Part
from rag.briefs.points import Point, points
from rag.cables.marking import Level, highest
from rag.cables.model import Cable, Evidence, Key


@dataclass(frozen=True)
class _Line:
    """A line of the file, not trusted, with the paragraphs that it cites as the library has them."""

    number: int
    part: str
    lead: str
    marking: str
    statement: ExportedStatement
    evidence: tuple[Evidence, ...]

    @property
    def name(self) -> str:
        """What a finding calls it."""
        return f"line {self.number} ('{self.statement.text[:40]}...')"

    @property
    def whole(self) -> bool:
        """Whether the library holds all that it cites; where not, the check of its statement says so."""
        return len(self.evidence) == len(self.statement.citations)

    @property
    def points(self) -> tuple[Point, ...]:
        """The sentences that its citations quote, one a citation where the paragraph has it."""
        pairs = zip(self.evidence, self.statement.citations, strict=True)
        found = (next((p for p in points([item]) if p.text == cited.quote), None) for item, cited in pairs)
        return tuple(point for point in found if point)


TITLE_LENGTH = 160
"""As long as a title is printed."""


def page_findings(document: Mapping[str, object], lookup: Lookup) -> tuple[str, ...]:
    """What a brief's page says otherwise than the library bears out, apart from its statements.

    Compared are the banner, the marks of lines, the words in front of lines (dates, what breaks off, what differs), the
    section that a line stands in, and the sources table.

    Args:
        document: A brief as `brief_document` writes it; not trusted.
        lookup: The library, as the reader may see it.

    Returns:
        A sentence for each, in the order of the page; empty where the page is as it was made.
    """
    lines = tuple(_lines(document.get("sections"), lookup))
    found: list[str] = list(_sections(document.get("sections")))
    for line in lines:
        if line.whole:
            found += _of_line(line, extractive=document.get("engine") == "extractive")
    if all(line.whole for line in lines):
        banner = str(highest(item.paragraph.effective_marking for line in lines for item in line.evidence))
        if document.get("banner") != banner:
            found.append(
                f"the banner reads {_words(document.get('banner'))}, and what the page cites makes it {banner}"
            )
        found += _sources(document.get("sources"), lines)
        found += _title(document, lines)
    named = document.get("clearance")
    level = next((one for one in Level if one.name == named), None)
    if level is None and named != NO_CLEARANCE:
        found.append(f"the clearance {_words(named)} of the page is none that there is")
    for line in lines:
        if any(not item.paragraph.effective_marking.within(level) for item in line.evidence):
            found.append(f"{line.name} cites what is above the clearance {_words(named)} of the page")
    return tuple(found)


def _lines(sections: object, lookup: Lookup) -> Iterator[_Line]:
    number = 0
    for section in _list(sections):
        fields = _mapping(section)
        held = _list(fields.get("lines"))
        for raw, statement in zip(held, read_statements(held), strict=True):
            number += 1
            found = [evidence for cited in statement.citations if (evidence := lookup(cited.key))]
            own = _mapping(raw)
            yield _Line(
                number,
                str(fields.get("part", "")),
                str(own.get("lead", "")),
                str(own.get("marking", "")),
                statement,
                tuple(found),
            )


def _sections(sections: object) -> Iterator[str]:
    named = [str(_mapping(section).get("part", "")) for section in _list(sections)]
    order = [part.value for part in Part if part.value in named]
    if named != order:
        yield "the sections are not those of a brief, each once and in their order"
    for section in _list(sections):
        part, title = str(_mapping(section).get("part", "")), _mapping(section).get("title")
        if part in {one.value for one in Part} and title != TITLES[Part(part)]:
            yield f"the heading of {part} reads {_words(title)}, not '{TITLES[Part(part)]}'"


def _of_line(line: _Line, *, extractive: bool) -> Iterator[str]:
    name = line.name
    mark = str(highest(item.paragraph.effective_marking for item in line.evidence))
    if line.marking != mark:
        yield f"{name} is marked {_words(line.marking)}, and what it cites is {mark}"
    if line.lead not in _leads(line):
        yield f"{name} has words of ours in front that the source does not bear out: {_words(line.lead)}"
    first = line.points[:1] if extractive else ()
    if line.part == Part.POST_VIEW.value and any(not point.post for point in first):
        yield f"{name} stands as the post's view, and the source only reports it"
    if line.part == Part.KEY_POINTS.value and any(point.post for point in first):
        yield f"{name} stands as a reported fact, and the source gives it as the post's view"


def _leads(line: _Line) -> frozenset[str]:
    """All that may stand in front of a line in our words."""
    if line.part == Part.TIMELINE.value:
        pairs = zip(line.evidence, line.statement.citations, strict=True)
        return frozenset(day for item, cited in pairs for day in _days(item, cited.quote))
    if line.part == Part.GAPS.value and len(line.evidence) > 1:
        cables = tuple({item.cable.id: item.cable for item in line.evidence}.values())
        said = {several_lead(cables)}
        return frozenset(said | possible_leads(*line.points) if len(line.points) == len(line.evidence) == 2 else said)
    if line.part == Part.GAPS.value:
        missing = gaps(line.evidence, _none_known)
        return frozenset(gap.lead for gap in missing if gap.draft.text == line.statement.text)
    return frozenset({""})


def _none_known(_: Cable, __: str) -> bool:
    return False


def _days(evidence: Evidence, quote: str) -> Iterator[str]:
    sent = evidence.cable.date.date() if evidence.cable.date else None
    for point in points([evidence]):
        if quote in point.text:
            yield from shown_days(point.text, sent, within=quote)


def _sources(table: object, lines: Sequence[_Line]) -> Iterator[str]:
    keys = dict.fromkeys(item.key for line in lines for item in line.evidence)
    cables = {item.cable.id: item.cable for line in lines for item in line.evidence}
    rows = [_mapping(row) for row in _list(table)]
    if [row.get("cable") for row in rows] != list(cables):
        yield f"the sources table does not name the cables that the page cites: {', '.join(cables)}"
        return
    for row, cable in zip(rows, cables.values(), strict=True):
        for name, wanted in _row(cable, [key for key in keys if key.cable == cable.id]).items():
            if row.get(name) not in wanted:
                given = _words(row.get(name))
                yield f"the sources table gives {given} as {name} of {cable.id}, not {_words(wanted[0])}"
        known = {warning.message for warning in cable.warnings}
        if not {str(note) for note in _list(row.get("notes"))} <= known:
            yield f"the sources table has a note on {cable.id} that is none of the library's"


def _row(cable: Cable, keys: Sequence[Key]) -> Mapping[str, tuple[object, ...]]:
    """What each column of a row may hold; a subject line may be left out for its marking."""
    shown = {unit.index: unit.shown for unit in cable.units}
    return {
        "date": (cable.date.date().isoformat() if cable.date else None,),
        "post": (cable.post.title(),),
        "subject": (" ".join(cable.subject.split()), ""),
        "paragraphs": ([shown[index] for index in sorted(key.index for key in keys)],),
    }


def _title(document: Mapping[str, object], lines: Sequence[_Line]) -> Iterator[str]:
    topic, title = " ".join(str(document.get("topic") or "").split()), str(document.get("title", ""))
    asked = _list(document.get("cables"))
    if topic:
        right = {topic[:1].upper() + topic[1:]}
    elif len(asked) == 1:
        right = {f"Cable {asked[0]}", *(" ".join(item.cable.subject.split()) for one in lines for item in one.evidence)}
    else:
        right = {f"{len(asked)} cables{title.partition(' cables')[2]}"}
    if title not in {shortened(one, TITLE_LENGTH) for one in right}:
        yield f"the title {_words(title)} is not that of what the page is about"


def _words(value: object) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value)) or "nothing"
    return f"'{str(value)[:80]}'" if value else "nothing"


def _mapping(value: object) -> Mapping[str, object]:
    return {str(name): one for name, one in value.items()} if isinstance(value, dict) else {}


def _list(value: object) -> list[object]:
    return list(value) if isinstance(value, list) else []
