from pathlib import Path

import pytest
from pydantic import BaseModel

from prompts import FOLDER
from rag.embedding.tokens import count_tokens
from rag.errors import OperatorError
from rag.generation.methods import Method
from rag.generation.prompts import Prompts
from rag.generation.shapes import SaidAnswer, SaidCorrections, SaidPage, SaidPoints, SaidRanking, SaidSearch
from tests.cli.conftest import run  # noqa: F401 - a fixture

GOOD = """---
purpose: Tests.
version: 1
variables:
  name: {means: a name, sample: Ilse}
  format: {means: the form, sample: ""}
output: {title: probe, type: object}
markers: Lines.
---
## system
Be exact.
## user
Hello {{name}}. {{format}}
"""


def written(folder: Path, text: str) -> Prompts:
    (folder / "greet.md").write_text(text, encoding="utf-8")
    return Prompts(folder)


def test_values_are_filled_in_once_and_never_read_as_variables(tmp_path: Path) -> None:
    prompt = written(tmp_path, GOOD).load("greet")
    system, user = prompt.render(Method.TEXT, {"name": "{{format}} {{name}}"})
    assert (system.role, system.text) == ("system", "Be exact.")
    assert (user.role, user.text) == ("user", "Hello {{format}} {{name}}. Lines.")


@pytest.mark.parametrize("values", [{}, {"name": "a", "other": "b"}, {"name": "a", "format": "b"}])
def test_a_missing_or_undeclared_value_is_an_error(tmp_path: Path, values: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="greet"):
        written(tmp_path, GOOD).load("greet").render(Method.TEXT, values)


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("no front matter", "no front matter"),
        (GOOD.replace("version: 1", "version: 0"), "version"),
        (GOOD.replace("purpose: Tests.", ""), "purpose"),
        (GOOD.replace("purpose: Tests.", "purpose: Tests.\nowner: me"), "owner"),
        (GOOD.replace("variables:", "variables: ["), "no YAML"),
        (GOOD.replace("{{name}}", ""), "name"),
        (GOOD.replace("{{name}}", "{{name}} {{place}}"), "place"),
        (GOOD.replace("## system", "Loose.\n## system"), "outside the sections"),
        (GOOD.replace("## system\nBe exact.\n## user\n", ""), "format, name"),
    ],
)
def test_a_prompt_that_is_not_what_it_declares_is_refused(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(OperatorError, match=told):
        written(tmp_path, text).load("greet")


def test_a_prompt_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(OperatorError, match=r"none\.md cannot be read"):
        Prompts(tmp_path).load("none")


def test_the_hash_changes_with_any_prompt(tmp_path: Path) -> None:
    first = written(tmp_path, GOOD).digest
    (tmp_path / "second.md").write_text(GOOD, encoding="utf-8")
    assert Prompts(tmp_path).digest != first


@pytest.mark.parametrize("method", Method)
@pytest.mark.parametrize("name", ["draft", "brief_points", "brief_page", "rerank"])
def test_a_prompt_stays_within_900_tokens_before_its_sources(method: Method, name: str) -> None:
    prompt = Prompts().load(name)
    messages = prompt.render(method, dict.fromkeys(prompt.samples, ""))
    before = messages[0].text + messages[1].text
    assert count_tokens(before, "gpt-4o") <= 900


@pytest.mark.parametrize(
    ("name", "sources"),
    [("draft", "sources"), ("brief_points", "sources"), ("brief_page", "points"), ("rerank", "passages")],
)
def test_instructions_stand_after_the_sources_too(name: str, sources: str) -> None:
    prompt = Prompts().load(name)
    user = prompt.render(Method.JSON_SCHEMA, prompt.samples | {sources: "THE SOURCES"})[-1].text
    assert "quoted material" in user.partition("THE SOURCES")[2]


@pytest.mark.parametrize(
    ("name", "shape"),
    [
        ("draft", SaidAnswer),
        ("repair", SaidCorrections),
        ("standalone", SaidSearch),
        ("brief_points", SaidPoints),
        ("brief_page", SaidPage),
        ("rerank", SaidRanking),
    ],
)
def test_the_schema_that_is_sent_names_the_fields_that_are_read(name: str, shape: type[BaseModel]) -> None:
    output = Prompts().load(name).head.output
    assert set(output["required"]) == set(shape.model_fields)  # type: ignore[arg-type]


def test_every_shipped_prompt_renders_with_its_samples() -> None:
    assert Prompts(FOLDER).names == ("brief_page", "brief_points", "draft", "probe", "repair", "rerank", "standalone")
    for name in Prompts(FOLDER).names:
        prompt = Prompts(FOLDER).load(name)
        assert all("{{" not in message.text for m in Method for message in prompt.render(m, prompt.samples))


def test_the_command_lists_prompts_and_shows_one_as_it_is_sent(run) -> None:  # noqa: ANN001, F811
    listed = run("prompts")
    assert listed.code == 0
    assert Prompts().digest in listed.out
    shown = run("prompts", "draft", "--json").rows[0]
    assert shown["messages"][0][1] == Prompts().load("draft").sections[0][1].replace("{{fence}}", "3f9ac2d17be04a55")
    assert "--- system" in run("prompts", "draft").out
    assert run("prompts", "nothing").code == 2
    assert run("prompts", "draft", "--method", "magic").code == 2
