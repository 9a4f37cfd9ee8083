"""One cable's text, with what its page or record says beside it, made a `Cable`."""

import datetime as dt
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rag.cables.ids import full_year, make_id, normalize_id
from rag.cables.marking import UNMARKED, Level, Marking, highest
from rag.cables.model import HEADER_INDEX, HEADER_LABEL, Cable, Paragraph, ParseWarning, Source
from rag.cables.stations import post_key, stations
from rag.parsing import damage, grammar, references, roles, tags
from rag.parsing.furniture import PageFields
from rag.parsing.header import Header, find_reference, read_header
from rag.parsing.lines import Kind, Line, split
from rag.parsing.paragraphs import Builder, Draft
from rag.parsing.routing import Routing, is_routing, read_routing
from rag.parsing.sections import find_headings
from rag.parsing.spans import collapse, read, tidy
from rag.parsing.starts import find_starts
from rag.parsing.tail import find_tail

_EXTRACT = "This record is a partial extract"
_WORDS = (
    ("TOP SECRET", "TOP SECRET"),
    ("SECRET", "SECRET"),
    ("CONFIDENTIAL", "CONFIDENTIAL"),
    ("LIMITED OFFICIAL USE", "LIMITED OFFICIAL USE"),
    ("UNCLAS", "UNCLASSIFIED"),
)
_FOUO = "UNCLASSIFIED//FOR OFFICIAL USE ONLY"
_CAVEATS = ("NOFORN", "ORCON", "EXDIS", "NODIS", "LIMDIS", "STADIS")
_SENSITIVE = re.compile(r"SENSITIVE|LIMITED OFFICIAL USE|OFFICIAL USE ONLY|FOUO|E ?F ?T ?O|\bSBU\b", re.IGNORECASE)
_PREFIX = re.compile(r"^(?:Cablegate|WikiLeaks|Cable)\s?:\s?", re.IGNORECASE)
_ROUGH_REFERENCE = re.compile(
    r"\b(?:UNCLAS\w*|[A-Z ]*CONFIDENTIAL|SECRET|C O N F I D E N T I A L|S E C R E T)[^\n]{0,60}?\d{3,8}"
)


@dataclass(frozen=True)
class Piece:
    """The text of one cable inside its carrier, and what is known from outside the text.

    Attributes:
        source: The carrier.
        start: Where the cable's own text begins in the carrier's text.
        end: Where it ends.
        fields: What the page, record or row states.
        name_id: The id that the file's name states, "" when none.
    """

    source: Source
    start: int
    end: int
    fields: PageFields
    name_id: str = ""


def assemble(piece: Piece) -> Cable | None:
    """Parses one cable.

    Args:
        piece: Its text and surroundings.

    Returns:
        The cable; None where the text shows none of what makes a cable (reference line, routing, E.O., TAGS or
        SUBJECT line), or nothing says which one it is.
    """
    return _Assembly(piece).cable()


class _Assembly:
    def __init__(self, piece: Piece) -> None:
        self._piece = piece
        self._carrier = piece.source.text
        self._warnings: list[ParseWarning] = []
        start, end = piece.start, piece.end
        rough = _ROUGH_REFERENCE.search(self._carrier, start, min(end, start + 12000))
        match = grammar.REFERENCE_LINE.search(self._carrier, rough.start(), rough.start() + 200) if rough else None
        self._lines = split(self._carrier, start, end, match["post"] if match else "")
        found = find_reference(self._lines)
        first, reference = found or (self._routing_end(), None)
        self._routing = read_routing(self._lines[:first] if first else ())
        self._header = read_header(self._lines, first, reference)
        if self._routing.date is None and found:
            self._late_routing(first)

    def _routing_end(self) -> int:
        end = 0
        for index, line in enumerate(self._lines[:120]):
            if line.kind is Kind.TEXT and is_routing(line.text):
                end = index + 1
            elif line.kind is Kind.TEXT and end:
                break
        return end

    def _late_routing(self, first: int) -> None:
        """A class line may stand above the routing as well, as in the Department's own telegrams."""
        later = self._lines[first + 1 : first + 60]
        again = find_reference(later)
        if not again or not any(is_routing(line.text) for line in later[: again[0]]):
            return
        at = first + 1 + again[0]
        self._routing = read_routing(self._lines[first + 1 : at])
        self._header = read_header(self._lines, at, again[1])

    def cable(self) -> Cable | None:
        header, fields = self._header, self._piece.fields
        shows = header.reference or header.subject or header.tags or (self._routing.date and self._routing.shown)
        if not (shows or (fields.id and self._lines)):
            return None
        date = self._routing.date or fields.date
        post = self._post()
        name = self._name(date, post)
        if not name:
            return None
        effective = self._effective()
        year = date.year if date else (full_year(int(name[:2])) if name[:2].isdigit() else None)
        entries = references.parse(self._words(header.refs), year)
        paragraphs = self._paragraphs(effective)
        return Cable(
            id=name,
            post=post,
            subject=self._subject(),
            classification=self._classification(),
            effective_marking=effective,
            header=self._header_paragraph(effective),
            paragraphs=paragraphs,
            source=self._piece.source,
            date=date,
            tags=tags.parse(self._words(header.tags)),
            refs=tuple(entry.printed for entry in entries if entry.telegram),
            references=entries,
            addressees=tuple(self._routing.addressees),
            warnings=tuple(self._warnings),
        )

    def _words(self, ranges: Sequence[tuple[int, int]]) -> str:
        return collapse(" ".join(self._carrier[start:end] for start, end in ranges))

    def _warn(self, code: str, message: str, index: int | None = None) -> None:
        self._warnings.append(ParseWarning(code, message, index))

    def _post(self) -> str:
        reference = self._header.reference
        if reference:
            return collapse(reference["post"].upper())
        if self._routing.post:
            return self._routing.post
        for line in self._lines:
            if line.kind is Kind.PAGE and (match := grammar.PAGE_BREAK.fullmatch(line.text)):
                return stations().complete(match["post"]) or collapse(match["post"].upper())
        named = self._piece.fields.id or self._piece.name_id
        key = re.sub(r"[^A-Z]", "", named)
        return stations().names.get(key, key)

    def _name(self, date: dt.datetime | None, post: str) -> str:
        """The id from the body, its year from page, file name or nothing where the body prints none."""
        fields, reference = self._piece.fields, self._header.reference
        number = int(reference["number"]) if reference else self._routing.serial
        stated = fields.id or self._piece.name_id
        if not number or not post:
            if stated:
                self._warn("header-lost", "The reference line is lost; the id is the page's or the file name's.")
            return stated
        year = date.year if date else (int(stated[:2]) if stated[:2].isdigit() else None)
        name = make_id(year, post, number)
        if year is None:
            self._warn("year-unknown", "Nothing states the cable's year, so its id has none.")
        if reference is None:
            self._warn("header-lost", "The reference line is lost; the id is built from the routing lines.")
        if fields.id and fields.id != name:
            self._warn("id-mismatch", f"The page calls the cable {fields.id}, its own text {name}.")
        return name

    def _subject(self) -> str:
        text = self._words(self._header.subject).replace("¶", "").strip()
        found = grammar.portion_at(text, 0)
        if found:
            text = text[found[1] :].strip()
        if not text:
            text = _PREFIX.sub("", self._piece.fields.title).strip()
            self._warn("header-lost", "The SUBJECT line is lost." + (" The page's title serves." if text else ""))
        return text

    def _classification(self) -> str:
        """The page's class or the reference line's, whichever is higher."""
        reference, fields = self._header.reference, self._piece.fields
        own = ""
        if reference:
            word = collapse(
                reference["word"].upper().replace(" ", "")
                if " " in reference["word"][:3]
                else reference["word"].upper()
            )
            word = {"LIMITEDOFFICIALUSE": "LIMITED OFFICIAL USE", "TOPSECRET": "TOP SECRET"}.get(word, word)
            own = next(full for start, full in _WORDS if word.startswith(start) or start in word)
            raised = re.search(r"E ?F ?T ?O|OFFICIAL USE ONLY|FOUO", reference["caveats"], re.IGNORECASE)
            if own == "UNCLASSIFIED" and (
                raised or any(re.fullmatch(r"FOR OFFICIAL USE ONLY\.?", c) for c in self._header.captions)
            ):
                own = _FOUO
            if "NOFORN" in reference["caveats"].upper():
                own += "//NOFORN"
        if not fields.classification or not own:
            return fields.classification or own
        return max(fields.classification, own, key=lambda text: (_level(text), text == fields.classification))

    def _effective(self) -> Marking:
        """The highest of reference line, captions and page, with the captions' caveats."""
        captions = self._header.captions
        stated = [_marking(self._classification())] if self._classification() else []
        if any(_SENSITIVE.search(caption) for caption in captions):
            stated.append(Marking(Level.SBU))
        if self._header.entire:
            stated.append(Marking.parse(self._header.entire))
        caveats = [Marking(Level.UNMARKED, (name,)) for name in _CAVEATS if any(name in c for c in captions)]
        return highest([*stated, *caveats]) if stated or caveats else UNMARKED

    def _header_paragraph(self, effective: Marking) -> Paragraph:
        ranges = [
            *self._piece.fields.shown,
            *((line.start, line.end) for line in self._routing.shown),
            *self._header.shown,
        ]
        spans = tidy(self._carrier, sorted(set(ranges)))
        return Paragraph(HEADER_LABEL, HEADER_INDEX, read(self._carrier, spans), spans, effective)

    def _paragraphs(self, effective: Marking) -> tuple[Paragraph, ...]:
        body: list[Line] = _without_section_heads(self._lines[self._header.body :])
        starts = find_starts(body)
        tail = find_tail(body, [start.line for start in starts])
        body = body[: tail.lines]
        starts = [start for start in starts if start.line < len(body)]
        headings = find_headings(body, {start.line for start in starts})
        drafts = Builder(body, starts, headings, tail.stop).build()
        whole = [(draft, spans) for draft in drafts if (spans := tidy(self._carrier, draft.pieces))]
        drafts = [draft for draft, _ in whole]
        texts = [read(self._carrier, spans) for _, spans in whole]
        kinds = roles.assign(drafts, texts)
        seen: Counter[str] = Counter()
        paragraphs = []
        for index, ((draft, spans), text, role) in enumerate(zip(whole, texts, kinds, strict=True), start=1):
            seen[draft.label] += bool(draft.label)
            paragraphs.append(
                Paragraph(
                    label=draft.label,
                    index=index,
                    text=text,
                    spans=spans,
                    effective_marking=_portion(draft, effective),
                    marking=draft.marking,
                    section=draft.section,
                    role=role,
                    occurrence=max(seen[draft.label], 1),
                    truncated=damage.breaks_off(text, last=index == len(whole)),
                )
            )
        self._report(paragraphs, cut=tail.cut)
        return tuple(paragraphs)

    def _report(self, paragraphs: Sequence[Paragraph], *, cut: bool) -> None:
        """The damage report."""
        if _EXTRACT in self._carrier[max(0, self._piece.start - 400) : self._piece.end]:
            self._warn("truncated", "The record says that it is a partial extract of the cable.")
        if cut or not paragraphs:
            self._warn("truncated", "The record breaks off.")
        numbers = [int(paragraph.label) for paragraph in paragraphs if paragraph.label]
        last = 0
        for paragraph in paragraphs:
            if paragraph.truncated:
                self._warn("truncated", "The source breaks off inside this paragraph.", paragraph.index)
            if damage.is_redacted(paragraph.text):
                self._warn("redacted", "Words are blacked out in the source.", paragraph.index)
            if damage.is_garbled(paragraph.text):
                self._warn("garbled", "Transmission garble stands in the text.", paragraph.index)
            if paragraph.label:
                number = int(paragraph.label)
                if paragraph.occurrence > 1:
                    self._warn("number-repeated", f"The number {number} is printed more than once.", paragraph.index)
                elif number > last + 1:
                    self._warn("number-skipped", f"The number before {number} is not printed.", paragraph.index)
                last = number
        if not numbers and paragraphs:
            self._warn("unnumbered", "The cable prints no paragraph numbers.")


def _without_section_heads(lines: Sequence[Line]) -> list[Line]:
    """Drops the head that each further section of a long telegram repeats: class line, captions, E.O., TAGS, SUBJECT."""
    kept: list[Line] = []
    skipping = 0
    for index, line in enumerate(lines):
        match = grammar.REFERENCE_LINE.match(line.text) if line.kind is Kind.TEXT and line.text[:1].isupper() else None
        if match and match["section"] and int(match["section"]) > 1 and match.end() == len(line.text):
            kept.append(Line(line.start, line.begin, line.end, line.text, Kind.PAGE))
            skipping = read_header(lines, index, match).body
        elif index < skipping:
            kept.append(Line(line.start, line.begin, line.end, line.text, Kind.PAGE if line.text else Kind.BLANK))
        else:
            kept.append(line)
    return kept


def _portion(draft: Draft, effective: Marking) -> Marking:
    """The printed mark with the cable's caveats and the marks of bullets inside; else the cable's."""
    if not draft.marking:
        return highest([effective, *map(Marking.parse, draft.inner)]) if draft.inner else effective
    return highest(
        [Marking.parse(draft.marking), *map(Marking.parse, draft.inner), Marking(Level.UNMARKED, effective.caveats)]
    )


def _marking(text: str) -> Marking:
    upper = text.upper()
    level = _level(upper)
    return Marking(level, tuple(name for name in sorted(_CAVEATS) if name in upper))


def _level(text: str) -> Level:
    upper = text.upper()
    if "TOP SECRET" in upper:
        return Level.TS
    if "SECRET" in upper:
        return Level.S
    if "CONFIDENTIAL" in upper:
        return Level.C
    if "OFFICIAL USE" in upper or "FOUO" in upper or "SBU" in upper or "SENSITIVE" in upper:
        return Level.SBU
    return Level.U if "UNCLAS" in upper else Level.UNMARKED
