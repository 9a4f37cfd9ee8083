"""From paragraphs to candidate lines: what goes into which section, and what each line is worth there."""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import islice

from rag.answering.model import Draft, DraftCitation
from rag.briefs.candidates import Candidate
from rag.briefs.counts import counts
from rag.briefs.dates import Event, events
from rag.briefs.disagreements import Disagreement, disagreements
from rag.briefs.gaps import Gap, Known, gaps
from rag.briefs.model import Part
from rag.briefs.people import people
from rag.briefs.points import Point, points
from rag.briefs.ranking import Ranked, rank, spread
from rag.briefs.selection import Selection
from rag.briefs.voice import linked
from rag.briefs.worth import courteous, half_quoted, length_flaw, procedural
from rag.cables.model import Key

_BOTTOM_WORDS, _KEY_WORDS = 80, 330
_KEY_POINTS, _POST_VIEWS, _PEOPLE, _EVENTS, _GAPS, _DIFFERENCES = 24, 6, 8, 6, 4, 3
_MAIN_PEOPLE = 5
MIN_EVENTS = 3
"""Fewer dated events make no timeline."""
_COMPARED = 160
_SURELY_PRINTED, _TOLD, _SHORT_ENTRY = 6, 0.45, 14
"""How many key points a page holds at least, and what an event loses that one of them tells already in more words."""
_WORD, _TALK, _TO_COME = 0.012, 0.15, 0.12
"""What an event loses for each word and as a mere meeting, and gains that is still to come."""


def compose(selection: Selection, topic: str, known: Known) -> tuple[Candidate, ...]:
    """Every line that could stand on the page.

    Args:
        selection: The paragraphs in play.
        topic: What was asked for, "" for a brief on cables.
        known: Whether the reader can open the telegram that a REF entry of a cable names.

    Returns:
        Candidates of all sections; values are comparable across sections.
    """
    ranked = rank(selection, topic)
    sound = [item for item in ranked if not item.point.broken]
    places = {item.key: place for place, item in enumerate(selection.evidence)}
    bottom = _bottom_line(sound, topic)
    opened = {item.point.text for item in bottom}
    views = _post_view([item for item in sound if item.point.post and item.point.text not in opened], selection)
    compared = [item.weighed for n, item in enumerate(ranked) if n < _COMPARED or counts(item.point.text)]
    differing = disagreements(compared)[:_DIFFERENCES]
    contested = {citation.quote for found in differing for citation in found.draft.citations}
    facts = [item for item in sound if not item.point.post and item.point.text not in contested]
    keys = spread(facts, (*bottom, *views[:2]), _KEY_POINTS, _KEY_WORDS)
    told = {item.point.text for item in (*bottom, *keys, *views)}
    return (
        *_said(Part.BOTTOM_LINE, bottom, places, first=1.0, step=0.03),
        *_said(Part.KEY_POINTS, keys, places, first=0.96, step=0.035),
        *_said(Part.POST_VIEW, views, places, first=0.95, step=0.08),
        *_people(selection, [item.point.text for item in (*bottom, *views[:3], *keys[:_SURELY_PRINTED])]),
        *_differences(differing),
        *_open_ends(gap for gap in gaps(selection.evidence, known) if not any(gap.draft.text in said for said in told)),
        *_timeline(sound, {item.point.text for item in (*bottom, *keys[:_SURELY_PRINTED])}),
        *_withheld(selection, places),
    )


def _bottom_line(ranked: Sequence[Ranked], topic: str) -> tuple[Ranked, ...]:
    """One or two sentences that stand by themselves: of the summary where a cable has one, on a topic from anywhere."""
    able = [item for item in ranked if not item.point.hanging and item.point.words <= _BOTTOM_WORDS * 0.75]
    summary = [] if topic else [item for item in able if item.point.summary]
    pool = summary or [item for item in able if not item.point.post] or able
    if not pool:
        # Too long is better than "He demanded" with nobody before it.
        return tuple([item for item in ranked if not item.point.hanging][:1] or ranked[:1])
    unlinked = [item for item in pool if _can_open(item.point.text)] or pool
    lifted = [replace(item, worth=item.worth + _leading(item.point)) for item in unlinked]
    opening = max(lifted, key=lambda item: item.worth)
    # On a topic a second sentence must be about it nearly as much as the first; a summary is about its cable anyway.
    floor = 0.8 * opening.worth if topic else 0.0
    left = _BOTTOM_WORDS - opening.point.words
    second = [item for item in lifted if item.worth >= floor and (item.point.words <= left or item.extends(opening))]
    return spread([opening, *second], (), 2, _BOTTOM_WORDS)


def _can_open(text: str) -> bool:
    """Whether a page may begin with it: no `However`, no words about the telegram itself, no half of a quotation."""
    return not (linked(text) or procedural(text) or half_quoted(text))


def _leading(point: Point) -> float:
    """What a sentence gains by standing where writers put the main thing: first, and in the first paragraph."""
    first = point.evidence.paragraph == point.evidence.cable.paragraphs[0]
    opens = point.position == 0
    # A cable without a summary opens with who, what and when in one long sentence.
    lead = 0.35 + length_flaw(point) if first and opens and not point.summary else 0.0
    return 0.15 * opens + 0.15 * (first or point.summary) + lead


def _post_view(views: Sequence[Ranked], selection: Selection) -> tuple[Ranked, ...]:
    """The post's own view; how a cable closes is where the post usually gives it."""
    last = {cable.id: max(p.index for p in cable.paragraphs) for cable in selection.cables}
    closing = [item for item in views if item.point.key.index == last[item.point.key.cable]]
    lifted = [replace(item, worth=item.worth + 0.15) if item in closing else item for item in views]
    return spread(sorted(lifted, key=lambda item: -item.worth), (), _POST_VIEWS)


def _said(part: Part, items: Sequence[Ranked], places: Mapping[Key, int], first: float, step: float) -> list[Candidate]:
    return [
        Candidate(part, item.point.draft, first - step * n, place=(places[item.point.key], item.point.position))
        for n, item in enumerate(items)
    ]


def _withheld(selection: Selection, places: Mapping[Key, int]) -> list[Candidate]:
    """What is kept off the page, so that the second sheet can say so."""
    return [
        Candidate(Part.KEY_POINTS, point.draft, 0.0, place=(places[point.key], point.position))
        for point in points(selection.evidence)
        if point.withheld
    ]


def _people(selection: Selection, told: Sequence[str]) -> list[Candidate]:
    """The persons whom the lines name come before weak lines; others when there is room."""
    named = {word for item in selection.evidence for word in re.findall(r"\w+", item.paragraph.text)}
    found = [person for person in people(selection.whole, told) if person.surname in named][:_PEOPLE]
    return [
        Candidate(Part.PEOPLE, person.draft, 0.88 - 0.02 * n if n < _MAIN_PEOPLE else 0.80 - 0.05 * n, place=(n,))
        for n, person in enumerate(found)
    ]


def _differences(found: Sequence[Disagreement]) -> list[Candidate]:
    return [
        Candidate(Part.GAPS, pair.draft, 0.93 - 0.08 * n, lead=pair.lead, place=(0, n)) for n, pair in enumerate(found)
    ]


def _open_ends(found: Iterable[Gap]) -> list[Candidate]:
    return [
        Candidate(Part.GAPS, gap.draft, 0.45 + 0.45 * gap.weight - 0.1 * n, lead=gap.lead, place=(1, n))
        for n, gap in enumerate(islice(found, _GAPS))
    ]


def _timeline(ranked: Sequence[Ranked], told: Collection[str]) -> list[Candidate]:
    """Dated events; rather those that the page does not tell already."""
    found = events([item.point for item in ranked])
    if len({event.shown for event in found}) < MIN_EVENTS:
        return []
    worth = {item.point.text: item.worth for item in ranked}
    kept = sorted(found, key=lambda event: -_eventful(event, worth[event.point.text], event.point.text in told))
    return [_dated(event, n) for n, event in enumerate(kept[:_EVENTS])]


def _eventful(event: Event, worth: float, told: bool) -> float:
    """What an event is worth in a timeline: a short entry costs little, a long one that repeats the page much."""
    length = len(event.text.split())
    value = worth - _WORD * length - _TOLD * (told and length > _SHORT_ENTRY) - _TALK * courteous(event.text)
    sent = event.point.evidence.cable.date
    return value + _TO_COME * bool(sent and event.first > sent.date())


def _dated(event: Event, rank_among: int) -> Candidate:
    # The first three stand or fall together: fewer make no timeline.
    value = 0.80 if rank_among < MIN_EVENTS else 0.74 - 0.08 * rank_among
    lead = event.shown
    draft = Draft(event.text, (DraftCitation(event.point.key, event.quote),))
    return Candidate(Part.TIMELINE, draft, value, lead=lead, place=(event.first.toordinal(),))
