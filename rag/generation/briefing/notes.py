"""What a page says of how it was written: by whom, from what, and what the model did not get."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.cables.marking import highest
from rag.generation.briefing.reading import Plan, Reading
from rag.generation.model import LanguageModel
from rag.generation.sending import LeftOut
from rag.settings import Settings


@dataclass(frozen=True)
class Unread:
    """A reading that came to nothing.

    Attributes:
        reading: What was to be read.
        reason: The failure in a sentence.
        tried: Whether the model was asked, so that it may have been given the paragraphs.
    """

    reading: Reading
    reason: str
    tried: bool


def written(
    model: LanguageModel, settings: Settings, plan: Plan, read: Sequence[Reading], unread: Sequence[Unread]
) -> tuple[str, ...]:
    """The notes of a page that the model wrote.

    Args:
        model: The writer.
        settings: Ceiling and budget are named.
        plan: What was to be read.
        read: What was.
        unread: What failed.
    """
    return tuple(_written(model, settings, plan, read, unread))


def _written(
    model: LanguageModel, settings: Settings, plan: Plan, read: Sequence[Reading], unread: Sequence[Unread]
) -> Iterator[str]:
    tried = [one.reading for one in unread if one.tried]
    sent = [one for reading in (*read, *tried) for one in reading.sent]
    cables = len({one.cable.id for one in sent})
    banner = highest(one.paragraph.effective_marking for one in sent)
    yield (
        f"Written by {model.name} on {model.host}, which was given {_counted(len(sent), 'paragraph')} of "
        f"{_counted(cables, 'cable')}, marked {banner} at most."
    )
    verbatim = []
    if count := _left(plan, LeftOut.MARKING):
        verbatim.append(f"{count} marked above {settings.llm_max_marking} or not at all")
    if count := _left(plan, LeftOut.BUDGET):
        verbatim.append(f"{count} beyond the budget of {settings.llm_budget_tokens} tokens a call")
    if count := sum(len(one.reading.sent) for one in unread if not one.tried):
        verbatim.append(f"{count} after a failure")
    if verbatim:
        total = len(plan.left_out) + sum(len(one.reading.sent) for one in unread if not one.tried)
        yield (
            f"It was not given {_counted(total, 'paragraph')} ({'; '.join(verbatim)}): lines from those are the "
            "cables' own words."
        )
    if count := sum(len(one.sent) for one in tried):
        yield f"The reading of {_counted(count, 'paragraph')} failed: lines from those are the cables' own words."
    for reason in dict.fromkeys(one.reason for one in unread):
        names = ", ".join(dict.fromkeys(one.reading.cable for one in unread if one.reason == reason))
        yield f"{names}: {reason}"


def extracts(model: LanguageModel, reason: str) -> str:
    """The note of a page of extracts that a model was to write."""
    return f"Written by verbatim extracts, without the model {model.name}: {reason}"


def given(model: LanguageModel, readings: Sequence[Reading], *, answered: bool) -> tuple[str, ...]:
    """What went to a model that wrote nothing of the page.

    Args:
        model: That was to write it.
        readings: Those that it was asked for.
        answered: Whether it answered any, in part at least; else nobody knows what reached it.
    """
    sent = [one for reading in readings for one in reading.sent]
    if not sent:
        return ()
    banner = highest(one.paragraph.effective_marking for one in sent)
    received = "received" if answered else "may have received"
    of = f"{_counted(len(sent), 'paragraph')} of {_counted(len({one.cable.id for one in sent}), 'cable')}"
    return (f"{model.host} {received} {of}, marked {banner} at most.",)


def unsent(model: LanguageModel, settings: Settings, plan: Plan) -> str:
    """Why nothing of the material is sent."""
    count = _left(plan, LeftOut.MARKING)
    if not count:
        return "No paragraph fits REFTEL_LLM_BUDGET_TOKENS; raise it."
    held = f"{_counted(count, 'paragraph')} {'is' if count == 1 else 'are'} marked above"
    return (
        f"Nothing may be sent to {model.host}: {held} "
        f"{settings.llm_max_marking} or not at all; use a model on this machine, or raise REFTEL_LLM_MAX_MARKING."
    )


def _left(plan: Plan, why: LeftOut) -> int:
    return sum(reason is why for _, reason in plan.left_out)


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}{'s' * (count != 1)}"
