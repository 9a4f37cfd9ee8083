"""`reftel verify`: what a brief's page and an answer say around their statements is checked too."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run


def test_a_brief_as_written_holds_and_an_altered_page_does_not(run: Run, reader: Path, tmp_path: Path) -> None:
    file = tmp_path / "brief.json"
    assert run("brief", "--cable", "09PORTALDERA214", "-o", file).code == 0
    held = run("verify", file)
    assert held.code == 0
    assert "altered" not in held.out
    document = json.loads(file.read_bytes())
    document["banner"] = "TS//ORCON"
    file.write_text(json.dumps(document), encoding="utf-8")
    altered = run("verify", file)
    assert altered.code == 1
    assert "altered    the banner reads 'TS//ORCON', and what the page cites makes it SBU" in altered.out
    assert "1 thing around them differs." in altered.out
    (row,) = run("verify", file, "--json").rows
    assert row["lost"] == 0
    assert len(row["findings"]) == 1


ASKED = ("ask", "How long did the technical survey at Kestrel Point take?", "--cable", "09PORTALDERA214", "--json")
ALTERATIONS = [
    ({"answer": "The survey took two years."}, "altered    the answer reads 'The survey took two years.', which is"),
    ({"answer": None}, "altered    the answer reads nothing, which is not the text"),
    ({"citations": []}, "altered    the list of citations is not that of its verified statements"),
    ({"citations": [["09PORTALDERA214", "9", 9]]}, "altered    the list of citations is not"),
    ({"outcome": "declined"}, "altered    abstained is false, and the outcome is 'declined'"),
    ({"outcome": "declined", "abstained": True}, "altered    the outcome is 'declined', and no reason is given"),
    ({"outcome": "failed", "reason": "x"}, "altered    the outcome is 'failed', and it has verified statements"),
    ({"outcome": ["answered"]}, "altered    the outcome '['answered']' is none that there is"),
    ({"abstained": True}, "altered    abstained is true, and the outcome is 'answered'"),
    (
        {"statements": [], "answer": "", "citations": []},
        "altered    the outcome is 'answered', and no statement is verified",
    ),
]


@pytest.fixture
def exported(run: Run, reader: Path, tmp_path: Path) -> Path:
    """An answer as `reftel ask --json` writes it."""
    file = tmp_path / "answer.json"
    asked = run(*ASKED)
    assert asked.rows[0]["outcome"] == "answered"
    file.write_text(asked.out, encoding="utf-8")
    return file


def test_an_answer_as_written_holds(run: Run, exported: Path) -> None:
    held = run("verify", exported)
    assert held.code == 0
    assert "altered" not in held.out


def test_a_declined_answer_as_written_holds(run: Run, reader: Path, tmp_path: Path) -> None:
    file = tmp_path / "declined.json"
    asked = run("ask", "What did the ambassador of Zembla say on xylophones?", "--json")
    assert asked.rows[0]["outcome"] == "declined"
    file.write_text(asked.out, encoding="utf-8")
    held = run("verify", file)
    assert (held.code, "altered" in held.out) == (0, False)


@pytest.mark.parametrize(("changed", "told"), ALTERATIONS)
def test_an_answer_altered_around_its_statements_does_not_hold(
    run: Run, exported: Path, changed: dict[str, object], told: str
) -> None:
    document = json.loads(exported.read_bytes())
    exported.write_text(json.dumps({**document, **changed}), encoding="utf-8")
    altered = run("verify", exported)
    assert altered.code == 1
    assert told in altered.out


def test_a_statement_with_another_marking_is_not_counted_as_verified(run: Run, exported: Path) -> None:
    document = json.loads(exported.read_bytes())
    document["statements"][0]["citations"][0]["marking"] = "TS"
    exported.write_text(json.dumps(document), encoding="utf-8")
    altered = run("verify", exported)
    of = len(document["statements"])
    assert altered.code == 1
    assert f"{of - 1} of {of} statements verified; 1 no longer hold." in altered.out
    assert f"unverified {document['statements'][0]['text']}" in altered.out
