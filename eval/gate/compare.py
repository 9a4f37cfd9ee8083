"""Two runs, or a run and a baseline, question by question, and one line of plain conclusion."""

from collections.abc import Sequence

from eval.gate.baseline import DIGITS, Baseline
from eval.run.result import Result
from eval.scorers.metrics import METRICS
from eval.stats.intervals import detectable
from eval.stats.paired import Paired, compare_paired, holm
from eval.wire import Document

COMPARED = ("pass", "fact_recall", "citation_precision", "citation_recall", "R@8", "MRR", "rejection", "over_refusal",
            "must_not")  # fmt: skip
ASSUMED_DISCORDANCE = 0.15
"""Share of questions that change between two runs where nothing is known: the reference's own value."""
ALPHA = 0.05


class Change(Document):
    """A figure on both sides.

    Attributes:
        name: Of the figure.
        group: A tag, "" for all questions.
        effect: New minus old.
        low: Lower end of the 95 % interval of the effect.
        p: As tested.
        p_holm: Adjusted over the tags of this figure; the same as `p` for all questions.
        worse: Whether the effect goes the wrong way.
    """

    name: str
    group: str
    n: int
    old: float
    new: float
    effect: float
    low: float | None
    high: float | None
    p: float
    p_holm: float
    up: int
    down: int
    test: str
    worse: bool


class Comparison(Document):
    """All that differs between an old and a new run.

    Attributes:
        changes: Figures over all questions, then by tag.
        fixed: Questions that now pass.
        broken: Questions that no longer pass.
        only_old: Questions that only the old side has.
        only_new: Questions that only the new side has, or has in another version.
        conclusion: One line.
    """

    changes: tuple[Change, ...]
    fixed: tuple[str, ...]
    broken: tuple[str, ...]
    only_old: tuple[str, ...]
    only_new: tuple[str, ...]
    conclusion: str

    def overall(self, name: str) -> Change | None:
        """The change of a figure over all questions."""
        return next((change for change in self.changes if change.name == name and not change.group), None)


def compare(old: Baseline, new: Result) -> Comparison:
    """Compares on the questions that both sides have in the same version, to the digits that a baseline keeps."""
    before = {q.id: q for q in old.questions}
    after = {q.id: q for q in new.questions}
    shared = [name for name in before if name in after and before[name].digest == after[name].digest]
    families = {name: after[name].family for name in shared}
    values = {
        name: (
            {q: before[q].values[name] for q in shared if name in before[q].values},
            {q: round(after[q].values[name], DIGITS) for q in shared if name in after[q].values},
        )
        for name in COMPARED
    }
    tags = list(dict.fromkeys(tag for name in shared for tag in after[name].groups))
    changes: list[Change] = []
    for name in COMPARED:
        found = compare_paired(*values[name], families)
        if found is not None:
            changes.append(_change(name, "", *values[name], found, found.p))
    for name in COMPARED:
        members = {tag: [q for q in shared if tag in after[q].groups] for tag in tags}
        changes += _by_tag(name, *values[name], members, families)
    was, now = values["pass"]
    both = [name for name in shared if name in was and name in now]
    fixed = tuple(name for name in both if now[name] > was[name])
    broken = tuple(name for name in both if now[name] < was[name])
    return Comparison(
        changes=tuple(changes),
        fixed=fixed,
        broken=broken,
        only_old=tuple(name for name in before if name not in shared),
        only_new=tuple(name for name in after if name not in shared),
        conclusion=_conclusion(changes, len(both), fixed, broken),
    )


def _by_tag(
    name: str, old: dict[str, float], new: dict[str, float], members: dict[str, list[str]], families: dict[str, str]
) -> list[Change]:
    sides = {
        tag: ({q: old[q] for q in names if q in old}, {q: new[q] for q in names if q in new})
        for tag, names in members.items()
    }
    found = {tag: compare_paired(*pair, families) for tag, pair in sides.items()}
    kept = {tag: paired for tag, paired in found.items() if paired is not None}
    adjusted = holm({tag: paired.p for tag, paired in kept.items()})
    return [_change(name, tag, *sides[tag], paired, adjusted[tag]) for tag, paired in kept.items()]


def _change(
    name: str, group: str, old: dict[str, float], new: dict[str, float], found: Paired, p_holm: float
) -> Change:
    both = [q for q in old if q in new]
    low, high = (None, None) if found.interval is None else found.interval
    return Change(
        name=name,
        group=group,
        n=found.n,
        old=sum(old[q] for q in both) / found.n,
        new=sum(new[q] for q in both) / found.n,
        effect=found.effect,
        low=low,
        high=high,
        p=found.p,
        p_holm=p_holm,
        up=found.up,
        down=found.down,
        test=found.test,
        worse=found.effect > 0 if METRICS[name].lower else found.effect < 0,
    )


def _conclusion(changes: Sequence[Change], n: int, fixed: Sequence[str], broken: Sequence[str]) -> str:
    passing = next((c for c in changes if c.name == "pass" and not c.group), None)
    if passing is None:
        return "cannot tell: the two have no question in common"
    significant = [c for c in changes if not c.group and c.p < ALPHA]
    flips = len(fixed) + len(broken)
    if passing.p < ALPHA:
        return f"{'worse' if passing.worse else 'better'}: {flips} of {n} questions flipped, p = {_p(passing.p)}"
    if significant:
        first = min(significant, key=lambda change: change.p)
        word = "worse" if first.worse else "better"
        return f"{word}: {first.name} {first.old:.3f} -> {first.new:.3f} on {first.n} questions, p = {_p(first.p)}"
    if all(change.up == change.down == 0 for change in changes):
        return f"the same: none of {n} questions changed"
    points = smallest_difference(n, flips / n)
    return f"cannot tell: {flips} of {n} questions flipped, p = {_p(passing.p)}; this suite detects {points} points"


def smallest_difference(n: int, discordance: float = ASSUMED_DISCORDANCE) -> int:
    """The smallest difference in pass, in points of a hundred, that n questions show."""
    return round(100 * detectable(max(discordance, ASSUMED_DISCORDANCE), n))


def _p(p: float) -> str:
    return f"{p:.2f}".lstrip("0") if p >= 0.01 else f"{p:.1g}".lstrip("0")
