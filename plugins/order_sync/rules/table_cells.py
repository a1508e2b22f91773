"""Cells that say more than one text: what begins with a brace, or with a bracket, is read as YAML, as in a rule file.

Of an action `{copy: FIELD}` and its like, with `{text: "{A}"}` for the very text; of a condition `[A, B]` for several.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import yaml

from order_sync.errors import SettingsError
from order_sync.rules.where import Where
from order_sync.rules.yaml_text import Node, Written, parse_yaml_text

BRACE, BRACKET = "{", "["
TEXT = "text"


def read_cell(cell: str, opening: str, where: Where) -> Node:
    """What the cell says: one text, unless it begins with `opening`. Every part of it stands on the cell's line."""
    if not cell.lstrip().startswith(opening):
        return Written(cell, where.line)
    try:
        node = _on(parse_yaml_text(cell, "it"), where.line)
    except SettingsError as error:
        instead = '{text: "..."} around' if opening == BRACE else '["..."] around'
        raise where.fault(
            f"the cell “{cell.strip()[:60]}” begins with {opening} and says nothing that rules know.",
            f"Write {instead} a text that begins so.",
        ) from error
    if isinstance(node, dict) and list(node) == [TEXT]:
        return node[Written(TEXT, where.line)]
    return node


def _on(node: Node, line: int) -> Node:
    if isinstance(node, Written):
        return Written(node, line)
    if isinstance(node, list):
        return [_on(part, line) for part in node]
    return {Written(key, line): _on(part, line) for key, part in node.items()}


def action_cell(value: Any) -> str:
    """The cell of what `to_yaml` writes for an action's value."""
    if isinstance(value, str):
        return flow({TEXT: value}) if value.lstrip().startswith(BRACE) else value
    return flow(value)


def list_cell(texts: Sequence[str], but: Sequence[str] = ()) -> str:
    """The cell of one text or of several; `but`: a text that alone would mean something else."""
    if len(texts) == 1 and texts[0].strip() not in ("", *but) and not texts[0].lstrip().startswith(BRACKET):
        return texts[0]
    return flow([str(text) for text in texts])


def flow(value: Any) -> str:
    """YAML on one line."""
    return yaml.safe_dump(value, default_flow_style=True, allow_unicode=True, width=float("inf"), sort_keys=False).strip()
