"""Takes the power out of text that a model will read: what steers it is broken or removed, the words stay."""

import re
import unicodedata

_KEPT = frozenset("\n\t")
_STEERING = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})
"""Categories of characters that nobody sees: control, format (zero-width, direction, tags), surrogates, private."""
_VARIATION = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef\u034f\u115f\u1160\u3164\uffa0\u2028\u2029]")
_TOKEN = re.compile(
    r"<\||\|>|\[/?INST\]|<</?SYS>>|</?s>|<(?:start|end)_of_turn>|</?(?:system|assistant|user|think|tool_call)>|```|!\["
    r"|<<<",
    re.IGNORECASE,
)
PILCROW = "¶"


def neutral(text: str) -> str:
    """The text as it may be framed for a model.

    Unseen characters are removed, chat-template tokens, code fences and image marks are broken by a blank, and the
    pilcrow, which marks our own ids, becomes a blank: some carriers print it before any line that begins with a number,
    so a word in its place would be copied into quotations. Applied twice it changes nothing more.

    Args:
        text: Of a source, or of a conversation.
    """
    # Each character is looked up once, however often the text has it.
    unseen = [ord(char) for char in set(text) if char not in _KEPT and unicodedata.category(char) in _STEERING]
    seen = text.translate(dict.fromkeys(unseen)) if unseen else text
    seen = _VARIATION.sub(" ", seen).replace(PILCROW, " ")
    return _TOKEN.sub(_broken, seen)


def _broken(match: re.Match[str]) -> str:
    return " ".join(match[0]) if match[0] in {"<<<", "```"} else f"{match[0][0]} {match[0][1:]}"


def one_line(text: str) -> str:
    """Neutral text for a line of ours: no line break, and no bar, which parts our fields; a pilcrow becomes `para `."""
    return " ".join(neutral(text.replace(PILCROW, "para ")).replace("|", "/").split())
