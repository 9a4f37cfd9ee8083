"""`reftel verify` on a brief: what the page says around its statements is checked too."""

import json
from pathlib import Path

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
