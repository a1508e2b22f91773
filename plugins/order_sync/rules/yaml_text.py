"""Reads YAML as the words that a person wrote, each with its line.

Nothing is guessed: `no` stays “no”, 00123 keeps its zeros, 1:30 is no number. Anchors, tags and a name said twice are
refused. Read from the parser's events, so that neither depth nor references can blow up, and with libyaml where it is there.
"""

from __future__ import annotations

from typing import Any, Union

import yaml

from order_sync.errors import SettingsError
from order_sync.settings_file import LARGEST_BYTES

DEEPEST = 40

_PARSER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Written(str):
    """A word or a text of the file, and the line on which it stands, from 1."""

    __slots__ = ("line",)
    line: int

    def __new__(cls, text: str, line: int) -> Written:
        written = super().__new__(cls, text)
        written.line = line
        return written


Node = Union[Written, "list[Node]", "dict[Written, Node]"]


def line_of(node: object) -> int:
    """The line on which the node begins; 0 where it is empty."""
    if isinstance(node, Written):
        return node.line
    first = next(iter(node), None) if isinstance(node, (dict, list)) else None
    return line_of(first) if first is not None else 0


def parse_yaml_text(text: str, name: str) -> Node:
    """The content of a YAML text, every value as text; `name` is how errors call the file."""
    try:
        if len(text.encode()) > LARGEST_BYTES:
            raise SettingsError(f"{name} is larger than {LARGEST_BYTES:,} bytes.", remedy="Cut it into several files.")
        builder = _Builder()
        for event in yaml.parse(text, Loader=_PARSER):
            builder.take(event)
    except (yaml.YAMLError, ValueError) as error:
        raise SettingsError(
            f"{name} is not readable YAML: {error}", remedy="Correct the line named; indent with spaces."
        ) from error
    return builder.root if builder.root is not None else Written("", 1)


def _line(event: Any) -> int:
    """From 1."""
    line: int = event.start_mark.line + 1
    return line


class _Builder:
    """Puts the parser's events together; `_open` holds the lists and mappings not yet closed, `_keys` their next names."""

    def __init__(self) -> None:
        self.root: Node | None = None
        self._open: list[Node] = []
        self._keys: list[Written | None] = []

    def take(self, event: Any) -> None:
        if isinstance(event, yaml.CollectionEndEvent):
            self._open.pop()
            self._keys.pop()
            return
        if not isinstance(event, yaml.NodeEvent):
            return
        line = _line(event)
        if event.anchor:  # an alias has one too
            raise yaml.YAMLError(f"line {line}: anchors and aliases are not allowed here")
        if isinstance(event, yaml.ScalarEvent):
            self._refuse_tag(event, line)
            self._add(Written(event.value, line), line)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._refuse_tag(event, line)
            self._begin([] if isinstance(event, yaml.SequenceStartEvent) else {}, line)

    @staticmethod
    def _refuse_tag(event: Any, line: int) -> None:
        if event.tag:
            raise yaml.YAMLError(f"line {line}: tags ({event.tag}) are not allowed here")

    def _begin(self, node: Node, line: int) -> None:
        if len(self._open) >= DEEPEST:
            raise yaml.YAMLError(f"line {line}: more than {DEEPEST} levels deep")
        self._add(node, line)
        self._open.append(node)
        self._keys.append(None)

    def _add(self, node: Node, line: int) -> None:
        if not self._open:
            if self.root is not None:
                raise yaml.YAMLError(f"line {line}: a second document begins; use a file for each")
            self.root = node
            return
        parent = self._open[-1]
        if isinstance(parent, list):
            parent.append(node)
        elif isinstance(parent, dict):
            self._add_to_mapping(parent, node, line)

    def _add_to_mapping(self, parent: dict[Written, Node], node: Node, line: int) -> None:
        key = self._keys[-1]
        if key is not None:
            parent[key] = node
            self._keys[-1] = None
        elif not isinstance(node, Written):
            raise yaml.YAMLError(f"line {line}: a name must be plain text")
        elif node in parent:
            raise yaml.YAMLError(f"line {line}: “{node}” is said twice")
        else:
            self._keys[-1] = node
