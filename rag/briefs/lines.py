"""From candidates to checked lines in sections, with abbreviations expanded in the order in which the page is read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from rag.answering.gate import check
from rag.answering.model import Draft, Evidence, Statement, Verdict
from rag.briefs.abbreviations import Expander, defined
from rag.briefs.candidates import Candidate
from rag.briefs.compose import MIN_EVENTS
from rag.briefs.model import Line, Part, Section
from rag.briefs.withheld import REASON, withheld
from rag.cables.model import Key

_EXPANDED = frozenset({Part.BOTTOM_LINE, Part.KEY_POINTS, Part.POST_VIEW})


@dataclass(frozen=True)
class Checked:
    """A candidate with the gate's verdict.

    Attributes:
        candidate: What would be said.
        statement: The same as the gate passed it.
        withheld: Why it is kept off the page though the gate may have passed it; "" where it is not.
    """

    candidate: Candidate
    statement: Statement
    withheld: str = ""

    @property
    def line(self) -> Line:
        """As it stands on a page."""
        return Line(self.statement, self.candidate.value, self.candidate.lead, self.withheld)

    @property
    def printable(self) -> bool:
        """Whether it may stand on a page at all."""
        return self.statement.verdict is Verdict.VERIFIED and not self.withheld


class Setter:
    """Checks candidates and sets them in sections; each draft goes to the gate once."""

    def __init__(self, evidence: Sequence[Evidence]) -> None:
        self._sent: Mapping[Key, Evidence] = {item.key: item for item in evidence}
        self._verdicts: dict[Draft, Statement] = {}
        texts: dict[str, list[str]] = {}
        for item in evidence:
            texts.setdefault(item.cable.id, []).append(item.paragraph.text)
        self._own = {cable: defined(parts) for cable, parts in texts.items()}

    def check(self, candidates: Sequence[Candidate]) -> tuple[Checked, ...]:
        """Verdicts on candidates, most valuable first."""
        ordered = sorted(candidates, key=lambda candidate: -candidate.value)
        return tuple(
            Checked(one, one.refused or self._verdict(one.draft), self._withheld(one.draft)) for one in ordered
        )

    def sections(self, checked: Sequence[Checked]) -> tuple[Section, ...]:
        """The sections of a page in reading order: each candidate in its place, no section empty.

        A timeline of fewer than three dates is left out.
        """
        expander = Expander(self._own)
        found = []
        for part in Part:
            inside = sorted((item for item in checked if item.candidate.part is part), key=_place)
            if part is Part.TIMELINE and len({item.candidate.lead for item in inside}) < MIN_EVENTS:
                continue
            if inside:
                found.append(Section(part, tuple(self._expanded(item, expander) for item in inside)))
        return tuple(found)

    def _verdict(self, draft: Draft) -> Statement:
        if draft not in self._verdicts:
            cited = [self._sent[c.key] for c in draft.citations if c.key in self._sent]
            self._verdicts[draft] = check(draft, cited)
        return self._verdicts[draft]

    def _withheld(self, draft: Draft) -> str:
        cited = ((self._sent[c.key], c.quote) for c in draft.citations if c.key in self._sent)
        return REASON if any(withheld(evidence, quote) for evidence, quote in cited) else ""

    def _expanded(self, item: Checked, expander: Expander) -> Line:
        draft = item.candidate.draft
        if item.candidate.part not in _EXPANDED:
            return item.line
        text, insertions = expander.expand(draft.text, draft.citations[0].key.cable)
        if not insertions:
            return item.line
        statement = self._verdict(Draft(text, draft.citations, (*draft.insertions, *insertions)))
        if statement.verdict is Verdict.VERIFIED:
            return Line(statement, item.candidate.value, item.candidate.lead)
        # The plain words are verified already: an expansion that the gate does not accept is not worth a line.
        expander.forget(insertions)
        return item.line


def _place(item: Checked) -> tuple[int, ...]:
    return item.candidate.place
