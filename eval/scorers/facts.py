"""Facts of a question in an answer: stated, supported by a citation, attributed to the right speaker."""

from collections.abc import Sequence
from dataclasses import dataclass

from eval.facts.match import states
from eval.facts.names import names
from eval.facts.text import fold
from eval.run.record import Passage
from eval.scorers.metrics import Score, Unscored, share
from eval.suite.model import Fact, Item, Ref
from eval.system import Reply, Said


@dataclass(frozen=True)
class FactVerdict:
    """One fact in one answer.

    Attributes:
        fact: How reports name it.
        vital: Whether it decides.
        stated: Whether the answer states it.
        supported: Whether a statement that states it cites enough; None when it is not stated.
        attributed: Whether such a statement names the speaker; None when no speaker is asked for or it is not stated.
        placed: Whether every line of a brief that states it stands in its section or names its speaker; None when the
            fact belongs to no section or is not stated.
    """

    fact: str
    vital: bool
    stated: bool
    supported: bool | None = None
    attributed: bool | None = None
    placed: bool | None = None


def judge_facts(item: Item, reply: Reply, passages: Sequence[Passage] = ()) -> tuple[FactVerdict, ...]:
    """The verdict on each fact; what the reference answer or the evidence denies may be denied in the answer too.

    A line of a brief stands for itself: a fact is not put together from two of them.
    """
    grounds = item.support if item.brief is None else item.allowed
    references = (item.answer, *(passage.text for passage in passages if passage.ref in grounds))
    return tuple(_judge(fact, item, reply, references) for fact in item.facts)


def _judge(fact: Fact, item: Item, reply: Reply, references: Sequence[str]) -> FactVerdict:
    holders = [said for said in reply.shown if states(fact, said.printed, references)]
    if not (holders or (item.brief is None and states(fact, reply.text, references))):
        return FactVerdict(fact.shown, fact.vital, stated=False)
    cited = frozenset(cited.ref for said in holders for cited in said.citations)
    return FactVerdict(
        fact.shown,
        fact.vital,
        stated=True,
        supported=_enough(fact, item, cited),
        attributed=_names_speaker(fact.by, holders) if fact.by and not fact.part else None,
        placed=all(_placed(fact, said) for said in holders) if fact.part else None,
    )


def _placed(fact: Fact, said: Said) -> bool:
    return said.part in fact.part or _names_speaker(fact.by, [said])


def _enough(fact: Fact, item: Item, cited: frozenset[Ref]) -> bool:
    if fact.alternatives:
        return any(choice <= cited for choice in fact.alternatives)
    return bool(cited & item.allowed)


def _names_speaker(speakers: Sequence[str], holders: Sequence[Said]) -> bool:
    texts = [fold(said.printed) for said in holders]
    return any(any(True for _ in names(speaker, text)) for speaker in speakers for text in texts)


def score_facts(verdicts: Sequence[FactVerdict], reply: Reply) -> dict[str, Score]:
    """The figures on facts; a declined answer states nothing, and so scores 0."""
    vital = [v for v in verdicts if v.vital]
    okay = [v for v in verdicts if not v.vital]
    stated = [v for v in verdicts if v.stated]
    spoken = [v.attributed for v in verdicts if v.attributed is not None]
    words = len(reply.text.split())
    return {
        "fact_recall": share(sum(v.stated for v in vital), len(vital), "the question has no vital fact"),
        "okay_recall": share(sum(v.stated for v in okay), len(okay), "the question has no other fact"),
        "fact_support": share(sum(bool(v.supported) for v in stated), len(stated), "no fact is stated"),
        "attribution": share(sum(spoken), len(spoken), "no stated fact has a speaker to name"),
        "words": float(words) if words else Unscored("there is no answer"),
        "words_per_fact": share(words, len(stated), "no fact is stated"),
    }
