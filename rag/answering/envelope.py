"""What stands around the statements of an exported answer: computed anew from them and compared."""

from collections.abc import Iterator, Mapping, Sequence

from rag.answering.model import Outcome, Verdict
from rag.answering.recheck import ExportedStatement

_SHOWN = 80
"""Characters of a value of the file that a finding repeats."""


def envelope_findings(document: Mapping[str, object], statements: Sequence[ExportedStatement]) -> tuple[str, ...]:
    """What an exported answer says otherwise than its own statements do.

    Compared are the text of the answer, the list of what it cites, its outcome and whether it abstained. The
    statements count as the file calls them: whether one holds is the recheck's to say.

    Args:
        document: An answer as `answer_document` writes it; not trusted.
        statements: Its statements, as `read_statements` reads them.

    Returns:
        A sentence for each difference; empty where the answer is as it was made.
    """
    verified = [one for one in statements if one.verdict is Verdict.VERIFIED]
    return (*_text(document, verified), *_citations(document, verified), *_outcome(document, verified))


def _text(document: Mapping[str, object], verified: Sequence[ExportedStatement]) -> Iterator[str]:
    if document.get("answer") != " ".join(one.text for one in verified):
        yield f"the answer reads {_words(document.get('answer'))}, which is not the text of its verified statements"


def _citations(document: Mapping[str, object], verified: Sequence[ExportedStatement]) -> Iterator[str]:
    cited = dict.fromkeys((c.cable, c.paragraph, c.index) for one in verified for c in one.citations)
    if document.get("citations") != [list(key) for key in cited]:
        yield "the list of citations is not that of its verified statements"


def _outcome(document: Mapping[str, object], verified: Sequence[ExportedStatement]) -> Iterator[str]:
    named = document.get("outcome")
    if named not in [one.value for one in Outcome]:
        yield f"the outcome {_words(named)} is none that there is"
        return
    if document.get("abstained") is not (named == Outcome.DECLINED.value):
        yield f"abstained is {_words(document.get('abstained'))}, and the outcome is '{named}'"
    if named == Outcome.ANSWERED.value and not verified:
        yield "the outcome is 'answered', and no statement is verified"
    if named == Outcome.FAILED.value and verified:
        yield "the outcome is 'failed', and it has verified statements"
    if named != Outcome.ANSWERED.value and not document.get("reason"):
        yield f"the outcome is '{named}', and no reason is given"


def _words(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    return f"'{str(value)[:_SHOWN]}'" if value else "nothing"
