"""The analyst's day in a real browser."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from threading import Event
from typing import TYPE_CHECKING

import pypdf
import pytest

from rag.answering.model import Answer, Statement
from rag.retrieval.question import Question
from tests.web.conftest import OpenPage, Served, ask, choose_cable, open_tab

if TYPE_CHECKING:
    from playwright.sync_api import Download, Page

pytestmark = pytest.mark.browser
QUESTION = "What did the winter storms delay in Port Aldera?"


def shown_quote(page: "Page") -> str:
    """The marked words of the evidence panel, white space collapsed."""
    page.wait_for_selector("#evidence mark")
    return " ".join(" ".join(page.locator("#evidence mark").all_inner_texts()).split())


def test_citation_opens_the_cable_with_the_right_words_marked_in_view(served: Served, open_page: OpenPage) -> None:
    page = open_page(served.url)
    ask(page, QUESTION)
    statement = page.locator("#live .statement.verified").first
    words = " ".join(statement.locator(".words").inner_text().split())
    pointer = statement.locator(".cite").first
    name = pointer.inner_text().split("\n")[-1]
    pointer.click()
    assert shown_quote(page) in words or words in shown_quote(page)
    assert name.split()[0] == page.get_attribute("#evidence article", "data-cable")
    page.wait_for_function(
        "() => { const box = document.querySelector('.cable-body').getBoundingClientRect();"
        " const mark = document.querySelector('#evidence mark').getBoundingClientRect();"
        " return mark.top >= box.top && mark.bottom <= box.bottom; }"
    )
    assert page.locator("#evidence .unit.chosen .chip").count() == 1
    assert page.evaluate("document.activeElement.hasAttribute('data-heading')")
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.classList.contains('cite')")


def test_whole_way_by_keyboard(served: Served, open_page: OpenPage) -> None:
    page = open_page(served.url)
    page.locator("body").click(position={"x": 5, "y": 5})
    page.keyboard.press("/")
    page.keyboard.type(QUESTION)
    page.keyboard.press("Enter")
    page.wait_for_selector("#live .foot")
    page.locator("#live .cite").first.focus()
    page.keyboard.press("Enter")
    assert shown_quote(page)
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"


def test_follow_up_retry_and_new_conversation(served: Served, open_page: OpenPage) -> None:
    page = open_page(served.url)
    ask(page, "Who is Bettine Aurelle?")
    ask(page, "What did she say about the loan?")
    assert page.locator("#past .question").all_inner_texts() == ["Who is Bettine Aurelle?"]
    assert "AURELLE" in page.inner_text("#live .statements").upper()
    page.click("#retry")
    page.wait_for_selector("#live .exchange.done")
    assert page.locator(".conversation .question").count() == 2
    page.click("#new")
    page.wait_for_selector("#live .empty")
    assert page.locator(".conversation .question").count() == 0


def test_filter_limits_the_answer_and_stays_in_view(served: Served, open_page: OpenPage) -> None:
    page = open_page(served.url)
    page.fill("#ask-cables input", "09SAINTBRANNOCH41")
    ask(page, "What happened to the heavy boxes?")
    names = page.locator("#live .statement .cite span:last-child").all_inner_texts()
    assert names
    assert all(name.startswith("09SAINTBRANNOCH41 ") for name in names)
    assert page.inner_text("#live .limits") == "09SAINTBRANNOCH41"
    assert page.locator("#ask-cables input").is_visible()
    page.click("#ask-clear")
    page.wait_for_function("() => document.querySelector('#ask-cables input').value === ''")
    assert not page.locator("#ask-clear").is_visible()


def test_unreadable_filter_is_one_sentence_and_the_question_stays(served: Served, open_page: OpenPage) -> None:
    page = open_page(served.url)
    page.fill("#ask-from input", "last year")
    page.fill("#question textarea", QUESTION)
    page.press("#question textarea", "Enter")
    page.wait_for_selector("#live .problem")
    assert "'last year' is no date" in page.inner_text("#live .problem")
    assert page.input_value("#question textarea") == QUESTION


def test_declined_answer_says_what_was_searched_and_came_nearest(served: Served, open_page: OpenPage) -> None:
    page = open_page(served.url)
    ask(page, "What did Wilhelmina Throckmorton tell the Consul about Atlantis?")
    declined = page.inner_text("#live .declined")
    assert "No answer is given" in declined
    assert "Searched 34 cables" in declined
    page.locator("#live .nearest .cite").first.click()
    page.wait_for_selector("#evidence .unit.chosen")


def test_stop_keeps_what_was_verified(served: Served, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = served.context.desk.ask_stream

    def slow(question: Question, stop: Event) -> Iterator[Statement]:
        for item in whole(question, stop):
            if isinstance(item, Answer):
                assert stop.wait(30)
                return
            yield item

    monkeypatch.setattr(served.context.desk, "ask_stream", slow)
    page = open_page(served.url)
    page.fill("#question textarea", QUESTION)
    page.press("#question textarea", "Enter")
    page.wait_for_selector("#live .statement")
    page.click("#stop")
    page.wait_for_selector("#live .exchange.stopped")
    assert page.locator("#live .statement.verified").count() > 0
    assert "kept" in page.inner_text("#live .waiting")
    assert not page.locator("#stop").is_visible()


def test_fault_of_ours_is_a_sentence_with_an_id_of_the_log(
    served: Served, open_page: OpenPage, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(question: Question, stop: Event) -> Iterator[Statement]:
        raise ZeroDivisionError("secret detail")

    monkeypatch.setattr(served.context.desk, "ask_stream", broken)
    page = open_page(served.url)
    ask(page, QUESTION)
    words = page.inner_text("#live .problem")
    assert "secret detail" not in words
    assert "Traceback" not in page.inner_text("body")
    assert any(record.getMessage().split()[0] in words for record in caplog.records if record.name == "reftel.web")


def test_why_this_answer_and_copying(served: Served, open_page: OpenPage) -> None:
    page = open_page(served.url)
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    ask(page, QUESTION)
    page.click("#live summary")
    why = page.inner_text("#live .why")
    for part in ("Searched for", "Seconds", "Settings hash", "Index generation", "Candidates", "cited"):
        assert part in why
    page.click("#live [data-copy]")
    page.wait_for_function("() => document.querySelector('#live [data-copy]').textContent === 'Copied'")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert QUESTION in copied
    assert page.locator("#live .cite span:last-child").first.inner_text() in copied


def saved(download: "Download") -> bytes:
    """The bytes of a download."""
    return Path(download.path()).read_bytes()


def test_conversation_is_exported_under_its_banner(served: Served, open_page: OpenPage) -> None:
    page = open_page(served.url)
    page.fill("#ask-cables input", "09PORTALDERA305")
    ask(page, "What does the Finance Minister say about the money?")
    page.click("#export")
    page.wait_for_selector("#export-markdown")
    with page.expect_download() as kept:
        page.click("#export-markdown")
    text = saved(kept.value).decode()
    assert text.startswith("**")
    assert text.rstrip().endswith("**")
    assert "NOFORN" in text.splitlines()[0]
    assert "09PORTALDERA305" in text
    with page.expect_download() as kept:
        page.click("#export-word")
    with zipfile.ZipFile(io.BytesIO(saved(kept.value))) as word:
        assert b"NOFORN" in word.read("word/header1.xml")


def test_brief_is_shown_as_it_prints_and_downloaded(served: Served, open_page: OpenPage) -> None:
    page = open_page(served.url)
    choose_cable(page, "doubts kestrel", "09PORTALDERA231")
    page.click("#brief-make")
    page.wait_for_selector(".brief .sheet")
    assert page.evaluate("document.querySelector('.brief .sheet').naturalWidth") > 600
    assert "dropped for space" in page.inner_text(".brief")
    page.locator(".brief .cite").first.click()
    assert shown_quote(page)
    with page.expect_download() as kept:
        page.click("#brief-pdf")
    pdf = pypdf.PdfReader(io.BytesIO(saved(kept.value)))
    assert len(pdf.pages) == 1
    words = pdf.pages[0].extract_text()
    assert "CONFIDENTIAL" in words
    assert "¶" in words
    for ident, start in (("#brief-docx", b"PK"), ("#brief-md", b"**CONFIDENTIAL")):
        with page.expect_download() as kept:
            page.click(ident)
        assert saved(kept.value).startswith(start)


def test_brief_on_a_topic_and_one_that_cannot_be_made(served: Served, open_page: OpenPage) -> None:
    page = open_page(served.url)
    open_tab(page, "Brief")
    page.click("#brief-make")
    page.wait_for_selector("#brief-page .problem")
    assert "name one or more cables, or give one topic" in page.inner_text("#brief-page .problem")
    page.get_by_role("radio", name="A topic").click()
    page.fill("#brief-topic input", "cholera in Osunde")
    page.click("#brief-make")
    page.wait_for_selector(".brief .sheet")
    assert "NKOROBA" in page.inner_text(".brief")


def test_upload_of_a_good_and_a_bad_file_then_deletion(served: Served, open_page: OpenPage, tmp_path: Path) -> None:
    good = tmp_path / "telegram.txt"
    good.write_text(
        "VZCZCXRO7777\nRR RUEHXA\nDE RUEHQX #0777/01 3411315\nZNR UUUUU ZZH\nR 071315Z DEC 09\n"
        "FM AMEMBASSY PORT ALDERA\nTO RUEHC/SECSTATE WASHDC 2998\nUNCLAS PORT ALDERA 000777\n\nSIPDIS\n\n"
        "E.O. 12958: N/A\nTAGS: PGOV VX\nSUBJECT: A NEW LIGHTHOUSE\n\n"
        "1. (U) The lighthouse keeper Ottoline Vance lit the lamp on December 5.\n\nPASCOE\n"
    )
    bad = tmp_path / "picture.txt"
    bad.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(200))
    page = open_page(served.url)
    open_tab(page, "Library")
    page.get_by_role("button", name="Add cables").click()
    page.set_input_files("#library-files input[type=file]", [good, bad])
    page.wait_for_selector(".results .failed", timeout=60_000)
    page.wait_for_selector("#library-added .note", timeout=60_000)
    results = page.inner_text("#library-added")
    assert "1 added telegram.txt" in results
    assert "picture.txt is a picture" in results
    page.fill("#library-find input", "lighthouse")
    page.press("#library-find input", "Enter")
    page.wait_for_function("() => document.querySelectorAll('.cables tbody tr').length === 1")
    page.click(".cables .open")
    page.wait_for_selector("#evidence article")
    assert "Ottoline Vance" in page.inner_text("#evidence")
    page.get_by_role("button", name="Delete cables").click()
    page.click("#library-doomed input")
    page.get_by_role("option", name="09PORTALDERA777").click()
    page.keyboard.press("Escape")
    page.click("#library-delete-ask")
    page.click("#library-delete-sure")
    page.wait_for_function("() => document.querySelector('#library-deleted').textContent.includes('Deleted 1 cable')")
    assert served.context.desk.find("lighthouse").total == 0


def test_library_is_browsed_in_pages_with_timeline_and_graph(served: Served, open_page: OpenPage) -> None:
    page = open_page(served.url)
    open_tab(page, "Library")
    page.wait_for_selector(".cables")
    first = page.inner_text(".cables tbody tr:first-child td:first-child")
    page.click("#library-on")
    page.wait_for_function("first => !document.querySelector('.cables').textContent.includes(first)", arg=first)
    page.click("#library-back")
    page.wait_for_function("first => document.querySelector('.cables').textContent.includes(first)", arg=first)
    assert page.locator(".timeline circle").count() > 10
    total = page.inner_text("#library-listing [role=status]")
    page.fill("#library-from input", "2010")
    page.press("#library-from input", "Enter")
    page.wait_for_function("() => document.querySelector('.cables tbody tr').textContent.includes('2010-')")
    page.click("#library-clear")
    page.wait_for_function(
        "total => document.querySelector('#library-listing [role=status]').textContent === total", arg=total
    )
    page.get_by_role("button", name="Open 07SAMRUKENT640").click()
    page.wait_for_selector("#evidence .graph g[data-open]")
    page.locator("#evidence .graph g[data-open]").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("() => document.querySelector('#evidence article').dataset.cable !== '07SAMRUKENT640'")
