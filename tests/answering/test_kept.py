"""A kept sentence without a citation may tell of anything that its writer was given."""

import pytest

from rag.answering.kept import restore_statements
from rag.cables.model import Evidence, Key

UNCITED = {
    "text": "The envoy took bribes.",
    "verdict": "unverified",
    "reason": "no paragraph is cited",
    "citations": [],
}


def nothing(_: Key) -> Evidence | None:
    return None


@pytest.mark.parametrize(("all_seen", "shown"), [(True, ["The envoy took bribes."]), (False, [])])
def test_a_sentence_without_a_citation_is_shown_only_where_all_is_still_seen(all_seen: bool, shown: list[str]) -> None:
    statements, notes = restore_statements([UNCITED], nothing, uncited=all_seen)
    assert [one.text for one in statements] == shown
    assert len(notes) == 1 - len(shown)
