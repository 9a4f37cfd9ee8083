"""What every carrier gives: the texts in it that may hold cables."""

import hashlib
import re
from dataclasses import dataclass, field, replace

from rag.cables.ids import normalize_id
from rag.cables.model import Source
from rag.parsing.furniture import PageFields

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")
_ID_IN_NAME = re.compile(r"(?<![A-Z0-9])\d{2}[A-Z]{3,24}\d{1,8}(?![A-Z0-9])")


@dataclass(frozen=True)
class Failure:
    """An input, or a part of one, that gave no cable.

    Attributes:
        source: The file, member, row or record.
        reason: One plain sentence.
    """

    source: str
    reason: str


@dataclass(frozen=True)
class Text:
    """One decoded text, with what its carrier states outside it.

    Attributes:
        source: Name, hash, carrier kind and text.
        fields: From the columns or keys of a row or record.
        single: Whether it is known to hold one cable (a row, a record), so that it is never split.
    """

    source: Source
    fields: PageFields = field(default_factory=PageFields)
    single: bool = False

    def storable(self) -> "Text":
        """The same with U+FFFD for what no store takes (NUL, lone surrogates), one for one, so that spans hold."""
        source, fields = self.source, self.fields
        shown = (source.name, source.text, fields.classification, fields.origin, fields.title)
        if not any(_UNSTORABLE.search(text) for text in shown):
            return self
        name, text, classification, origin, title = (_UNSTORABLE.sub("\ufffd", text) for text in shown)
        return Text(
            replace(source, name=name, text=text),
            replace(fields, classification=classification, origin=origin, title=title),
            self.single,
        )


def sha256(data: bytes) -> str:
    """The hash under which a source is known."""
    return hashlib.sha256(data).hexdigest()


def id_in_name(name: str) -> str:
    """The one cable id that a file's name holds, "" when none."""
    found = _ID_IN_NAME.findall(name.rsplit("/", 1)[-1].upper().replace("_", " "))
    return (normalize_id(found[0]) or "") if len(found) == 1 else ""
