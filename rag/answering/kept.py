"""An answer that was kept as JSON, made whole again: every sentence passes the gate anew, over what is seen now."""

import datetime as dt
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from rag.answering.citing import Lookup
from rag.answering.gate import reject
from rag.answering.model import Answer, Draft, DraftCitation, Outcome, Provenance, Statement, Verdict
from rag.answering.recheck import ExportedStatement, Rechecked, read_statements, recheck
from rag.cables.model import Coverage, Evidence, Key

_Count = Annotated[int, Field(ge=0)]


class _Kept(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class _Coverage(_Kept):
    cables: _Count
    paragraphs: _Count
    first: dt.date | None = Field(alias="from")
    last: dt.date | None = Field(alias="to")


class _Provenance(_Kept):
    settings_hash: str
    prompt_hash: str
    model: str
    host: str
    index_generation: str
    retrieved: tuple[tuple[str, _Count, float], ...]
    queries: tuple[str, ...]
    clearance: str
    left_out: tuple[tuple[str, _Count, str], ...] = ()
    reranked: tuple[tuple[str, _Count], ...] = ()


class KeptAnswer(_Kept):
    """The document of `rag.answering.document.answer_document`, its form checked and nothing in it trusted."""

    id: str
    question: str
    outcome: Outcome
    reason: str
    statements: list[dict[str, object]]
    coverage: _Coverage
    engine: str
    provenance: _Provenance
    usage: dict[str, float]
    timings: dict[str, float]
    nearest: tuple[tuple[str, str, _Count], ...] = ()
    notes: tuple[str, ...] = ()


def restore(kept: KeptAnswer, lookup: Lookup) -> Answer:
    """The answer as a reader may see it now.

    Sentences whose paragraphs are not seen any more are left out and counted in a note; candidates that are not seen
    any more are left out.

    Args:
        kept: The answer.
        lookup: The library, as the reader may see it.

    Raises:
        UserError: A statement has not the form of a kept one.
    """
    whole = all(lookup(Key(cable, index)) for cable, index, _ in kept.provenance.retrieved)
    statements, withheld = restore_statements(kept.statements, lookup, uncited=whole)
    made, seen = kept.provenance, kept.coverage
    nearest = (lookup(Key(cable, index)) for cable, _, index in kept.nearest)
    return Answer(
        id=kept.id,
        question=kept.question,
        statements=statements,
        outcome=kept.outcome,
        reason=kept.reason,
        coverage=Coverage(seen.cables, seen.paragraphs, seen.first, seen.last),
        engine=kept.engine,
        provenance=Provenance(
            settings_hash=made.settings_hash,
            prompt_hash=made.prompt_hash,
            model=made.model,
            host=made.host,
            index_generation=made.index_generation,
            retrieved=tuple((Key(c, i), score) for c, i, score in made.retrieved if lookup(Key(c, i))),
            queries=made.queries,
            clearance=made.clearance,
            left_out=tuple((Key(c, i), why) for c, i, why in made.left_out if lookup(Key(c, i))),
            reranked=tuple(Key(c, i) for c, i in made.reranked if lookup(Key(c, i))),
        ),
        usage=kept.usage,
        timings=kept.timings,
        nearest=tuple(filter(None, nearest)),
        notes=(*kept.notes, *withheld),
    )


def restore_statements(
    kept: list[dict[str, object]], lookup: Lookup, *, uncited: bool = False
) -> tuple[tuple[Statement, ...], tuple[str, ...]]:
    """Statements through the gate again.

    Args:
        kept: Documents of statements.
        lookup: The library, as the reader may see it.
        uncited: Whether a sentence without any citation may be shown: only where all that its writer was given is still
            seen, since it may tell of any of that.

    Returns:
        Those whose paragraphs are all seen, and a sentence about the rest, if any.

    Raises:
        UserError: One has not the form of a kept one.
    """
    exported = read_statements(list[object](kept))
    seen = [
        one
        for one in exported
        if (one.citations or uncited) and all(lookup(citation.key) for citation in one.citations)
    ]
    rechecked = recheck(seen, lookup)
    reasons = {id(one): str(document.get("reason", "")) for one, document in zip(exported, kept, strict=True)}
    statements = tuple(_decided(one, reasons[id(one.exported)], lookup) for one in rechecked)
    missing = len(exported) - len(seen)
    if not missing:
        return statements, ()
    noun = "One sentence is" if missing == 1 else f"{missing} sentences are"
    return statements, (f"{noun} not shown: the library does not show the paragraphs any more.",)


def _decided(one: Rechecked, reason: str, lookup: Lookup) -> Statement:
    """As the gate decides today, and never better than it was: what failed then is not all in the document."""
    if one.old is Verdict.VERIFIED:
        return one.statement
    return reject(_draft(one.exported), _sent(one.exported, lookup), reason)


def _draft(exported: ExportedStatement) -> Draft:
    claims = tuple(DraftCitation(citation.key, citation.quote) for citation in exported.citations)
    return Draft(exported.text, claims, exported.insertions)


def _sent(exported: ExportedStatement, lookup: Lookup) -> list[Evidence]:
    return [found for citation in exported.citations if (found := lookup(citation.key))]
