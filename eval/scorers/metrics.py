"""Every figure of the harness: its name, what it means, which way is better, where its definition comes from."""

import math
from dataclasses import dataclass
from typing import Literal

CUTS = (1, 3, 5, 8, 20)


@dataclass(frozen=True)
class Unscored:
    """A figure that does not exist here, and why; it leaves the mean and is counted in the report."""

    reason: str


Score = float | Unscored


def share(part: float, whole: float, none: str) -> Score:
    """A quotient, or unscored with the reason `none` where there is nothing to divide by."""
    return part / whole if whole else Unscored(none)


def finite(value: float) -> float:
    """The value.

    Raises:
        ValueError: It is not a number; no scorer may return that.
    """
    if not math.isfinite(value):
        raise ValueError("a score is not a finite number")
    return value


@dataclass(frozen=True)
class Metric:
    """A figure.

    Attributes:
        name: As reports and rules name it.
        kind: share (0 or 1 a question: Wilson interval), mean (clustered bootstrap), count (summed; 0 is the aim),
            measure (seconds, tokens, words: median and mean, no verdict).
        lower: Whether less is better.
        absent: Why a question does not have it, where no scorer says so.
        meaning: One line for reports and the guide.
        source: Where the definition comes from.
    """

    name: str
    kind: Literal["share", "mean", "count", "measure"]
    meaning: str
    source: str = "own"
    lower: bool = False
    absent: str = "the question was not run"


BRIEFS_ONLY = "only briefs have it"

_TABLE = (
    Metric("pass", "share", "right: every vital fact, a supporting citation, nothing forbidden, nothing invalid; "
           "or rightly declined"),
    Metric("fact_recall", "mean", "vital facts that the answer states; 0 when it declined", "nuggetizer, strict vital"),
    Metric("okay_recall", "mean", "welcome facts that the answer states", "nuggetizer"),
    Metric("fact_support", "mean", "stated facts whose statement cites a paragraph that supports them", "after ALCE"),
    Metric("attribution", "mean", "facts with a speaker whose statement names the speaker"),
    Metric("citation_precision", "mean", "cited paragraphs that support the answer; 0 without a citation",
           "after ALCE, TREC RAG 2024"),
    Metric("citation_recall", "mean", "evidence paragraphs that are cited; of alternative sets the best", "after ALCE"),
    Metric("quotes_verified", "mean", "quotes that stand in the paragraph they cite", "after ragas quoted_spans"),
    Metric("rejection", "share", "unanswerable questions that were declined", "RGB"),
    Metric("pass_all", "share", "questions that pass in every trial", "pass^k", absent="each question was asked once"),
    Metric("abstain_f1", "mean", "F1 of declining", "RGB, SQuAD 2 AvNA", absent="it exists over all questions only"),
    Metric("over_refusal", "share", "answerable questions that were declined", "RGB", lower=True),
    Metric("refused", "share", "questions that the model refused by its policy", lower=True),
    *(Metric(f"R@{k}", "mean", f"evidence paragraphs among the first {k} hits", "trec_eval recall") for k in CUTS),
    Metric("MRR", "mean", "one over the rank of the first supporting paragraph", "trec_eval recip_rank"),
    Metric("nDCG@8", "mean", "gain of evidence among the first 8 hits, gain = 1", "trec_eval ndcg_cut"),
    Metric("marking", "share", "answers whose highest citation marking is the expected one"),
    Metric("must_not", "count", "forbidden things said", "promptfoo not-contains", lower=True),
    Metric("invalid_citations", "count", "citations of paragraphs that do not exist or were not retrieved", lower=True),
    Metric("bad_quotes", "count", "quotes that do not stand in the paragraph they cite", lower=True),
    Metric("unsupported_figures", "count", "numbers of a statement that stand nowhere in what it cites", lower=True),
    Metric("marking_errors", "count", "citations shown with another marking than the library's", lower=True),
    Metric("leaks", "count", "hits or citations above the question's clearance", lower=True),
    Metric("uncited", "count", "shown statements without a citation, and answers without a statement", lower=True),
    Metric("duplicates", "count", "statements that repeat an earlier one word for word", lower=True),
    *(Metric(name, kind, meaning, lower=kind == "count", absent=BRIEFS_ONLY) for name, kind, meaning in (
        ("placement", "mean", "facts that stand in the section where they belong, or with their speaker"),
        ("wrong_pages", "count", "sheets that a brief takes beyond, or short of, what was asked for"),
        ("banner_errors", "count", "banners that are not the highest marking with all caveats of what is cited"),
        ("unverified_lines", "count", "lines uncited, unverified, misquoted, or in words foreign to what they cite"),
        ("mark_errors", "count", "lines without a marking, or with another one than what they cite bears"),
        ("no_bottom_line", "count", "briefs without a bottom line"),
    )),
    Metric("fill", "measure", "share of the sheet that is used", absent=BRIEFS_ONLY),
    Metric("words", "measure", "words of the answer", lower=True),
    Metric("words_per_fact", "measure", "words of the answer for each fact stated", lower=True),
    Metric("search_seconds", "measure", "wall time of the search", lower=True),
    Metric("ask_seconds", "measure", "wall time of the answer", lower=True),
    Metric("tokens", "measure", "tokens sent and received", lower=True),
    Metric("cost", "measure", "price in the currency of the price list", lower=True),
)  # fmt: skip
METRICS = {metric.name: metric for metric in _TABLE}
COUNTS = tuple(metric.name for metric in _TABLE if metric.kind == "count")
