"""The verification gate: nothing is shown as verified that has not passed here, whoever wrote it.

What "verified" means, and what it does not mean, is written for readers in `docs/verification.md`.
"""

from collections.abc import Iterator, Sequence

from rag.answering import (
    carry,
    flags,
    heading,
    insertions,
    instructions,
    names,
    opposites,
    particulars,
    polarity,
    quotes,
)
from rag.answering.citing import Lookup, Resolved, resolve, shown
from rag.answering.evidence import Reading, Source, read, sources
from rag.answering.model import _SEAL, Draft, Statement, Verdict
from rag.answering.sentences import split
from rag.answering.words import stem
from rag.cables.model import Evidence

LONGEST = 3000
"""Characters of a statement that is not word for word; a sentence of an answer has a tenth of them."""
_REASONS_SHOWN = 4
_WORDS_SHOWN = 6


def check(draft: Draft, sent: Sequence[Evidence], library_lookup: Lookup | None = None) -> Statement:
    """Decides whether a sentence may be shown as verified.

    Args:
        draft: The sentence, the paragraphs and words that it claims to rest on, and its typed insertions.
        sent: The paragraphs that its writer was given; nothing else may be cited.
        library_lookup: The library, used only to say of a paragraph that was not sent whether it exists.

    Returns:
        The statement: verified with all its citations, or unverified with the reason in words and with those
        citations that hold.
    """
    if not draft.citations:
        return _statement(draft, (), ("no paragraph is cited for it",))
    outcomes = [resolve(claim, draft.text, sent, library_lookup) for claim in draft.citations]
    resolved = tuple(held for held, _ in outcomes if held)
    reasons = tuple(dict.fromkeys(reason for _, reason in outcomes if reason))
    reasons += tuple(filter(None, (insertions.fault(draft.text, one) for one in draft.insertions)))
    if not reasons:
        reasons = tuple(_faults(insertions.without(draft.text, draft.insertions), resolved))
    return _statement(draft, resolved, reasons)


def reject(draft: Draft, sent: Sequence[Evidence], reason: str) -> Statement:
    """A statement that stays unverified for the reason that it failed for before.

    Args:
        draft: The sentence as it was kept; the citations that failed then are not in it any more.
        sent: The paragraphs that its citations name, as the library has them now.
        reason: Why it was not verified.
    """
    outcomes = [resolve(claim, draft.text, sent, None) for claim in draft.citations]
    held = [one for one, _ in outcomes if one]
    return _statement(draft, held, (reason or "it was not verified before",))


def _statement(draft: Draft, resolved: Sequence[Resolved], reasons: Sequence[str]) -> Statement:
    return Statement(
        text=draft.text,
        citations=tuple(dict.fromkeys(one.citation for one in resolved)),
        verdict=Verdict.UNVERIFIED if reasons else Verdict.VERIFIED,
        reason="; ".join(reasons[:_REASONS_SHOWN]),
        flags=flags.of(draft.text, resolved, draft.insertions),
        insertions=draft.insertions,
        seal=_SEAL,
    )


def _faults(text: str, resolved: Sequence[Resolved]) -> Iterator[str]:
    """What a statement says that its citations do not bear out, most telling first."""
    if not text.strip():
        yield "it says nothing"
        return
    if _is_verbatim(text, resolved):
        return
    if len(text) > LONGEST:
        yield f"it is longer than the {LONGEST} characters that are checked unless it is word for word"
        return
    if instructions.hidden(text):
        yield "it holds characters that cannot be seen"
    if mixed := instructions.mixed_alphabets(text):
        yield f"the word {mixed} mixes letters of two alphabets"
    said = read(text)
    checked = sources([one.evidence for one in resolved])
    where = " or ".join(dict.fromkeys(shown(one.evidence) for one in resolved))
    yield from (
        f"the number {particulars.readable(number)} does not stand in {where}"
        for number in particulars.missing_figures(said, checked)
    )
    yield from (f"the date {date} does not stand in {where}" for date in particulars.missing_dates(said, checked))
    named = names.examine(said, checked)
    yield from (f"the name {name} does not stand in {where}" for name in named.missing)
    contexts = [read(heading.untagged(quotes.context(one.evidence.paragraph.text, one.place))) for one in resolved]
    aside = heading.asides(said, checked, contexts)
    yield from _turned(said, contexts, aside)
    yield from _not_carried(said, checked, resolved, named.positions, aside)


def _is_verbatim(text: str, resolved: Sequence[Resolved]) -> bool:
    """Whether every sentence of the statement is a whole sentence of its quotes, word for word."""
    return all(
        any(quotes.repeats(text[start:end], one.evidence.paragraph.text, one.place) for one in resolved)
        for start, end in split(text)
    )


def _turned(said: Reading, contexts: Sequence[Reading], aside: Sequence[tuple[int, int]]) -> Iterator[str]:
    """Facts turned round: a figure, name or negation changed in a repeated sentence, a negation lost or added."""
    own = carry.without(said, aside)
    for context in contexts:
        if change := carry.altered(own, context):
            ours, theirs = change
            if not ours or not theirs:
                yield f"the negation “{ours or theirs}” is {'added' if ours else 'lost'}"
            else:
                yield f"it has “{ours}” where the quoted sentence has “{theirs}”"
            return
    source = polarity.merged([polarity.scope(context.text, context.words) for context in contexts])
    ours = polarity.scope(said.text, said.words)
    if word := polarity.lost(ours, source):
        yield f"the quoted sentence negates “{_as_printed(word, contexts)}”, the statement does not"
    elif word := polarity.added(ours, source):
        yield f"the statement negates “{_as_printed(word, [said])}”, the quoted sentence does not"
    there = frozenset().union(*(context.stems for context in contexts))
    if not source.cues and (word := polarity.denial(said.words, there)):
        yield f"it says “{word}”, and the quoted sentence denies nothing"
    if pair := _contrary(said, contexts, ours.negated, source.negated | source.denied):
        yield f"it says “{pair[0]}” where the quoted sentence says “{pair[1]}”"


def _contrary(
    said: Reading, contexts: Sequence[Reading], said_negated: frozenset[str], source_negated: frozenset[str]
) -> tuple[str, str] | None:
    keys = frozenset().union(*(context.keys for context in contexts))
    stems = frozenset().union(*(context.stems for context in contexts))
    pair = opposites.prefixed(said.keys, keys, said_negated, source_negated)
    pair = pair or opposites.contrary(said.stems, stems, said_negated, source_negated)
    return (_as_printed(pair[0], [said]), _as_printed(pair[1], contexts)) if pair else None


def _as_printed(wanted: str, readings: Sequence[Reading]) -> str:
    """The word as the text has it, of which a key or stem is given."""
    words = (word for reading in readings for word in reading.words)
    return next((word.raw for word in words if wanted in {word.key, stem(word.key)}), wanted)


def _not_carried(
    said: Reading,
    checked: Sequence[Source],
    resolved: Sequence[Resolved],
    named: frozenset[int],
    aside: Sequence[tuple[int, int]],
) -> Iterator[str]:
    quoted = [read(one.citation.quote) for one in resolved]
    if heading.is_about_header(said, checked, quoted):
        return
    carriers = [*quoted, *(source.header for source in checked)]
    share, absent = carry.uncarried(said, carriers, named, aside)
    if share < carry.SHARE:
        words = ", ".join(absent[:_WORDS_SHOWN])
        yield f"its words are not carried by the quotes ({share:.0%} of them are); missing: {words}"
