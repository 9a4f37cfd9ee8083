"""What a hostile cable can do to the page (nothing), and whether everybody can use it."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest

from rag.answering.gate import check
from rag.answering.model import Draft, DraftCitation, Statement
from rag.cables.model import Evidence, Key
from rag.retrieval.question import Question
from tests.web import hostile
from tests.web.conftest import OpenPage, Served, ask, choose_cable, open_tab

if TYPE_CHECKING:
    from threading import Event

    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser
_NOTHING_MADE = """() => [...document.querySelectorAll('#evidence *, #live *, #library-listing *, .brief *')].filter(
  one => ['SCRIPT', 'IFRAME', 'FORM', 'VIDEO', 'META', 'BASE', 'LINK', 'STYLE', 'INPUT', 'A'].includes(one.tagName)
    || (one.tagName === 'IMG' && !one.src.startsWith('data:'))
    || one.getAttributeNames().some(name => name.startsWith('on') || name === 'style' && one.closest('.md'))
).map(one => one.outerHTML.slice(0, 200))"""


def test_every_row_that_a_sanitiser_lets_through_is_shown_as_text(served: Served, open_page: OpenPage) -> None:
    page = open_page(served.url)
    ask(page, "Which banners did the Zephyrine office publish?")
    page.locator(f"#live .cite:has-text('{hostile.ID}')").first.click()
    page.wait_for_selector("#evidence mark")
    words = " ".join(page.inner_text("#evidence").split())
    for payload in hostile.PAYLOADS:
        assert payload in words
    assert hostile.SUBJECT in page.inner_text("#evidence h2")
    open_tab(page, "Library")
    page.wait_for_selector(".cables")
    page.fill("#library-find input", "zephyrine")
    page.press("#library-find input", "Enter")
    page.wait_for_function("() => document.querySelectorAll('.cables tbody tr').length === 1")
    choose_cable(page, "zephyrine", hostile.ID)
    page.click("#brief-make")
    page.wait_for_selector(".brief .sheet, #brief-page .problem")
    assert page.evaluate(_NOTHING_MADE) == []


def test_what_a_model_writes_is_text_and_unverified_looks_different(
    served: Served, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    cable = served.context.desk.show(hostile.ID).cable
    evidence = [Evidence(cable, unit) for unit in cable.units]
    said = [
        check(
            Draft(f"{payload} is what 4711 ministers said.", (DraftCitation(Key(cable.id, 1), "the office"),)), evidence
        )
        for payload in hostile.PAYLOADS
    ]
    true = cable.paragraphs[0].text
    said.append(check(Draft(true, (DraftCitation(Key(cable.id, 1), true),)), evidence))

    def writes(question: Question, stop: "Event") -> Iterator[Statement]:
        yield from said
        stop.wait(1)

    monkeypatch.setattr(served.context.desk, "ask_stream", writes)
    page = open_page(served.url)
    page.fill("#question textarea", "<img src=x onerror=alert(1)>")
    page.press("#question textarea", "Enter")
    page.wait_for_selector("#live .statement.verified")
    assert page.locator("#live .statement.unverified").count() == len(hostile.PAYLOADS)
    shown = " ".join(page.inner_text("#live").split())
    for payload in hostile.PAYLOADS:
        assert payload in shown
    assert "Not verified" in page.locator("#live .statement.unverified").first.inner_text()
    assert "Because" in page.locator("#live .statement.unverified").first.inner_text()
    borders = [
        page.locator(f"#live .statement.{kind}").first.evaluate("one => getComputedStyle(one).borderLeftStyle")
        for kind in ("verified", "unverified")
    ]
    assert borders == ["solid", "dashed"]
    assert page.evaluate(_NOTHING_MADE) == []


def test_policy_stops_what_would_get_past_the_escaping(served: Served, browser: "Browser") -> None:
    page = browser.new_page()
    left: set[str] = set()
    page.on("request", lambda sent: left.add(sent.url))
    page.on("requestfailed", lambda sent: left.discard(sent.url) if sent.failure == "csp" else None)
    page.goto(served.url)
    page.wait_for_selector("#evidence .empty")
    page.evaluate(
        """() => {
          document.querySelector('#evidence').innerHTML = '<img src="x" onerror="window.ran = 1">'
            + '<img src="https://sink.example/z.png"><video src="https://sink.example/v" autoplay></video>'
            + '<iframe src="https://sink.example/i"></iframe><a id="js" href="javascript:window.ran = 2">y</a>';
          const made = document.createElement('script');
          made.textContent = 'window.ran = 3';
          document.body.append(made);
          const style = document.createElement('style');
          style.textContent = 'body { --reached: 1 }';
          document.head.append(style);
          document.querySelector('#js').click();
          fetch('https://sink.example/f').catch(() => 0);
        }"""
    )
    page.wait_for_timeout(1000)
    assert page.evaluate("() => window.ran") is None
    assert page.evaluate("() => getComputedStyle(document.body).getPropertyValue('--reached')") == ""
    assert [url for url in left if "sink.example" in url] == []
    page.close()


def violations(page: "Page") -> list[str]:
    """What axe-core finds serious or critical."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(page).response["violations"]
    return [
        f"{one['id']}: {node['html'][:160]} {node['failureSummary'][:300]}"
        for one in found
        if one["impact"] in {"serious", "critical"}
        for node in one["nodes"]
    ]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_serious_barrier_on_any_page(served: Served, open_page: OpenPage, scheme: str) -> None:
    page = open_page(served.url, color_scheme=scheme, bypass_csp=True)
    ask(page, "What did the winter storms delay in Port Aldera?")
    page.locator("#live .cite").first.click()
    page.wait_for_selector("#evidence mark")
    ask(page, "What did Wilhelmina Throckmorton tell the Consul about Atlantis?")
    page.locator("#live summary").first.click()
    found = violations(page)
    choose_cable(page, "doubts kestrel", "09PORTALDERA231")
    page.click("#brief-make")
    page.wait_for_selector(".brief .sheet")
    found += violations(page)
    open_tab(page, "Library")
    page.wait_for_selector(".cables")
    page.get_by_role("button", name="Open 07SAMRUKENT640").click()
    page.wait_for_selector("#evidence .graph")
    found += violations(page)
    open_tab(page, "Evaluation")
    page.wait_for_selector("#evaluation-run")
    found += violations(page)
    assert found == []


@pytest.mark.parametrize("width", [390, 1280])
def test_no_page_is_wider_than_its_window(served: Served, open_page: OpenPage, width: int) -> None:
    page = open_page(served.url, viewport={"width": width, "height": 844})
    ask(page, "What did the winter storms delay in Port Aldera?")
    page.locator("#live .cite").first.click()
    page.wait_for_selector("#evidence mark")
    for name in ("Ask", "Brief", "Library", "Evaluation"):
        open_tab(page, name)
        page.wait_for_timeout(400)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, name
