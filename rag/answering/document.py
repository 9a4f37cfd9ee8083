"""The JSON form of answers, as other programs rely on it."""

from rag.answering.model import Answer, Citation, Coverage, Outcome, Provenance, Statement


def citation_document(citation: Citation) -> dict[str, object]:
    """One checked pointer; `paragraph` is the printed number, "0" for the header, "" for unnumbered text."""
    return {
        "cable": citation.cable,
        "paragraph": citation.label,
        "index": citation.index,
        "quote": citation.quote,
        "spans": [list(span) for span in citation.spans],
        "marking": str(citation.marking),
    }


def statement_document(statement: Statement) -> dict[str, object]:
    """One sentence with its verdict."""
    return {
        "text": statement.text,
        "verdict": statement.verdict.value,
        "reason": statement.reason,
        "flags": list(statement.flags),
        "insertions": list(statement.insertions),
        "citations": [citation_document(citation) for citation in statement.citations],
    }


def coverage_document(coverage: Coverage) -> dict[str, object]:
    """What was searched."""
    return {
        "cables": coverage.cables,
        "paragraphs": coverage.paragraphs,
        "from": coverage.first.isoformat() if coverage.first else None,
        "to": coverage.last.isoformat() if coverage.last else None,
    }


def provenance_document(provenance: Provenance) -> dict[str, object]:
    """All that is needed to check the answer again."""
    return {
        "settings_hash": provenance.settings_hash,
        "prompt_hash": provenance.prompt_hash,
        "model": provenance.model,
        "host": provenance.host,
        "index_generation": provenance.index_generation,
        "retrieved": [[key.cable, key.index, round(score, 6)] for key, score in provenance.retrieved],
        "queries": list(provenance.queries),
        "clearance": provenance.clearance,
        "left_out": [[key.cable, key.index, why] for key, why in provenance.left_out],
        "reranked": [[key.cable, key.index] for key in provenance.reranked],
    }


def answer_document(answer: Answer) -> dict[str, object]:
    """The whole answer, in the fields that the command-line contract names."""
    cited = dict.fromkeys((c.cable, c.label, c.index) for s in answer.verified for c in s.citations)
    return {
        "id": answer.id,
        "question": answer.question,
        "answer": answer.text,
        "outcome": answer.outcome.value,
        "abstained": answer.outcome is Outcome.DECLINED,
        "reason": answer.reason,
        "statements": [statement_document(statement) for statement in answer.statements],
        "citations": [list(key) for key in cited],
        "coverage": coverage_document(answer.coverage),
        "engine": answer.engine,
        "provenance": provenance_document(answer.provenance),
        "usage": dict(answer.usage),
        "timings": {stage: round(seconds, 4) for stage, seconds in answer.timings.items()},
        "nearest": [[e.cable.id, e.paragraph.label, e.paragraph.index] for e in answer.nearest],
        "notes": list(answer.notes),
    }
