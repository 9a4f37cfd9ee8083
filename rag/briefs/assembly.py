"""Puts a brief together from checked lines: sections, sources, title, and the subject lines that the banner allows."""

import datetime as dt
import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.answering.model import Provenance
from rag.briefs.candidates import Writing
from rag.briefs.formats.sheet import shortened
from rag.briefs.lines import Checked, Setter
from rag.briefs.model import Brief, BriefRequest, Layout, Section, SourceRow
from rag.briefs.selection import Selection
from rag.briefs.withheld import withheld_ranges
from rag.cables.marking import Level, Marking, highest
from rag.cables.model import Cable, Key

_TITLE_LENGTH = 160
_SUBJECT_WITHHELD = "Its subject line is kept off the page: it reads like an instruction to a model."
_TOLD_DAMAGE = frozenset({"header-lost", "truncated"})


@dataclass(frozen=True)
class Assembler:
    """Makes briefs of different line sets and layouts out of the same material.

    Attributes:
        request: What was asked for.
        selection: The paragraphs in play.
        setter: Checks lines and sets them in sections.
        checked: Every candidate with its verdict, most valuable first.
        written: Who wrote the lines, and from what.
        provenance: All that is needed to check the brief again.
    """

    request: BriefRequest
    selection: Selection
    setter: Setter
    checked: tuple[Checked, ...]
    written: Writing
    provenance: Provenance

    def brief(self, lines: Sequence[Checked], layout: Layout) -> Brief:
        """The brief of these lines, as it would be printed with this layout."""
        sections = self.setter.sections(lines)
        parts = {section.part for section in sections}
        kept = {id(item) for item in lines if item.candidate.part in parts}
        banner = highest(line.marking for section in sections for line in section.lines)
        return Brief(
            id=_digest(self.request, sections),
            title=self._title(banner),
            date=dt.datetime.now(dt.UTC).date(),
            request=self.request,
            sections=sections,
            sources=tuple(self._sources(sections, banner)),
            dropped=tuple(item.line for item in self.checked if id(item) not in kept),
            layout=layout,
            coverage=self.selection.coverage,
            engine=self.written.engine,
            provenance=self.provenance,
            usage=self.written.usage,
            notes=self.written.notes,
        )

    def _title(self, banner: Marking) -> str:
        if self.request.topic:
            topic = " ".join(self.request.topic.split())
            return shortened(topic[:1].upper() + topic[1:], _TITLE_LENGTH)
        cables = self.selection.cables
        if len(cables) > 1:
            posts = sorted({cable.post.title() for cable in cables if cable.post})
            source = f" from {shortened(_listed(posts), _TITLE_LENGTH)}" if posts else ""
            return f"{len(cables)} cables{source}"
        return shortened(self._subject(cables[0], banner), _TITLE_LENGTH) or f"Cable {cables[0].id}"

    def _sources(self, sections: Sequence[Section], banner: Marking) -> Iterator[SourceRow]:
        used: dict[str, list[Key]] = {}
        for key in dict.fromkeys(key for section in sections for line in section.lines for key in line.keys):
            used.setdefault(key.cable, []).append(key)
        cables = {cable.id: cable for cable in self.selection.cables}
        for name, keys in used.items():
            cable = cables[name]
            shown = {paragraph.index: paragraph.shown for paragraph in cable.units}
            yield SourceRow(
                cable=name,
                date=cable.date.date() if cable.date else None,
                post=cable.post.title(),
                subject=self._subject(cable, banner),
                paragraphs=tuple(shown[index] for index in sorted(key.index for key in keys)),
                notes=self._notes(cable),
            )

    def _subject(self, cable: Cable, banner: Marking) -> str:
        """The subject line, where the reader may see it, the banner covers it, and it gives no orders to a model."""
        if withheld_ranges(cable.subject):
            return ""
        mark = cable.header.effective_marking
        covered = mark.level is Level.UNMARKED or banner.level is Level.UNMARKED or mark.level <= banner.level
        if mark.within(self.request.filters.clearance) and covered and set(mark.caveats) <= set(banner.caveats):
            return " ".join(cable.subject.split())
        return ""

    def _notes(self, cable: Cable) -> tuple[str, ...]:
        if not cable.header.effective_marking.within(self.request.filters.clearance):
            return ()
        withheld = (_SUBJECT_WITHHELD,) if withheld_ranges(cable.subject) else ()
        damage = (w.message for w in cable.warnings if w.index is None and w.code in _TOLD_DAMAGE)
        return (*withheld, *damage)


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _digest(request: BriefRequest, sections: Sequence[Section]) -> str:
    said = [line.statement.text for section in sections for line in section.lines]
    asked = (request.cables, request.topic, request.paper.value, str(request.filters))
    return hashlib.sha256(repr((asked, said)).encode()).hexdigest()[:12]
