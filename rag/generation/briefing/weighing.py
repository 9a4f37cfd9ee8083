"""The write step: the model weighs the checked points of several readings; it names numbers and writes no words."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from rag.cables.model import Evidence
from rag.generation.briefing.merging import Difference, difference, folded
from rag.generation.briefing.points import Point
from rag.generation.model import Call
from rag.generation.neutral import one_line
from rag.generation.sending import LINE_TOKENS
from rag.generation.session import Session
from rag.generation.shapes import SaidPage
from rag.generation.sources import frame_points

PROMPT = "brief_page"
_LEADING = 2


@dataclass(frozen=True)
class Page:
    """How checked points stand to each other.

    Attributes:
        leads: For the bottom line, in reading order.
        others: All others, most valuable first.
        differing: Points that contradict each other, each group as one line.
    """

    leads: tuple[Point, ...]
    others: tuple[Point, ...]
    differing: tuple[Difference, ...] = ()


def by_value(points: Sequence[Point]) -> Page:
    """The page as the readings alone give it: by value, and within it by the place in the reply."""
    ranked = sorted(points, key=lambda one: (-one.value, one.place))
    facts = [one for one in ranked if not one.post]
    leads = ([one for one in facts if one.leads] or [one for one in facts if not one.suspect])[:_LEADING]
    return Page(tuple(leads), tuple(one for one in ranked if one not in leads))


def shown(points: Sequence[Point], budget: int, session: Session) -> tuple[Point, ...]:
    """The points that the model is shown, by value within the budget; none that reads like an instruction."""
    kept = []
    room = budget
    for one in sorted(points, key=lambda one: (-one.value, one.place)):
        room -= session.model.count(one.statement.text) + LINE_TOKENS
        if room < 0:
            break
        if not one.suspect:
            kept.append(one)
    return tuple(kept)


class Weigher:
    """Has the model weigh points and makes a page of what it says; whatever does not hold is passed over."""

    def __init__(self, session: Session, sent: Sequence[Evidence], open_cables: frozenset[str]) -> None:
        """Puts it together.

        Args:
            session: Of the brief.
            sent: All paragraphs that were read.
            open_cables: Those whose date may be sent.
        """
        self._session = session
        self._sent = {one.key: one for one in sent}
        self._open = open_cables

    def page(self, points: Sequence[Point], listed: Sequence[Point], about: str) -> Page:
        """The page.

        Args:
            points: All that passed the gate.
            listed: Those of them that the model is shown, in this order.
            about: What the brief is about.

        Raises:
            ModelFailureError: There is no usable reply.
            SpendingError: The spending ceiling would be crossed.
        """
        prompt = self._session.prompts.load(PROMPT)
        framed = frame_points((self._line(number, one), one.statement.text) for number, one in enumerate(listed, 1))
        values = {"fence": framed.fence, "points": framed.text, "about": about}
        said = self._session.whole(Call(prompt, prompt.render(self._session.method, values), SaidPage))
        merged = self._merged(said, listed)
        differing = tuple(self._differing(said, merged))
        contested = {one for found in differing for one in found.points}
        order = dict.fromkeys((*_named(said.order, merged), *merged.values()))
        left = [one for one in order if one not in contested]
        facts = [one for one in left if not one.post]
        leads = [one for one in dict.fromkeys(_named(said.bottom_line, merged)) if one in facts] or facts[:1]
        leads = leads[:_LEADING]
        unseen = by_value([one for one in points if one not in listed])
        return Page(
            tuple(leads), (*(one for one in left if one not in leads), *unseen.leads, *unseen.others), differing
        )

    def _line(self, number: int, point: Point) -> str:
        cable = self._sent[point.key].cable
        date = f"{cable.date:%-d %B %Y}" if cable.date and cable.id in self._open else "no date"
        section = "post_view" if point.post else "bottom_line" if point.leads else "key_point"
        return f"POINT {number} | {one_line(cable.id)} | {date} | {section} | value {point.value}"

    def _merged(self, said: SaidPage, listed: Sequence[Point]) -> dict[int, Point]:
        """The listed points by number, those that say the same folded into one that has every citation."""
        merged = dict(enumerate(listed, 1))
        for group in said.same:
            numbers = [number for number in dict.fromkeys(group) if number in merged]
            for number in numbers[1:]:
                best, other = merged[numbers[0]], merged[number]
                one = folded(best, other, self._sent) if best != other else None
                if one is not None:
                    merged.update({at: one for at, held in merged.items() if held in (best, other)})
        return merged

    def _differing(self, said: SaidPage, merged: Mapping[int, Point]) -> Iterator[Difference]:
        used: set[Point] = set()
        for group in said.differ:
            sides = tuple(dict.fromkeys(_named(group, merged)))
            found = difference(sides, self._sent) if used.isdisjoint(sides) else None
            if found is not None:
                used.update(sides)
                yield found


def _named(numbers: Sequence[int], merged: Mapping[int, Point]) -> Iterator[Point]:
    return (merged[number] for number in numbers if number in merged)
