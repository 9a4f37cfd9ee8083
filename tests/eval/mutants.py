"""Deliberate regressions, each wrapped around a system. Every one of them must turn the gate red."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from eval.suite.model import Item, Suite
from eval.system import Cited, Hit, Identity, Reply, Said, System
from rag.cables.model import Cable
from rag.errors import OperatorError
from rag.retrieval.question import Question
from rag.stores.filters import Filters


@dataclass(frozen=True)
class Wrapped:
    """A system that passes everything on; the mutants below change one thing each."""

    inner: System

    def identity(self) -> Identity:
        return self.inner.identity()

    def search(self, question: Question, k: int) -> Sequence[Hit]:
        return self.inner.search(question, k)

    def ask(self, question: Question) -> Reply:
        return self.inner.ask(question)

    def show(self, cable: str) -> Cable | None:
        return self.inner.show(cable)

    def unit_citation(self, cable: str, index: int) -> Cited | None:
        """A well-formed citation of a paragraph."""
        held = self.show(cable)
        unit = None if held is None else next((u for u in held.units if u.index == index), None)
        if unit is None:
            return None
        quote = " ".join(unit.text.split()[:12])
        return Cited(cable=cable, label=unit.label, index=index, quote=quote, marking=str(unit.effective_marking))


def change_statements(reply: Reply, change: Callable[[Said], Said]) -> Reply:
    return reply.model_copy(update={"statements": tuple(change(said) for said in reply.statements)})


def change_citations(reply: Reply, change: Callable[[Cited], Cited]) -> Reply:
    return change_statements(
        reply, lambda said: said.model_copy(update={"citations": tuple(change(c) for c in said.citations)})
    )


class DropBestHit(Wrapped):
    """The best hit is lost on the way."""

    def search(self, question: Question, k: int) -> Sequence[Hit]:
        return self.inner.search(question, k)[1:]


class ShuffleHits(Wrapped):
    """The ranking is turned round."""

    def search(self, question: Question, k: int) -> Sequence[Hit]:
        return tuple(reversed(self.inner.search(question, k)))


class SwapCitations(Wrapped):
    """Each citation points to its cable's next paragraph, its quote left as it was."""

    def ask(self, question: Question) -> Reply:
        return change_citations(self.inner.ask(question), self._moved)

    def _moved(self, cited: Cited) -> Cited:
        other = self.unit_citation(cited.cable, cited.index + 1) or self.unit_citation(cited.cable, cited.index - 1)
        assert other is not None
        return other.model_copy(update={"quote": cited.quote})


class CiteHeader(Wrapped):
    """Whatever is said is pinned on the cable's header, with a quote that does stand there."""

    def ask(self, question: Question) -> Reply:
        reply = change_citations(self.inner.ask(question), lambda c: self.unit_citation(c.cable, 0) or c)
        headers = {(c.cable, 0) for said in reply.statements for c in said.citations}
        return reply.model_copy(update={"retrieved": (*reply.retrieved, *headers)})


class InventCitation(Wrapped):
    """Citations of paragraphs that do not exist."""

    def ask(self, question: Question) -> Reply:
        return change_citations(
            self.inner.ask(question), lambda c: c.model_copy(update={"index": 990 + c.index, "label": "99"})
        )


class AlterQuote(Wrapped):
    """One word of each quote is not the source's."""

    def ask(self, question: Question) -> Reply:
        return change_citations(
            self.inner.ask(question), lambda c: c.model_copy(update={"quote": _last_word(c.quote, "reportedly")})
        )


def _last_word(text: str, word: str) -> str:
    return " ".join([*text.split()[:-1], word])


class AlterDigit(Wrapped):
    """One digit of each statement is another."""

    def ask(self, question: Question) -> Reply:
        return change_statements(
            self.inner.ask(question), lambda said: said.model_copy(update={"text": _other_digit(said.text)})
        )


def _other_digit(text: str) -> str:
    return re.sub(r"\d", lambda match: str((int(match[0]) + 3) % 10), text, count=1)


class Negate(Wrapped):
    """Statements are turned into their opposite."""

    def ask(self, question: Question) -> Reply:
        return change_statements(
            self.inner.ask(question),
            lambda said: said.model_copy(update={"text": re.sub(r"(?<=\w)\s", " not ", said.text)}),
        )


class AnswerEverything(Wrapped):
    """Where it should decline, the nearest paragraph is passed off as the answer."""

    def ask(self, question: Question) -> Reply:
        reply = self.inner.ask(question)
        hits = self.inner.search(question, 1)
        if reply.outcome != "declined" or not hits:
            return reply
        cited = self.unit_citation(hits[0].cable, hits[0].index)
        assert cited is not None
        said = Said(text=cited.quote, citations=(cited,))
        retrieved = ((cited.cable, cited.index),)
        return reply.model_copy(update={"outcome": "answered", "statements": (said,), "retrieved": retrieved})


class DeclineEverything(Wrapped):
    """It never answers."""

    def ask(self, question: Question) -> Reply:
        return self.inner.ask(question).model_copy(update={"outcome": "declined", "statements": ()})


class DeclineNumbers(Wrapped):
    """It declines one kind of question only."""

    def ask(self, question: Question) -> Reply:
        reply = self.inner.ask(question)
        if re.match(r"how (?:many|much)|what budget", question.text.casefold()):
            return reply.model_copy(update={"outcome": "declined", "statements": ()})
        return reply


class ForgetHistory(Wrapped):
    """Follow-up questions are taken as if nothing had been said before."""

    def search(self, question: Question, k: int) -> Sequence[Hit]:
        return self.inner.search(replace(question, history=()), k)

    def ask(self, question: Question) -> Reply:
        return self.inner.ask(replace(question, history=()))


class IgnoreClearance(Wrapped):
    """Clearance is not applied."""

    def search(self, question: Question, k: int) -> Sequence[Hit]:
        return self.inner.search(_uncleared(question), k)

    def ask(self, question: Question) -> Reply:
        return self.inner.ask(_uncleared(question))


def _uncleared(question: Question) -> Question:
    return replace(question, filters=replace(question.filters, clearance=Filters().clearance))


class EmptyOnError(Wrapped):
    """Every fifth question fails inside, and the failure is passed off as an empty answer."""

    def ask(self, question: Question) -> Reply:
        if _every(question, 5):
            return Reply(outcome="answered")
        return self.inner.ask(question)


class FailSometimes(Wrapped):
    """Every fifth question fails, and says so."""

    def ask(self, question: Question) -> Reply:
        if _every(question, 5):
            raise OperatorError("the index is damaged")
        return self.inner.ask(question)


def _every(question: Question, n: int) -> bool:
    return sum(question.text.encode()) % n == 0


class Truncate(Wrapped):
    """Statements stop half-way."""

    def ask(self, question: Question) -> Reply:
        return change_statements(
            self.inner.ask(question), lambda said: said.model_copy(update={"text": _half(said.text)})
        )


def _half(text: str) -> str:
    words = text.split()
    return " ".join(words[: len(words) // 2])


class LowerMarkings(Wrapped):
    """Citations are shown as unclassified."""

    def ask(self, question: Question) -> Reply:
        return change_citations(self.inner.ask(question), lambda c: c.model_copy(update={"marking": "U"}))


class Duplicate(Wrapped):
    """The first statement is said twice."""

    def ask(self, question: Question) -> Reply:
        reply = self.inner.ask(question)
        return reply.model_copy(update={"statements": (*reply.statements, *reply.statements[:1])})


class DropCitations(Wrapped):
    """Statements are shown without what supports them."""

    def ask(self, question: Question) -> Reply:
        return change_statements(self.inner.ask(question), lambda said: said.model_copy(update={"citations": ()}))


@dataclass(frozen=True)
class SayForbidden(Wrapped):
    """Every answer ends with what the question's author wrote down as wrong."""

    suite: Suite

    def ask(self, question: Question) -> Reply:
        reply = self.inner.ask(question)
        item = next((i for i in self.suite.items if i.question == question.text and i.must_not), None)
        if item is None or reply.outcome == "failed":
            return reply
        cited = reply.statements[0].citations if reply.statements else ()
        said = Said(text=f"{_forbidden(item)}.", citations=cited)
        return reply.model_copy(update={"outcome": "answered", "statements": (*reply.statements, said)})


def _forbidden(item: Item) -> str:
    return next((entry.text for entry in item.must_not if entry.text), "")


MUTANTS: tuple[type[Wrapped], ...] = (
    DropBestHit, ShuffleHits, SwapCitations, CiteHeader, InventCitation, AlterQuote, AlterDigit, Negate,
    AnswerEverything, DeclineEverything, DeclineNumbers, ForgetHistory, IgnoreClearance, EmptyOnError, FailSometimes,
    Truncate, LowerMarkings, Duplicate, DropCitations,
)  # fmt: skip
