"""Where in the rule files something stands, so that every error names file, line and rule, and the nearest right name."""

from __future__ import annotations

import difflib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from order_sync.errors import SettingsError
from order_sync.rules.values import plain_name
from order_sync.rules.yaml_text import Node, Written, line_of

DOCS = "docs/rules.md"
LONGEST_SAID = 1_000  # characters: what is wrong may be a cell of a hundred thousand


@dataclass(frozen=True)
class Where:
    file: str
    rule: str = ""
    line: int = 0
    today: date | None = None  # from which relative dates count

    def at(self, node: object) -> Where:
        """The same place, at the node's own line."""
        return self.on(line_of(node) or self.line)

    def on(self, line: int) -> Where:
        return self if line == self.line else Where(self.file, self.rule, line, self.today)

    @property
    def counts_rows(self) -> bool:
        """Whether places are the rows of a spreadsheet, in which a cell may hold several lines."""
        return self.file.lower().endswith(".xlsx")

    @property
    def place(self) -> str:
        return f"{'row' if self.counts_rows else 'line'} {self.line}" if self.line else ""

    def __str__(self) -> str:
        rule = f"rule “{self.rule}”" if self.rule else ""
        return ", ".join(part for part in (self.file, self.place, rule) if part)

    def fault(self, what: str, remedy: str) -> SettingsError:
        said = what if len(what) <= LONGEST_SAID else f"{what[:LONGEST_SAID]}..."
        return SettingsError(f"{self}: {said}", remedy=remedy)

    def unknown(self, what: str, written: str, right: Iterable[str]) -> SettingsError:
        """There is no such name; says the nearest one."""
        return self.fault(f"there is no {what} “{written}”.", nearest(written, right, what))

    def text(self, node: Node, what: str) -> Written:
        if isinstance(node, Written):
            return node
        raise self.at(node).fault(f"{what} should be one text.", f"Compare it with the examples in {DOCS}.")

    def mapping(self, node: Node, what: str) -> dict[str, Node]:
        """Names and values; the names without case and spare blanks, each still with its line."""
        if not isinstance(node, dict):
            raise self.at(node).fault(f"{what} should be names with values.", f"Compare it with the examples in {DOCS}.")
        found: dict[str, Node] = {}
        for key, value in node.items():
            name = Written(plain_name(key), key.line)
            if name in found:
                raise self.at(key).fault(f"“{key}” is said twice.", "Keep one of them.")
            found[name] = value
        return found


def nearest(written: str, right: Iterable[str], what: str, otherwise: str = "") -> str:
    """The nearest right name, or all where they are few; else `otherwise`, which is to look into the documentation."""
    names = list(right)
    known = {plain_name(name): name for name in names}
    close = difflib.get_close_matches(plain_name(written[:LONGEST_SAID]), known, n=1)
    if close:
        return f"Did you mean “{known[close[0]]}”?"
    if 0 < len(names) <= 16:
        return f"Use one of: {', '.join(names)}."
    return otherwise or f"Use a {what} from the table in {DOCS}."
