"""Cutting text to what a tokenizer's window holds, in linear time and with nothing lost."""

import re
from collections.abc import Callable, Iterator, Sequence

Offsets = Callable[[str], Sequence[tuple[int, int]]]
"""Character range of every token of a text, special tokens left out."""

MIN_ROOM = 8
CHARS_PER_TOKEN = (5, 8)
"""How many characters a token are looked at for the next part: what English needs, then twice that, which is also the
most a part may hold. It bounds what is tokenized at once, and keeps a megabyte-long "word", which a tokenizer may count
as one unknown token, from passing as one part."""
BLOCK = 1 << 16

_SPACE = re.compile(r"\s*")
_ABBREVIATIONS = ("Mr", "Mrs", "Ms", "Dr", "Gen", "Col", "Lt", "Maj", "Sen", "Gov", "Amb", "St", "No", "vs")
_SENTENCE_END = re.compile(
    r"(?<!\b[a-z])" + "".join(rf"(?<!\b{word})" for word in _ABBREVIATIONS) + r"[.!?][\"'”’)\]]{0,4}\s", re.IGNORECASE
)


def encodable(text: str) -> str:
    """Replaces lone surrogates, which have no UTF-8 form and which no tokenizer takes, by `?`; offsets stay true."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")


def blocks(text: str, size: int = BLOCK) -> Iterator[str]:
    """Yields the text in pieces of at most `size` characters, broken at spaces where a piece holds one."""
    at = 0
    while at < len(text):
        end = min(at + size, len(text))
        if end < len(text):
            space = text.rfind(" ", at + 1, end)
            end = space if space > at else end
        yield text[at:end]
        at = end


def cut(text: str, room: int, offsets: Offsets) -> tuple[tuple[int, int], ...]:
    """Cuts a text into parts of at most `room` tokens; see `Embedder.cut`.

    Args:
        text: Any text.
        room: Tokens that a part may have.
        offsets: The tokenizer.

    Raises:
        ValueError: `room` is below `MIN_ROOM`, where a single character might not fit.
    """
    if room < MIN_ROOM:
        raise ValueError(f"a part needs room for at least {MIN_ROOM} tokens, not {room}")
    parts = []
    at = _skip_space(text, 0)
    while at < len(text):
        end = at + _part_length(text[at : at + room * CHARS_PER_TOKEN[-1] + 1], room, offsets)
        parts.append((at, at + len(text[at:end].rstrip())))
        at = _skip_space(text, end)
    return tuple(parts)


def _skip_space(text: str, at: int) -> int:
    match = _SPACE.match(text, at)
    return match.end() if match else at


def _part_length(ahead: str, room: int, offsets: Offsets) -> int:
    """Characters of `ahead` that make the next part; what follows `ahead` in the text is unknown and not needed."""
    limit = 0
    tokens: Sequence[tuple[int, int]] = ()
    for reach in CHARS_PER_TOKEN:
        limit = room * reach
        tokens = offsets(ahead[:limit])
        if len(tokens) > room or len(ahead) <= limit:
            break
    if len(tokens) <= room and len(ahead) <= limit:
        return len(ahead)
    fits = tokens[room][0] if len(tokens) > room else limit
    length = _break(ahead, max(fits, 1))
    # A cut inside a word gives other tokens than the whole word gave, so the part itself is counted.
    while length > 1 and len(offsets(ahead[:length])) > room:
        length = _break(ahead, length - max(1, length // 8))
    return length


def _break(ahead: str, limit: int) -> int:
    """The best place at or before `limit` to end a part: a sentence end in its second half, a space, else `limit`."""
    sentence = max((m.end() for m in _SENTENCE_END.finditer(ahead, 0, limit + 1)), default=0)
    if sentence > limit // 2:
        return min(sentence, limit)
    word = max(ahead.rfind(" ", 1, limit + 1), ahead.rfind("\n", 1, limit + 1))
    return word if word > limit // 2 else limit
