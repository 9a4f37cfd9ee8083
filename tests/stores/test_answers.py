import dataclasses
import json
from pathlib import Path

import pytest

from rag.cables.marking import Level
from rag.errors import OperatorError
from rag.stores.answers import AnswerStore
from rag.stores.library import Library
from tests.stores.test_removal import kept


@pytest.fixture
def answers(tmp_path: Path) -> AnswerStore:
    return AnswerStore.open(tmp_path / "answers.sqlite")


def test_a_document_reads_back_equal_and_is_replaced_whole(answers: AnswerStore) -> None:
    answers.put(kept("one", "09PARIS1"))
    answers.put(kept("one", "09PARIS2", "09PARIS3"))
    assert answers.get("one") == kept("one", "09PARIS2", "09PARIS3")
    assert answers.get("two") is None
    assert answers.forget_cables(["09PARIS1"]) == ()


def test_lists_are_newest_first_by_kind_and_page(answers: AnswerStore) -> None:
    answers.put(kept("old", created="2026-01-01"))
    answers.put(kept("new", created="2026-02-01"))
    answers.put(kept("talk", kind="conversation", created="2026-03-01"))
    assert [each.id for each in answers.list()] == ["talk", "new", "old"]
    assert [each.id for each in answers.list("answer")] == ["new", "old"]
    assert [each.id for each in answers.list(offset=1, limit=1)] == ["new"]


def test_nothing_above_the_clearance_is_listed_or_read(answers: AnswerStore) -> None:
    for level in (Level.U, Level.S, Level.UNMARKED):
        answers.put(kept(level.name, level=level))
    assert [each.id for each in answers.list(clearance=Level.C)] == ["U"]
    assert answers.get("S", Level.C) is None
    assert answers.get("UNMARKED", Level.TS) is None
    assert answers.get("S", Level.S) is not None
    assert len(answers.list()) == 3


def test_a_deleted_document_is_gone(answers: AnswerStore) -> None:
    answers.put(kept("one"))
    assert answers.delete("one")
    assert not answers.delete("one")
    assert answers.list() == ()


def test_a_body_that_is_no_json_is_refused_and_nothing_is_lost(answers: AnswerStore) -> None:
    answers.put(kept("one"))
    with pytest.raises(ValueError, match="Expecting"):
        answers.put(dataclasses.replace(kept("one"), body="nonsense"))
    assert answers.get("one") == kept("one")


def test_a_library_is_not_taken_for_an_answers_store(tmp_path: Path) -> None:
    Library.open(tmp_path / "library.sqlite", write=True).close()
    with pytest.raises(OperatorError, match="is no answers store of Reftel"):
        AnswerStore.open(tmp_path / "library.sqlite")


def test_a_number_of_each_kind_and_level_is_kept_newest_first(answers: AnswerStore) -> None:
    for day in range(1, 5):
        answers.put(kept(f"c{day}", level=Level.C, created=f"2026-01-0{day}"))
    answers.put(kept("s", level=Level.S, created="2025-01-01"))
    answers.put(kept("talk", level=Level.C, kind="conversation", created="2025-01-01"))
    answers.keep_newest("answer", Level.C, 2)
    assert [each.id for each in answers.list()] == ["c4", "c3", "s", "talk"]


def test_a_deleted_cable_leaves_the_lists_of_documents_that_only_name_it(answers: AnswerStore) -> None:
    body = {"found": [["09PARIS1", 2, 0.5], ["09PARIS11", 1, 0.4], [["09PARIS1"], 1]], "asked": "What of 09PARIS1?"}
    answers.put(dataclasses.replace(kept("one", "09PARIS11"), body=json.dumps(body)))
    assert answers.forget_cables(["09PARIS1"]) == ()
    document = answers.get("one")
    assert document is not None
    assert json.loads(document.body) == {"found": [["09PARIS11", 1, 0.4], [1]], "asked": "What of 09PARIS1?"}
