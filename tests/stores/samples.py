"""Hand-built cables, files of them, and an embedder small enough to be obvious."""

import dataclasses
import datetime as dt
import hashlib
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np

from rag.cables.marking import Level, Marking
from rag.cables.model import Cable, Paragraph, ParseWarning, Reference, Source, Span
from rag.errors import UserError
from rag.parsing.parser import Failure
from rag.stores.reader import FileReader


class HashingEmbedder:
    """Adds one signed axis a word: texts with the same words have the same vector, whatever the machine."""

    host = ""
    ceiling = Level.TS
    window = 24

    def __init__(self, name: str = "hashing@1", dimension: int = 64) -> None:
        self.name = name
        self.dimension = dimension
        self.embedded = 0

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        self.embedded += len(texts)
        vectors = np.zeros((len(texts), self.dimension), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in re.findall(r"\w+", text.lower()):
                mark = hashlib.md5(word.encode()).digest()
                vectors[row, mark[0] % self.dimension] += 1 if mark[1] % 2 else -1
            vectors[row, 0] += 0.01
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)

    def count(self, text: str) -> int:
        return len(text.split()) + 2

    def cut(self, text: str, room: int) -> tuple[tuple[int, int], ...]:
        words = [match.span() for match in re.finditer(r"\S+", text)]
        pieces = [words[start : start + room] for start in range(0, len(words), room)]
        return tuple((piece[0][0], piece[-1][1]) for piece in pieces)


def cable(
    ident: str = "09PARIS1",
    paragraphs: Sequence[str] = ("The mayor opened the bridge.", "Turnout was 61 percent."),
    *,
    subject: str = "BRIDGE OPENED",
    level: Level = Level.C,
    printed: Mapping[int, str] | None = None,
    labels: bool = True,
    post: str = "PARIS",
    day: int | None = 1,
    tags: Sequence[str] = ("PREL", "KDEM"),
    refs: Sequence[str] = (),
    name: str = "hand.json",
    carrier: str = "text",
    warnings: Sequence[str] = (),
) -> Cable:
    """A cable whose carrier text is its subject and its paragraphs, one a line."""
    marks = dict(printed or {})
    text = "\n".join((subject, *paragraphs))
    units, position = [], len(subject) + 1
    for index, words in enumerate(paragraphs, start=1):
        mark = marks.get(index, "")
        units.append(
            Paragraph(
                label=str(index) if labels else "",
                index=index,
                text=words,
                spans=(Span(position, position + len(words)),),
                effective_marking=Marking.parse(mark) if mark else Marking(level),
                marking=mark,
            )
        )
        position += len(words) + 1
    return Cable(
        id=ident,
        post=post,
        subject=subject,
        classification=level.name,
        effective_marking=Marking(level),
        header=Paragraph("0", 0, subject, (Span(0, len(subject)),), Marking(level)),
        paragraphs=tuple(units),
        source=Source(name, hashlib.sha256(text.encode(errors="surrogatepass")).hexdigest(), carrier, text),
        date=None if day is None else dt.datetime(2009, 1, day, 16, 36, tzinfo=dt.UTC),
        tags=tuple(tags),
        refs=tuple(refs),
        references=tuple(Reference("", ref, ref) for ref in refs),
        addressees=("STATE",),
        warnings=tuple(ParseWarning(code, f"It is {code}.") for code in warnings),
    )


def write_cables(path: Path, *cables: Mapping[str, object]) -> Path:
    """A file that `json_reader` reads: the arguments of `cable` for each cable that it holds."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(cables))
    return path


def _iter_file(path: Path) -> Iterator[Cable | Failure]:
    try:
        records = json.loads(path.read_text())
    except ValueError:
        raise UserError(f"{path} holds no cable.") from None
    for record in records:
        if "broken" in record:
            yield Failure(f"{path}#{record['broken']}", "It is broken.")
            continue
        marks = {int(index): mark for index, mark in record.pop("printed", {}).items()}
        level = Level[record.pop("level", "C")]
        yield cable(**record, level=level, printed=marks, name=str(path))


def json_reader(version: str = "1") -> FileReader:
    """A parser for the files of `write_cables`."""
    return FileReader(version, _iter_file, lambda path: path.suffix == ".json")


def renaming_reader(version: str, subject: str) -> FileReader:
    """A parser that reads another subject than `json_reader`, as a better version may."""

    def iter_file(path: Path) -> Iterator[Cable | Failure]:
        for item in _iter_file(path):
            yield dataclasses.replace(item, subject=subject) if isinstance(item, Cable) else item

    return FileReader(version, iter_file, lambda path: path.suffix == ".json")
