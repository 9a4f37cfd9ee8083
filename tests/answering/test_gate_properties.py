"""What must hold of any paragraph: its own sentences verify, an altered digit never does, spans read as the quote."""

import re

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from rag.answering.gate import check
from rag.answering.model import Verdict
from rag.answering.sentences import split
from rag.cables.model import Evidence
from tests.answering.cables import BREAK, cable, collapsed, draft

_TEXT = (
    "the port Minister Varga did not never pay 15 1,200 3.5% $2 million August 18 2009 ten first officials "
    "said that U.S. Mr. Orban exports fell rose without denied MOSAVY andBundestag France,s JURIS- DICTION "
    "“plan” (COMMENT: XXXXX no. Sept. G-8 15-19 café ¶ … -- END"
)
_WORDS = st.sampled_from(_TEXT.split())
_JOINS = st.sampled_from([" ", " ", " ", "\n", "  ", ", ", ". ", ".\n", BREAK, " - "])


@st.composite
def bodies(draw: st.DrawFn) -> str:
    """A paragraph of cable-like text, with line ends, page breaks and damage anywhere."""
    pairs = draw(st.lists(st.tuples(_WORDS, _JOINS), min_size=3, max_size=40))
    return "The plan " + "".join(word + join for word, join in pairs).strip() + " ends."


def sentences(one: Evidence) -> list[str]:
    return [one.paragraph.text[start:end] for start, end in split(one.paragraph.text)]


@settings(max_examples=150, deadline=None)
@given(bodies())
def test_any_sentence_of_a_paragraph_verifies_and_its_spans_read_as_the_quote(body: str) -> None:
    one = cable(body)
    sent = [Evidence(one, one.paragraphs[0])]
    for sentence in sentences(sent[0]):
        assume(re.search(r"[^\W_]", sentence))
        statement = check(draft(sentence, (1, sentence)), sent)
        assert (statement.verdict, statement.reason) == (Verdict.VERIFIED, "")
        (citation,) = statement.citations
        read = "".join(one.source.text[span.start : span.end] for span in citation.spans)
        assert "".join(read.split()) == "".join(citation.quote.split())
        assert collapsed(" ".join(one.source.text[span.start : span.end] for span in citation.spans)) == citation.quote


@settings(max_examples=150, deadline=None)
@given(bodies(), st.data())
def test_a_sentence_with_one_digit_altered_fails(body: str, data: st.DataObject) -> None:
    one = cable(body)
    sent = [Evidence(one, one.paragraphs[0])]
    choices = [(s, m.start()) for s in sentences(sent[0]) for m in re.finditer(r"\d", s)]
    assume(choices)
    sentence, at = data.draw(st.sampled_from(choices))
    digit = data.draw(st.sampled_from([d for d in "0123456789" if d != sentence[at]]))
    changed = sentence[:at] + digit + sentence[at + 1 :]
    assert check(draft(changed, (1, sentence)), sent).verdict is Verdict.UNVERIFIED
    if changed not in one.paragraphs[0].text:
        assert check(draft(sentence, (1, changed)), sent).verdict is Verdict.UNVERIFIED


@settings(max_examples=200, deadline=None)
@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=120))
def test_no_input_breaks_the_gate(text: str, quote: str, body: str) -> None:
    one = cable(f"The plan {collapsed(body)} ends.")
    statement = check(draft(text, (1, quote), insertions=(text[:5],)), [Evidence(one, one.paragraphs[0])])
    assert (statement.verdict is Verdict.VERIFIED) == (statement.reason == "")
