"""The real Desk over the sample cables, as the harness sees it, and the gate tested by breaking it."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import cast

import pytest

from eval.desk import CORPUS, DeskSystem, Target, corpus_home, engine_settings, open_system, reply_of
from eval.gate.baseline import Baseline, to_baseline
from eval.gate.check import GateReport, check_gate
from eval.gate.rules import Rules
from eval.run.aggregate import Scored
from eval.run.files import RunFolder
from eval.run.runner import Plan
from eval.run.session import Session, run_session
from eval.suite.load import load_suite
from eval.suite.model import Suite
from eval.system import Hit, Reply, System
from rag.answering.model import Answer, Coverage, Outcome, Provenance
from rag.desk import Desk
from rag.errors import UserError
from rag.retrieval.question import Question
from tests.eval.mutants import MUTANTS, Wrapped

SAMPLE = Path(__file__).parents[2] / "eval" / "suites" / "sample.jsonl"
MOST = {"followup": 10, "clearance": 6, "unanswerable": 10, "lookup": 10, "numeric": 8, "multi": 4}
"""How many questions of each kind are asked, so that the test stays short; `make eval` asks all of them."""


@dataclass(frozen=True)
class Remembering(Wrapped):
    """Asks the Desk once and remembers, since it answers alike every time."""

    searches: dict[tuple[Question, int], Sequence[Hit]] = field(default_factory=dict)
    answers: dict[Question, Reply] = field(default_factory=dict)

    def search(self, question: Question, k: int) -> Sequence[Hit]:
        if (question, k) not in self.searches:
            self.searches[question, k] = self.inner.search(question, k)
        return self.searches[question, k]

    def ask(self, question: Question) -> Reply:
        if question not in self.answers:
            self.answers[question] = self.inner.ask(question)
        return self.answers[question]


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> DeskSystem:
    cache = tmp_path_factory.mktemp("cache")
    return open_system(Target(engine="extractive", corpus=CORPUS, changes={"cache": str(cache)}))


@pytest.fixture(scope="module")
def sample() -> Suite:
    items = load_suite([SAMPLE]).items
    kept = [i for kind, most in MOST.items() for i in [item for item in items if item.kind == kind][:most]]
    return Suite(name="sample", items=tuple(kept))


@pytest.fixture(scope="module")
def remembering(desk: DeskSystem) -> Remembering:
    return Remembering(desk)


@pytest.fixture(scope="module")
def clean(remembering: Remembering, sample: Suite, tmp_path_factory: pytest.TempPathFactory) -> Scored:
    return run_session(remembering, Session(sample, RunFolder(tmp_path_factory.mktemp("clean")), Plan()))


def gate_of(system: System, sample: Suite, rules: Rules, baseline: Baseline, path: Path) -> GateReport:
    scored = run_session(system, Session(sample, RunFolder(path), Plan()))
    return check_gate(rules.model_copy(update={"floors": {}, "ceilings": {}, "tags": {}}), scored.result, baseline)


def test_the_desk_answers_the_sample_suite_with_valid_citations(clean: Scored) -> None:
    figures = clean.result.figures
    assert clean.result.complete
    counts = ("invalid_citations", "bad_quotes", "unsupported_figures", "marking_errors", "leaks", "uncited")
    assert {name: figures[name].value for name in counts} == dict.fromkeys(counts, 0.0)
    assert figures["R@8"].value > 0.5


def test_an_untouched_desk_is_green(
    remembering: Remembering, sample: Suite, rules: Rules, clean: Scored, tmp_path: Path
) -> None:
    report = gate_of(remembering, sample, rules, to_baseline(clean.result), tmp_path)
    assert report.passed, report.failures


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.__name__)
def test_a_broken_desk_is_red(
    mutant: type[Wrapped], remembering: Remembering, sample: Suite, rules: Rules, clean: Scored, tmp_path: Path
) -> None:
    report = gate_of(mutant(remembering), sample, rules, to_baseline(clean.result), tmp_path)
    assert not report.passed, mutant.__doc__


def test_what_was_tested_is_named(desk: DeskSystem) -> None:
    identity = desk.identity()
    assert identity.engine == "extractive"
    assert identity.corpus.split()[1] == "cables"
    assert identity.parser
    assert identity.settings
    assert desk.show("09NOWHERE1") is None


ANSWER = Answer(
    id="1",
    question="Who?",
    statements=(),
    outcome=Outcome.FAILED,
    reason="",
    coverage=Coverage(0, 0, None, None),
    engine="llm",
    provenance=Provenance("", "", "", "", "", (), ()),
)


@pytest.mark.parametrize(
    ("reason", "outcome"),
    [("The model refused: policy.", "refused"), ("The server did not answer in time.", "failed")],
)
def test_a_refusal_by_the_model_is_told_from_a_failure(reason: str, outcome: str) -> None:
    assert reply_of(replace(ANSWER, reason=reason)).outcome == outcome


@pytest.mark.parametrize(
    ("sentence", "outcome"), [("The model refused to answer.", "refused"), ("Set REFTEL_LLM_MODEL.", None)]
)
def test_a_raised_refusal_is_an_outcome_and_any_other_error_is_raised(sentence: str, outcome: str | None) -> None:
    class Raising:
        def ask(self, _: Question) -> Answer:
            raise UserError(sentence)

    system = DeskSystem(cast("Desk", Raising()), engine_settings("extractive", None))
    if outcome is None:
        with pytest.raises(UserError, match="Set REFTEL_LLM_MODEL"):
            system.ask(Question("Who?"))
    else:
        assert system.ask(Question("Who?")).outcome == outcome


def test_an_engine_that_cannot_be_used_is_a_sentence(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(UserError, match="'magic' is no engine; known are extractive and llm"):
        engine_settings("magic", tmp_path)
    with pytest.raises(UserError, match="needs a model: set REFTEL_LLM_MODEL"):
        engine_settings("llm", tmp_path)
    with pytest.raises(UserError, match="'llm_modle' is no setting"):
        engine_settings("", tmp_path, {"llm_modle": "x"})
    monkeypatch.setenv("REFTEL_LLM_MODEL", "some-model")
    assert engine_settings("llm", tmp_path).llm_model == "some-model"
    assert engine_settings("extractive", tmp_path).llm_model == "", "no model is asked behind the caller's back"


def test_a_corpus_has_a_library_of_its_own(tmp_path: Path) -> None:
    corpus = tmp_path / "corpus"
    with pytest.raises(UserError, match="holds no cable"):
        corpus_home(corpus, tmp_path)
    corpus.mkdir()
    (corpus / "one.txt").write_text("a")
    first = corpus_home(corpus, tmp_path)
    assert corpus_home(corpus, tmp_path) == first
    (corpus / "one.txt").write_text("b")
    assert corpus_home(corpus, tmp_path) != first
