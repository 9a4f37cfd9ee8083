"""The four calls over HTTP, and nothing else; nothing of higher material under a clearance."""

import json
import shutil
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest

from rag.cables.marking import Level
from rag.desk import Desk
from rag.errors import UserError
from rag.settings import Settings
from rag.web import evaluation
from tests.web.conftest import OpenPage, Served, ask, open_tab, serving

SECRET = "82CIUDADAMPARO2207"


def call(url: str, name: str, **fields: object) -> dict:
    """What a call gives, or `{"error": sentence}`."""
    body = json.dumps(fields).encode()
    asked = urllib.request.Request(f"{url}/gradio_api/call/v2/{name}", body, {"content-type": "application/json"})
    with urllib.request.urlopen(asked, timeout=60) as response:
        event = json.load(response)["event_id"]
    with urllib.request.urlopen(f"{url}/gradio_api/call/{name}/{event}", timeout=60) as response:
        lines = response.read().decode().splitlines()
    data = json.loads(next(line for line in lines if line.startswith("data: ")).removeprefix("data: "))
    return data[0] if isinstance(data, list) else data


def test_search_ask_brief_and_show_give_the_documents_of_the_command_line(served: Served) -> None:
    hits = call(served.url, "search", question="winter storms", k=3)["hits"]
    assert len(hits) == 3
    answer = call(served.url, "ask", question="What did the winter storms delay?", cables="09PORTALDERA214")
    assert answer["outcome"] == "answered"
    assert {citation[0] for citation in answer["citations"]} == {"09PORTALDERA214"}
    assert call(served.url, "brief", cables="09PORTALDERA231")["kind"] == "brief"
    shown = call(served.url, "show", cable="09 PORT ALDERA 214", paragraph="3")
    assert [paragraph["label"] for paragraph in shown["paragraphs"]] == ["3"]


@pytest.mark.parametrize(
    ("name", "fields", "words"),
    [
        ("search", {"question": " "}, "The question is empty."),
        ("search", {"question": "a", "k": 1000}, "k must be between 1 and 100."),
        ("ask", {"question": "a", "first": "soon"}, "'soon' is no date"),
        ("brief", {"cables": "09PORTALDERA231", "paper": "a0"}, "'a0' is no paper size"),
        ("show", {"cable": "../../etc/passwd"}, "is no cable id"),
        ("show", {"cable": "09PORTALDERA9999"}, "shows no cable 09PORTALDERA9999"),
    ],
)
def test_wrong_calls_get_a_sentence(served: Served, name: str, fields: dict[str, object], words: str) -> None:
    error = call(served.url, name, **fields)["error"]
    assert words in error
    assert "Traceback" not in error


def test_only_four_calls_are_named(served: Served) -> None:
    with urllib.request.urlopen(f"{served.url}/gradio_api/info", timeout=30) as response:
        document = json.load(response)
    assert sorted(document["named_endpoints"]) == ["/ask", "/brief", "/search", "/show"]
    assert document["unnamed_endpoints"] == {}


@pytest.fixture(scope="module")
def cleared(sample_library: Path, run_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """The app over the sample library, for a reader cleared up to SBU."""
    folder = tmp_path_factory.mktemp("cleared")
    shutil.copytree(sample_library, folder / "home")
    settings = Settings(home=folder / "home", cache=run_folder / "cache", clearance="SBU")
    with serving(settings, folder / "files") as app:
        yield app


def hidden_words(home: Path) -> set[str]:
    """Ids and subjects that a reader cleared up to SBU must not meet."""
    desk, seen = Desk.open(Settings(home=home)), Desk.open(Settings(home=home, clearance="SBU"))
    allowed = {cable.id: cable.subject for cable in seen.cables(limit=1000)}
    words: set[str] = set()
    for cable in desk.cables(limit=1000):
        if cable.id not in allowed:
            words.add(cable.id)
        if cable.subject and cable.subject not in allowed.values():
            words.add(cable.subject)
    desk.close()
    seen.close()
    return words


def test_calls_show_nothing_of_higher_material(cleared: Served, sample_library: Path) -> None:
    hidden = hidden_words(sample_library)
    assert SECRET in hidden
    replies = [
        call(cleared.url, "search", question="Who owns the company behind Kestrel Point?", k=100),
        call(cleared.url, "ask", question=f"What does {SECRET} say of the debts?"),
        call(cleared.url, "ask", question="What money did the minister take in the Kestrel Point tender?"),
        call(cleared.url, "brief", topic="Kestrel Point tender"),
    ]
    replies[1]["question"] = replies[1]["reason"] = ""
    replies[1]["provenance"]["queries"] = []
    text = json.dumps(replies)
    assert [word for word in hidden if word in text] == []
    markings = {hit["marking"] for hit in replies[0]["hits"]}
    assert all(marking.split("//")[0] in {"U", "SBU"} for marking in markings)
    refused = call(cleared.url, "show", cable=SECRET)["error"]
    assert refused.startswith(f"The library shows no cable {SECRET}.")


@pytest.mark.browser
def test_pages_show_nothing_of_higher_material(cleared: Served, sample_library: Path, open_page: OpenPage) -> None:
    hidden = hidden_words(sample_library)
    page = open_page(cleared.url)
    assert page.inner_text(".masthead-line .clearance") == "Clearance SBU"
    seen = [page.inner_text(".masthead-line")]
    ask(page, "What money did the minister take in the Kestrel Point tender?")
    page.locator("#live summary").first.click()
    page.locator("#live .cite").first.click()
    page.wait_for_selector("#evidence article")
    seen.append(page.inner_text("body"))
    page.click("#ask-posts input")
    seen.append(page.inner_text("body"))
    page.keyboard.press("Escape")
    open_tab(page, "Library")
    page.wait_for_selector(".cables")
    page.locator(".timeline summary").click()
    seen.append(page.inner_text("body"))
    total = cleared.context.desk.coverage().cables
    assert f"of {total} cables" in page.inner_text("#library-listing")
    open_tab(page, "Evaluation")
    page.click("#evaluation-run")
    page.wait_for_selector("#evaluation-shown .problem")
    whole = "\n".join(seen)
    assert [word for word in hidden if word in whole] == []
    everything = Desk.open(Settings(home=sample_library)).coverage().cables
    assert total < everything
    assert f"{everything} cables" not in whole


def test_no_change_and_no_suite_under_a_clearance(cleared: Served, tmp_path: Path) -> None:
    from threading import Event

    with pytest.raises(UserError, match="While a clearance is set"):
        cleared.context.allow_change("a")
    settings = cleared.context.desk.settings
    assert settings.clearance_level is Level.SBU
    with pytest.raises(UserError, match="none is run while a clearance is set"):
        evaluation.run(settings, "sample.jsonl", tmp_path / "run", Event(), on_sample=True)
