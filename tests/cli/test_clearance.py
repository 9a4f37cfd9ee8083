"""Under a clearance nothing of higher material shows, whichever command is asked."""

import json
from pathlib import Path

import pytest

from rag.cables.marking import Level, Marking
from tests.cli.conftest import Run


@pytest.fixture
def secrets(run: Run, reader: Path) -> list[dict]:
    """Every paragraph of the sample corpus that is above SBU or unmarked."""
    found = []
    for row in run("list", "--limit", "1000", "--json").rows:
        (cable,) = run("show", row["cable"], "--json").rows
        found += [
            {**paragraph, "cable": row["cable"]}
            for paragraph in cable["paragraphs"]
            if not Marking.parse(paragraph["effective_marking"]).within(Level.SBU)
        ]
    assert len(found) > 10
    return found


def test_no_search_shows_higher_material(run: Run, reader: Path, secrets: list[dict]) -> None:
    for secret in secrets[:15]:
        (row,) = run("search", secret["text"][:300], "-k", "50", "--clearance", "SBU", "--json").rows
        assert all(Marking.parse(hit["marking"]).within(Level.SBU) for hit in row["hits"])
        assert (secret["cable"], secret["index"]) not in {(hit["cable"], hit["index"]) for hit in row["hits"]}


def test_show_and_list_leave_higher_paragraphs_out(run: Run, reader: Path, secrets: list[dict]) -> None:
    listed = {row["cable"] for row in run("list", "--limit", "1000", "--clearance", "SBU", "--json").rows}
    for secret in secrets:
        shown = run("show", secret["cable"], "--clearance", "SBU", "--refs", "--json")
        if secret["cable"] in listed:
            assert secret["text"] not in shown.rows[0]["paragraphs"]
            assert secret["index"] not in {p["index"] for p in shown.rows[0]["paragraphs"]}
        else:
            assert shown.code == 3


def test_a_batch_row_cannot_raise_the_clearance(run: Run, reader: Path, secrets: list[dict], tmp_path: Path) -> None:
    batch = tmp_path / "batch.jsonl"
    rows = [
        {"id": i, "question": secret["text"][:200], "filters": {"clearance": "TS"}}
        for i, secret in enumerate(secrets[:5])
    ]
    batch.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    for row in run("search", "--batch", batch, "--clearance", "SBU", "-k", "30").rows:
        assert all(Marking.parse(hit["marking"]).within(Level.SBU) for hit in row["hits"])


def test_the_setting_limits_every_command(
    run: Run, reader: Path, secrets: list[dict], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REFTEL_CLEARANCE", "SBU")
    secret = secrets[0]
    (answer,) = run("ask", secret["text"][:200], "--clearance", "TS", "--json").rows
    assert (secret["cable"], secret["index"]) not in {(c[0], c[2]) for c in answer["citations"]}
    assert answer["provenance"]["clearance"] == "SBU"
    assert secret["text"][:80] not in json.dumps(answer["statements"])
