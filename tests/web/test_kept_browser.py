"""The analyst comes back the next day, to the conversations of the day before; and what the hand does all day."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from rag.settings import Settings
from rag.web import kept
from tests.web.conftest import OpenPage, Served, ask, choose_cable, open_tab, serving

if TYPE_CHECKING:
    from playwright.sync_api import Page

pytestmark = pytest.mark.browser
DELAY = "What did the winter storms delay in Port Aldera?"


@pytest.fixture
def own(sample_library: Path, run_folder: Path, tmp_path: Path) -> Iterator[Served]:
    """An app of its own, whose conversations no other test adds to."""
    shutil.copytree(sample_library, tmp_path / "home")
    with serving(Settings(home=tmp_path / "home", cache=run_folder / "cache"), tmp_path / "files") as app:
        yield app


def titles(page: "Page") -> list[str]:
    """The conversations in the list."""
    return page.locator(".earlier .reopen .title").all_inner_texts()


def test_yesterdays_conversation_is_found_opened_gone_on_with_and_deleted(own: Served, open_page: OpenPage) -> None:
    page = open_page(own.url)
    page.wait_for_selector("#live .empty")
    assert titles(page) == []
    ask(page, "Who is Bettine Aurelle?")
    ask(page, DELAY)
    said = page.inner_text("#live .statements")
    page.close()
    page = open_page(own.url)
    page.wait_for_selector(".earlier")
    assert titles(page) == ["Who is Bettine Aurelle?"]
    page.click(".earlier .reopen")
    page.wait_for_selector("#live .exchange")
    assert page.inner_text("#past .question") == "Who is Bettine Aurelle?"
    assert page.inner_text("#live .statements") == said
    page.wait_for_function("() => document.activeElement === document.querySelector('#question textarea')")
    page.locator("#live .cite").first.click()
    page.wait_for_selector("#evidence mark")
    ask(page, "What did the Finance Minister say of the loan?")
    page.click("#new")
    page.wait_for_selector(".earlier")
    assert titles(page) == ["Who is Bettine Aurelle?"]
    assert page.locator("#evidence mark").count() == 0
    (line,) = kept.listed(own.context)
    assert len(kept.reopen(own.context, line.id).exchanges) == 3
    page.get_by_role("button", name="Delete the conversation Who is Bettine Aurelle?").click()
    page.get_by_role("button", name="Keep it").click()
    page.wait_for_selector(".earlier .reopen")
    page.get_by_role("button", name="Delete the conversation Who is Bettine Aurelle?").click()
    page.get_by_role("button", name="Yes, delete it").click()
    page.wait_for_function("() => !document.querySelector('.earlier')")
    assert kept.listed(own.context) == ()


def test_conversation_opened_in_two_windows_goes_on_in_the_second(own: Served, open_page: OpenPage) -> None:
    first = open_page(own.url)
    ask(first, "Who is Bettine Aurelle?")
    second = open_page(own.url)
    second.click(".earlier .reopen")
    second.wait_for_selector("#live .exchange")
    ask(second, DELAY)
    first.fill("#question textarea", "What is the Zarh dam?")
    first.press("#question textarea", "Enter")
    first.wait_for_selector('#live .exchange.done:has-text("Zarh dam")')
    assert first.locator("#past .question").count() == 0
    assert sorted(len(kept.reopen(own.context, line.id).exchanges) for line in kept.listed(own.context)) == [1, 2]


def test_conversation_goes_with_a_cable_that_it_cites(own: Served, open_page: OpenPage) -> None:
    page = open_page(own.url)
    page.fill("#ask-cables input", "09SAINTBRANNOCH41")
    ask(page, "What happened to the heavy boxes?")
    open_tab(page, "Library")
    page.wait_for_function("() => document.querySelectorAll('.cables tbody tr').length > 1")
    page.fill("#library-find input", "09SAINTBRANNOCH41")
    page.press("#library-find input", "Enter")
    page.wait_for_function("() => document.querySelectorAll('.cables tbody tr').length === 1")
    page.get_by_role("button", name="Delete cables").click()
    page.click("#library-doomed input")
    page.get_by_role("option", name="09SAINTBRANNOCH41").click()
    page.keyboard.press("Escape")
    page.click("#library-delete-ask")
    page.wait_for_selector("#library-asked .doubt")
    page.click("#library-delete-sure")
    page.wait_for_function("() => document.querySelector('#library-deleted').textContent.includes('Deleted 1 cable')")
    assert "and 1 kept conversation" in page.inner_text("#library-deleted")
    open_tab(page, "Ask")
    page.wait_for_selector("#live .empty")
    assert page.locator(".conversation .question").count() == 0
    assert titles(page) == []


def test_conversation_of_no_clearance_is_not_there_under_one(
    own: Served, run_folder: Path, tmp_path: Path, open_page: OpenPage
) -> None:
    page = open_page(own.url)
    ask(page, DELAY)
    settings = Settings(home=own.context.desk.home.path, cache=run_folder / "cache", clearance="SBU")
    with serving(settings, tmp_path / "cleared") as cleared:
        seen = open_page(cleared.url)
        seen.wait_for_selector("#live .empty")
        assert seen.locator(".earlier").count() == 0
        assert DELAY not in seen.content()
        ask(seen, "Who is Bettine Aurelle?")
        seen.click("#new")
        seen.wait_for_selector(".earlier")
        assert titles(seen) == ["Who is Bettine Aurelle?"]


def test_an_answer_that_cannot_be_kept_is_shown_and_says_so(
    own: Served, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch
) -> None:
    (own.context.desk.home.path / "answers.sqlite").write_bytes(b"no database at all, and of some length " * 100)
    page = open_page(own.url)
    page.wait_for_selector("#live .problem")
    ask(page, DELAY)
    page.wait_for_selector("#live .exchange.done")
    assert page.locator("#live .statement.verified").count() > 0
    assert "This conversation is not kept." in page.inner_text("#live .problem")


def test_older_conversations_are_shown_when_asked_for(own: Served, open_page: OpenPage) -> None:
    from tests.web.test_kept import talk

    for place in range(10):
        talk(own.context, kept.Question(f"Question {place} of Throckmorton?"))
    page = open_page(own.url)
    page.wait_for_selector(".earlier")
    assert len(titles(page)) == 8
    assert titles(page)[0] == "Question 9 of Throckmorton?"
    page.get_by_role("button", name="Show 2 older ones").click()
    page.wait_for_function("() => document.querySelectorAll('.earlier .reopen').length === 10")


def test_cables_of_a_brief_are_ticked_kept_over_searches_and_taken_out_again(
    served: Served, open_page: OpenPage
) -> None:
    page = open_page(served.url)
    choose_cable(page, "doubts kestrel", "09PORTALDERA231")
    choose_cable(page, "saint brannoch", "09SAINTBRANNOCH41")
    tokens = page.locator("#brief-cables .token")
    assert [word.split()[0] for word in tokens.all_inner_texts()] == ["09PORTALDERA231", "09SAINTBRANNOCH41"]
    page.fill("#brief-find input", "kestrel")
    page.press("#brief-find input", "Enter")
    box = page.locator("#brief-found label").filter(has_text="09PORTALDERA231").locator("input")
    page.wait_for_function("() => document.querySelectorAll('#brief-found label').length > 2")
    assert box.is_checked()
    tokens.filter(has_text="09PORTALDERA231").locator(".token-remove").click()
    page.wait_for_function("() => !document.querySelector('#brief-found input:checked')")
    assert not box.is_checked()
    assert tokens.count() == 1
    page.fill("#brief-find input", "no such words")
    page.press("#brief-find input", "Enter")
    page.get_by_text("No cable has these words").wait_for()


def test_references_are_followed_and_the_way_leads_back(served: Served, open_page: OpenPage) -> None:
    page = open_page(served.url)
    open_tab(page, "Library")
    opener = page.get_by_role("button", name="Open 07SAMRUKENT640")
    opener.click()
    page.wait_for_selector("#evidence article[data-cable='07SAMRUKENT640']")
    assert not page.locator("#evidence .back").is_visible()
    page.locator("#evidence .references .open").first.click()
    page.wait_for_selector("#evidence article:not([data-cable='07SAMRUKENT640'])")
    page.click("#evidence .back")
    page.wait_for_selector("#evidence article[data-cable='07SAMRUKENT640']")
    page.keyboard.press("Escape")
    assert opener.evaluate("one => one === document.activeElement")


def test_filters_question_and_engine_stay_in_view_on_a_narrow_screen(served: Served, open_page: OpenPage) -> None:
    page = open_page(served.url, viewport={"width": 390, "height": 844})
    ask(page, "Who is Bettine Aurelle?")
    ask(page, DELAY)
    page.locator("#live .foot").scroll_into_view_if_needed()
    page.mouse.wheel(0, 400)
    for ident in ("#ask-posts", "#question textarea", ".masthead-line .engine"):
        box = page.locator(ident).bounding_box()
        assert box is not None
        assert 0 <= box["y"] < 844 - box["height"], ident
    page.locator("#live .cite").first.click()
    page.wait_for_selector("#evidence mark")
    page.click("#evidence .back")
    assert page.evaluate("document.activeElement.classList.contains('cite')")
