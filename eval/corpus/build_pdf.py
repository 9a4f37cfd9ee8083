"""Prints the PDF carriers of the sample corpus again from their text twins: `python eval/corpus/build_pdf.py`."""
# ruff: noqa: INP001 - a script beside its data; the folder is no package

import re
from pathlib import Path

import typst

FOLDER = Path(__file__).resolve().parent
TWINS = ("09PORTALDERA214",)
LINES_PER_PAGE = 52
PAGE = """#set document(title: "Invented sample telegram {name}", date: none)
#set page(paper: "us-letter", margin: 2.2cm)
#set text(font: "DejaVu Sans Mono", size: 9pt)
"""


def source(name: str, text: str) -> str:
    """The typst source of one telegram, typewritten, with the pilcrow that reading rooms print before a number."""
    lines = re.sub(r"(?m)^(\d{1,2}\. )", r"¶\1", text).splitlines()
    lines = [line or " " for line in lines]
    sheets = [lines[start : start + LINES_PER_PAGE] for start in range(0, len(lines), LINES_PER_PAGE)]
    raw = ["#raw(" + typst_string("\n".join(sheet)) + ")" for sheet in sheets]
    return PAGE.format(name=name) + "\n#pagebreak()\n".join(raw)


def typst_string(text: str) -> str:
    """A typst string literal."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"').replace("\n", "\\n")
    return f'"{escaped}"'


if __name__ == "__main__":
    for twin in TWINS:
        text = (FOLDER / f"{twin}.txt").read_text(encoding="utf-8")
        (FOLDER / f"{twin}.pdf").write_bytes(typst.compile(source(twin, text).encode()))
