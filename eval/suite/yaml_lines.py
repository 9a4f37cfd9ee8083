"""YAML read as plain text values, with the line that each of them stands on."""

from collections.abc import Sequence
from typing import cast

import yaml

from rag.errors import UserError

Where = Sequence[str | int]
"""A path into a document: keys and positions."""


class LinedYaml:
    """A YAML document: its values (every scalar a string, so that `no` and `2009-08-15` stay what they are)."""

    def __init__(self, text: str, name: str) -> None:
        """Parses.

        Args:
            text: The document.
            name: The file's name, for messages.

        Raises:
            UserError: Broken YAML, or a key that stands twice, with file and line.
        """
        self._name = name
        try:
            self._root = yaml.compose(text, Loader=yaml.BaseLoader)
        except yaml.YAMLError as error:
            mark = getattr(error, "problem_mark", None)
            place = f"{name}:{mark.line + 1}" if mark else name
            problem = getattr(error, "problem", None) or str(error)
            raise UserError(f"{place} is not valid YAML: {problem}.") from None
        self.value = self._plain(self._root) if self._root else None

    def _plain(self, node: yaml.Node) -> object:
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node)
        if isinstance(node, yaml.SequenceNode):
            return [self._plain(child) for child in node.value]
        return str(node.value)

    def _mapping(self, node: yaml.MappingNode) -> dict[str, object]:
        found: dict[str, object] = {}
        for key, value in node.value:
            if key.value in found:
                line = key.start_mark.line + 1
                raise UserError(f"{self._name}:{line}: the key {key.value!r} stands twice; remove one of them.")
            found[key.value] = self._plain(value)
        return found

    def line(self, where: Where) -> int:
        """The 1-based line of the deepest part of the path that exists."""
        node = self._root
        line = 1
        for step in where:
            child = _child(node, step)
            if child is None:
                break
            line, node = child[0], child[1]
        return line


def _child(node: yaml.Node | None, step: str | int) -> tuple[int, yaml.Node] | None:
    if isinstance(node, yaml.MappingNode):
        for key, value in cast("list[tuple[yaml.ScalarNode, yaml.Node]]", node.value):
            if key.value == step:
                return _line(key), value
    if isinstance(node, yaml.SequenceNode) and isinstance(step, int):
        children = cast("list[yaml.Node]", node.value)
        if step < len(children):
            return _line(children[step]), children[step]
    return None


def _line(node: yaml.Node) -> int:
    return cast("int", node.start_mark.line) + 1
