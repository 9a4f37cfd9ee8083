"""What each format does with hostile words: shows them as words, and loads, links or breaks nothing."""

import io
import json
import re
import zipfile
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from rag.answering.model import Verdict
from rag.answering.recheck import read_statements, recheck
from rag.briefs.document import brief_document
from rag.briefs.export import encode
from rag.briefs.formats.printable import REPLACEMENT, printable
from rag.briefs.formats.sheet import Kind, sheet, short_names
from rag.briefs.model import Brief, Layout, Paper
from rag.cables.marking import Level
from rag.cables.model import Evidence, Key
from rag.stores.filters import Filters
from tests.briefs.builders import REFORM, MemoryLibrary, cable, make, paragraph

ATTACKS = (
    '#import "@preview/evil:1.0.0": * $x^2$ *bold* _it_ `raw` <label> @ref \\ ~ [link](https://evil.example/x)',
    "<b onmouseover=alert(1)>bold</b><object data=x onerror=alert(1)> &amp; [pic](http://evil.example/p.png?d=1)",
    "# heading | cell | **strong** - item www.evil.example user@evil.example =CMD() +1 {{jinja}} %{x}",
)


@pytest.fixture(scope="module")
def attacked() -> Brief:
    """A brief on a cable whose every sentence holds markup."""
    told = [
        f'The minister told the Ambassador on August {n + 3} that "{attack}" was found.'
        for n, attack in enumerate(ATTACKS)
    ]
    return make([cable(*told, subject=f"THE {ATTACKS[1]} AFFAIR")])


@pytest.fixture(scope="module")
def reform() -> Brief:
    return make([REFORM], explain=True)


def pdf_text(data: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages).split())


def docx_text(data: bytes) -> str:
    import docx

    document = docx.Document(io.BytesIO(data))
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return " ".join(str(" ".join([p.text for p in document.paragraphs] + cells)).replace("\u00a0", " ").split())


class Tags(HTMLParser):
    """Collects tags with attributes, and the text outside of style."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        self.text.append(data)


def test_typst_markup_is_printed_as_text(attacked: Brief) -> None:
    text = re.sub(r"\s", "", pdf_text(encode(attacked, ".pdf")))
    for attack in ATTACKS:
        assert re.sub(r"\s", "", attack) in text


def test_html_holds_only_our_tags_and_loads_nothing(attacked: Brief) -> None:
    page = encode(attacked, ".html").decode()
    tags = Tags()
    tags.feed(page)
    ours = {
        "html",
        "head",
        "meta",
        "title",
        "style",
        "body",
        "header",
        "main",
        "footer",
        "section",
        "div",
        "p",
        "h1",
        "h2",
    }
    ours |= {"ul", "li", "span", "b", "i", "table", "thead", "tbody", "tr", "th", "td", "blockquote"}
    assert {tag for tag, _ in tags.seen} <= ours
    assert not [
        name for _, attributes in tags.seen for name in attributes if name in {"src", "href", "style", "onerror"}
    ]
    assert "url(" not in page
    assert "default-src 'none'" in page
    shown = " ".join("".join(tags.text).split())
    assert ATTACKS[1] in shown


def test_markdown_makes_no_link_image_tag_or_heading_of_a_cables_words(attacked: Brief) -> None:
    page = encode(attacked, ".md").decode()
    assert not re.search(r"(?<!\\)\]\s*\(", page)
    assert not re.search(r"(?<!\\)<", page)
    assert "://" not in page
    assert "www." not in page
    assert "@" not in page
    assert [line for line in page.splitlines() if line.startswith("# ")] == [page.splitlines()[2]]
    rows = [line for line in page.splitlines() if line.startswith("| 09")]
    assert len(re.findall(r"(?<!\\)\|", rows[0])) == 6


def test_markdown_escapes_lose_no_word(attacked: Brief) -> None:
    import html

    page = html.unescape(re.sub(r"\\([\\`*_{}\[\]<>#|~$])", r"\1", encode(attacked, ".md").decode()))
    assert "www.evil.example user@evil.example" in page
    assert "[link](https://evil.example/x)" in page


def test_docx_holds_hostile_words_as_text(attacked: Brief) -> None:
    text = docx_text(encode(attacked, ".docx"))
    for attack in ATTACKS:
        assert " ".join(attack.split()) in text


def test_unseen_characters_are_shown_and_break_no_format() -> None:
    words = (
        "The minister told the Ambassador on August 3 that the \x00port\x0b of \u202eSelwyn\u202c would\u200b close."
    )
    brief = make([cable(words)])
    assert REPLACEMENT in sheet(brief).blocks[0].rows[0].runs[0].text
    for extension in (".pdf", ".docx", ".md", ".html"):
        data = encode(brief, extension)
        assert data
        if extension in {".md", ".html"}:
            assert not set("\x00\x0b\u202e\u200b") & set(data.decode())
    assert "port" in docx_text(encode(brief, ".docx"))


def test_accents_and_cyrillic_stay_whole_in_the_pdf() -> None:
    words = "Ministre Élodie Gérôme a dit à l'Ambassadeur que Владимир Жуков viendra à Łódź le 3 août."
    text = pdf_text(encode(make([cable(words)]), ".pdf"))
    assert "Élodie Gérôme" in text
    assert "Владимир Жуков" in text
    assert "Łódź" in text


def test_characters_that_no_font_has_do_not_stop_the_pdf() -> None:
    brief = make([cable("The paper Renmin Ribao (人民日报) said on August 3 that the port of Selwyn would close.")])
    assert len(PdfReader(io.BytesIO(encode(brief, ".pdf"))).pages) == 1


def test_pdf_is_tagged_with_title_and_language(reform: Brief) -> None:
    reader = PdfReader(io.BytesIO(encode(reform, ".pdf")))
    catalog = reader.root_object
    assert isinstance(catalog["/MarkInfo"], DictionaryObject)
    assert str(catalog["/MarkInfo"]["/Marked"]) == "True"
    assert catalog["/Lang"] == "en"
    assert "/StructTreeRoot" in catalog
    assert reader.metadata is not None
    assert reader.metadata.title == "MINISTER VARGA ON PORT REFORM"


@pytest.mark.parametrize("extension", [".pdf", ".docx", ".md", ".html"])
def test_every_format_says_the_same(reform: Brief, extension: str) -> None:
    data = encode(reform, extension)
    text = {".pdf": pdf_text, ".docx": docx_text}.get(extension, lambda raw: raw.decode())(data)
    bare = re.sub(r"[\s\u00a0\\*]|&nbsp;|&#x27;|&#39;|<[^>]+>", "", text).replace("&quot;", '"').replace("'", "")
    for line in reform.lines:
        words = line.statement.text.split(": ")[-1]
        assert re.sub(r"[\s\\*]", "", words).replace("'", "") in bare
    assert "[412¶5]" in bare
    assert "(C//NOFORN)" in bare


def test_banner_stands_at_top_and_bottom_of_each_format(reform: Brief) -> None:
    assert encode(reform, ".html").decode().count('<p class="banner">CONFIDENTIAL//NOFORN</p>') == 4
    assert encode(reform, ".md").decode().count("**CONFIDENTIAL//NOFORN**") == 4
    first = PdfReader(io.BytesIO(encode(reform, ".pdf"))).pages[0].extract_text()
    assert first.count("CONFIDENTIAL//NOFORN") == 2
    import docx

    section = docx.Document(io.BytesIO(encode(reform, ".docx"))).sections[0]
    assert section.header.paragraphs[0].text == section.footer.paragraphs[0].text == "CONFIDENTIAL//NOFORN"


def test_second_sheet_has_the_banner_of_what_it_shows() -> None:
    brief = make([REFORM], explain=True)
    low = tuple(s for s in brief.sections if all(line.marking.level is Level.SBU for line in s.lines))
    high = tuple(line for line in brief.lines if line.marking.level is Level.C)
    page = sheet(replace(brief, sections=low, dropped=high))
    assert page.banner == "SENSITIVE BUT UNCLASSIFIED"
    assert page.proof_banner == "CONFIDENTIAL//NOFORN"


def test_second_sheet_gives_quote_and_verdict_of_each_line(reform: Brief) -> None:
    page = sheet(reform)
    assert len(page.proofs) == len(reform.lines)
    assert all(proof.verdict == "verified" and proof.quotes for proof in page.proofs)
    assert len(PdfReader(io.BytesIO(encode(reform, ".pdf"))).pages) > 1
    assert sheet(make([REFORM])).proofs == ()


def test_docx_uses_real_styles_and_a_real_table(reform: Brief) -> None:
    import docx

    document = docx.Document(io.BytesIO(encode(reform, ".docx")))
    styles = {p.style.name for p in document.paragraphs if p.style is not None}
    assert {"Title", "Heading 2", "List Bullet", "Brief Bottom Line"} <= styles
    assert [cell.text for cell in document.tables[-1].rows[0].cells] == [
        "Cable",
        "Sent",
        "Post",
        "Subject",
        "Paragraphs",
    ]
    assert document.tables[-1].rows[1].cells[0].text == "09PORTSELWYN412"
    assert zipfile.ZipFile(io.BytesIO(encode(reform, ".docx"))).testzip() is None


def test_docx_glues_each_citation_to_the_word_before_it(reform: Brief) -> None:
    import docx

    document = docx.Document(io.BytesIO(encode(reform, ".docx")))
    quote = document.styles["Brief Quote"]
    cites = [run.text for p in document.paragraphs for run in p.runs if "[412" in run.text and p.style != quote]
    assert cites
    assert all(re.fullmatch(r"\u00a0\[412\u00a0¶\S+\] ?", cite) for cite in cites)


def test_json_lines_pass_the_recheck(reform: Brief) -> None:
    document = json.loads(encode(reform, ".json"))
    lines = [line for section in document["sections"] for line in section["lines"]]
    library = MemoryLibrary([REFORM])

    def look_up(key: Key) -> Evidence | None:
        held = library.get(key.cable)
        return next((Evidence(held, unit) for unit in held.units if unit.index == key.index), None) if held else None

    checked = recheck(read_statements(lines), look_up)
    assert len(checked) == len(reform.lines)
    assert all(one.holds and one.new is Verdict.VERIFIED for one in checked)


def test_json_names_layout_clearance_and_banner() -> None:
    document = brief_document(make([REFORM], filters=Filters(clearance=Level.SBU), paper=Paper.LETTER))
    assert document["banner"] == "SBU"
    assert document["clearance"] == "SBU"
    assert isinstance(document["layout"], dict)
    assert document["layout"]["paper"] == "letter"
    assert document["layout"]["pages"] == 1
    assert json.dumps(document).isascii()


def test_page_states_its_clearance() -> None:
    assert "Clearance: SBU." in sheet(make([REFORM], filters=Filters(clearance=Level.SBU))).under
    assert "Clearance: none set." in sheet(make([REFORM])).under


def test_lines_on_unmarked_paragraphs_are_counted_in_a_note() -> None:
    half = cable(
        "The minister told the Ambassador on August 3 that the port would close.",
        paragraph(2, "The union said on August 9 that it would fight the closing of the port.", ""),
    )
    brief = make([half])
    assert brief.banner.level is Level.SBU
    assert any("rest on paragraphs that carry no marking" in note for note in sheet(brief).notes)


def test_short_names_are_full_where_a_number_is_shared() -> None:
    assert short_names(["09VARN7", "08VARN7", "09VARN12"]) == {
        "09VARN7": "09VARN7",
        "08VARN7": "08VARN7",
        "09VARN12": "12",
    }


def test_citation_follows_its_own_words_where_cables_differ() -> None:
    told = "The strike at the container port of Selwyn has been joined by {} dockers so far."
    brief = make([cable(told.format("3,200")), cable(told.format("1,100"), name="09VARN7", post="VARN")])
    block = next(block for block in sheet(brief).blocks if block.title == "Disagreements and gaps")
    assert [run.kind for run in block.rows[0].runs] == [
        Kind.LEAD,
        Kind.TEXT,
        Kind.CITE,
        Kind.OURS,
        Kind.TEXT,
        Kind.CITE,
    ]
    assert block.rows[0].runs[2].text == "[412 ¶1]"
    assert block.rows[0].runs[5].text == "[7 ¶1]"


def test_layout_of_the_file_is_the_layout_that_was_measured(reform: Brief) -> None:
    bigger = replace(reform, layout=Layout(Paper.LETTER, 11.0, 1, 0.5))
    box = PdfReader(io.BytesIO(encode(bigger, ".pdf"))).pages[0].mediabox
    assert (round(float(box.width)), round(float(box.height))) == (612, 792)


def test_printable_keeps_ordinary_text() -> None:
    assert printable("  A  line\nof Łódź – ¶8 ") == "A line of Łódź – ¶8"
