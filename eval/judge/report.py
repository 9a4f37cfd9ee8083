"""The judge over a whole run, and how far it agrees with the deterministic verdicts."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping

from eval.judge.opinion import Asked, Chat, Opinion, ask_judge, prompt_digest
from eval.run.record import Sample
from eval.run.result import Result
from eval.suite.model import Item, Suite
from eval.wire import Document
from rag.cables.marking import Level, Marking
from rag.embedding.ceiling import may_leave
from rag.errors import ReftelError


class JudgeReport(Document):
    """What the judge said.

    Attributes:
        model: Its name.
        prompt: Digest of the prompt.
        opinions: By question.
        unscored: Why there is no opinion, by question.
        agreement: Share of questions judged right or wrong on which the judge and the deterministic pass agree; None
            where there is no such question.
        kappa: Cohen's kappa of the same (Cohen 1960): agreement beyond chance; None where chance alone agrees.
        disagreements: Questions on which they differ, for a person to read.
    """

    model: str
    prompt: str
    opinions: dict[str, Opinion]
    unscored: dict[str, str]
    agreement: float | None
    kappa: float | None
    disagreements: tuple[str, ...]


def judge_run(
    suite: Suite,
    samples: Iterable[Sample],
    result: Result,
    chat: Chat,
    ceiling: Level,
    progress: Callable[[str], None] = lambda _: None,
) -> JudgeReport:
    """Asks the judge about the first trial of every question that has a reference answer.

    Args:
        suite: The questions.
        samples: The record.
        result: The deterministic verdicts.
        chat: The judge.
        ceiling: The highest marking that may go to a host other than this machine.
        progress: Told each question's id.
    """
    first = {sample.id: sample for sample in samples if sample.trial == 0}
    opinions: dict[str, Opinion] = {}
    unscored: dict[str, str] = {}
    for item in suite.items:
        progress(item.id)
        try:
            opinions[item.id] = ask_judge(chat, _asked(item, first.get(item.id), chat.host, ceiling))
        except (ReftelError, ValueError) as error:
            unscored[item.id] = str(error)
    passed = {question.id: question.values.get("pass") == 1.0 for question in result.questions}
    judged = {
        name: opinion.verdict == "right" for name, opinion in opinions.items() if opinion.verdict != "cannot_tell"
    }
    agreement, kappa = agreement_of(judged, passed)
    return JudgeReport(
        model=chat.name,
        prompt=prompt_digest(),
        opinions=opinions,
        unscored=unscored,
        agreement=agreement,
        kappa=kappa,
        disagreements=tuple(name for name, right in judged.items() if right != passed[name]),
    )


def _asked(item: Item, sample: Sample | None, host: str, ceiling: Level) -> Asked:
    """What is sent about one question.

    Raises:
        ValueError: Nothing may or can be sent, and why.
    """
    if sample is None or sample.reply is None:
        raise ValueError("there is no answer to judge")
    if not item.answer:
        raise ValueError("the question has no reference answer")
    # The reference answer is drawn from the evidence, so that its marking counts as well as the citations'.
    markings = [Marking.parse(passage.marking) for passage in sample.passages]
    if not all(may_leave(marking, host, ceiling) for marking in markings):
        raise ValueError(f"it rests on material above {ceiling.name}, which is not sent to {host}")
    answer = sample.reply.text or f"(declined: {sample.reply.reason})"
    return Asked(question=item.question, reference=item.answer, answer=answer)


def agreement_of(one: Mapping[str, bool], two: Mapping[str, bool]) -> tuple[float | None, float | None]:
    """Raw agreement and Cohen's kappa on the questions of `one`."""
    pairs = Counter((one[name], two[name]) for name in one)
    total = pairs.total()
    if not total:
        return None, None
    observed = (pairs[True, True] + pairs[False, False]) / total
    yes_one = (pairs[True, True] + pairs[True, False]) / total
    yes_two = (pairs[True, True] + pairs[False, True]) / total
    chance = yes_one * yes_two + (1 - yes_one) * (1 - yes_two)
    return observed, None if chance == 1 else (observed - chance) / (1 - chance)
