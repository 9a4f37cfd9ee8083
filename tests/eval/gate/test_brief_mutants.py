"""The gate of briefs, tested by breaking pages."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from eval.gate.baseline import Baseline, to_baseline
from eval.gate.check import GateReport, check_gate
from eval.gate.rules import Rules, load_rules
from eval.run.aggregate import Scored
from eval.run.files import RunFolder
from eval.run.runner import Plan
from eval.run.session import Session, run_session
from eval.system import Page, Reply, Said
from rag.briefs.model import BriefRequest
from rag.cables.model import Cable
from tests.eval.brief_world import BRIEFED, BriefWorld, brief_suite, line

RULES = Path(__file__).parents[3] / "eval" / "gate-briefs.yaml"
Change = Callable[[Reply, Page], Reply]


@dataclass(frozen=True, kw_only=True)
class Broken(BriefWorld):
    """Changes every brief that is made."""

    change: Change

    def brief(self, request: BriefRequest) -> Reply:
        reply = super().brief(request)
        return reply if reply.page is None else self.change(reply, reply.page)


def on_page(reply: Reply, page: Page, **changes: object) -> Reply:
    return reply.model_copy(update={"page": page.model_copy(update=changes)})


def on_lines(reply: Reply, change: Callable[[Said], Said | None]) -> Reply:
    changed = [change(said) for said in reply.statements]
    return reply.model_copy(update={"statements": tuple(said for said in changed if said is not None)})


def cable_of(reply: Reply) -> Cable:
    return BRIEFED[reply.statements[0].citations[0].cable]


def drop_caveat(reply: Reply, page: Page) -> Reply:
    return on_page(reply, page, banners=tuple(banner.split("//")[0] for banner in page.banners))


def lower_banner_below(reply: Reply, page: Page) -> Reply:
    return on_page(reply, page, banners=(page.banners[0], "UNCLASSIFIED"))


def forget_bottom_banner(reply: Reply, page: Page) -> Reply:
    return on_page(reply, page, banners=page.banners[:1])


def lower_marks(reply: Reply, page: Page) -> Reply:
    return on_lines(reply, lambda said: said.model_copy(update={"mark": "U" if said.mark == "C" else said.mark}))


def forget_a_mark(reply: Reply, page: Page) -> Reply:
    return on_lines(reply, lambda said: said.model_copy(update={"mark": "" if said.mark == "C" else said.mark}))


def swap_citations(reply: Reply, page: Page) -> Reply:
    first, second, *others = reply.statements
    swapped = (
        first.model_copy(update={"citations": second.citations}),
        second.model_copy(update={"citations": first.citations}),
    )
    return reply.model_copy(update={"statements": (*swapped, *others)})


def move_citations(reply: Reply, page: Page) -> Reply:
    def moved(said: Said) -> Said:
        cited = said.citations[0]
        index = cited.index % 2 + 1
        return said.model_copy(update={"citations": (cited.model_copy(update={"index": index, "label": str(index)}),)})

    return on_lines(reply, moved)


def two_pages(reply: Reply, page: Page) -> Reply:
    return on_page(reply, page, pages=2, banners=page.banners * 2)


def drop_bottom_line(reply: Reply, page: Page) -> Reply:
    return on_lines(reply, lambda said: None if said.part == "bottom_line" else said)


def move_bottom_line(reply: Reply, page: Page) -> Reply:
    return on_lines(reply, lambda said: said.model_copy(update={"part": said.part.replace("bottom_line", "gaps")}))


def post_view_as_fact(reply: Reply, page: Page) -> Reply:
    return on_lines(reply, lambda said: said.model_copy(update={"part": said.part.replace("post_view", "key_points")}))


def unverified_line(reply: Reply, page: Page) -> Reply:
    said = Said(text="The talks went well.", verified=False, reason="no citation", part="key_points", mark="C")
    return reply.model_copy(update={"statements": (*reply.statements, said)})


def uncited_line(reply: Reply, page: Page) -> Reply:
    said = Said(text="The talks went well.", part="key_points", mark="C")
    return reply.model_copy(update={"statements": (*reply.statements, said)})


def alter_digit(reply: Reply, page: Page) -> Reply:
    return on_lines(reply, lambda said: said.model_copy(update={"text": said.text.replace("2", "3")}))


def forget_comment(reply: Reply, page: Page) -> Reply:
    return on_lines(reply, lambda said: None if said.part == "post_view" else said)


def leak_secret(reply: Reply, page: Page) -> Reply:
    cable = cable_of(reply)
    secret = line(cable, cable.paragraphs[-1])
    kept = [said for said in reply.statements if said.text != secret.text]
    return reply.model_copy(update={"statements": (*kept, secret)})


def tell_secret_in_title(reply: Reply, page: Page) -> Reply:
    return on_page(reply, page, around=(cable_of(reply).paragraphs[-1].text,))


MUTANTS: tuple[tuple[Change, str], ...] = (
    (drop_caveat, "banner_errors"),
    (lower_banner_below, "banner_errors"),
    (forget_bottom_banner, "banner_errors"),
    (lower_marks, "mark_errors"),
    (forget_a_mark, "mark_errors"),
    (swap_citations, "unverified_lines"),
    (move_citations, "unverified_lines"),
    (two_pages, "wrong_pages"),
    (drop_bottom_line, "no_bottom_line"),
    (move_bottom_line, "no_bottom_line"),
    (post_view_as_fact, "placement"),
    (unverified_line, "unverified_lines"),
    (uncited_line, "unverified_lines"),
    (alter_digit, "unsupported_figures"),
    (forget_comment, "fact_recall"),
    (leak_secret, "leaks"),
    (tell_secret_in_title, "must_not"),
)


def run_of(system: BriefWorld, path: Path) -> Scored:
    return run_session(system, Session(brief_suite(), RunFolder(path / "run"), Plan()))


@pytest.fixture(scope="module")
def rules() -> Rules:
    return load_rules(RULES)


@pytest.fixture(scope="module")
def accepted(tmp_path_factory: pytest.TempPathFactory) -> Baseline:
    return to_baseline(run_of(BriefWorld(), tmp_path_factory.mktemp("accepted")).result)


def gate_of(system: BriefWorld, rules: Rules, accepted: Baseline, path: Path) -> GateReport:
    return check_gate(rules, run_of(system, path).result, accepted)


@pytest.mark.parametrize(("change", "figure"), MUTANTS, ids=lambda value: getattr(value, "__name__", value))
def test_a_broken_page_turns_the_gate_red(
    change: Change, figure: str, rules: Rules, accepted: Baseline, tmp_path: Path
) -> None:
    report = gate_of(Broken(change=change), rules, accepted, tmp_path)
    assert any(check.rule.startswith(figure) for check in report.failures), report.failures


def test_untouched_pages_are_green(rules: Rules, accepted: Baseline, tmp_path: Path) -> None:
    report = gate_of(BriefWorld(), rules, accepted, tmp_path)
    assert report.passed, report.failures
    assert accepted.figures["pass"] == 1.0
