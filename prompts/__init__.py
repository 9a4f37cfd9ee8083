"""One prompt a file: Markdown with front matter that declares purpose, version, variables and output."""

from pathlib import Path

FOLDER = Path(__file__).parent
"""Where the prompts that ship with Reftel stand."""
