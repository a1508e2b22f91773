"""Reads a long map: a table whose first column is a field, and whose others are actions, each row for one content of it."""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from itertools import islice

from order_sync.errors import SettingsError
from order_sync.rules.actions import ACTIONS, CUSTOM_FIELD, Action, find_action
from order_sync.rules.comparisons import IN_MAP
from order_sync.rules.conditions import Compare
from order_sync.rules.expressions import Clear, Copy, Lookup, Template
from order_sync.rules.fields import FIELDS, Field, find_field
from order_sync.rules.grid_words import COLUMNS, action_name, field_name
from order_sync.rules.map_table import MapTable
from order_sync.rules.read_actions import read_action
from order_sync.rules.read_conditions import FIELD_NAMES
from order_sync.rules.rule import Do, Rule
from order_sync.rules.table_cells import BRACE, read_cell
from order_sync.rules.table_text import Table
from order_sync.rules.values import Kind, Value, plain_name
from order_sync.rules.where import Where, nearest
from order_sync.rules.yaml_text import Written

MOST_REMEMBERED = 100_000  # contents of one column of which each is kept once
BLOCK = 256  # rows that are read together: so few that nothing is looked through for garbage in between


def read_map(table: Table, where: Where, faults: list[SettingsError], enough: int) -> Rule:
    """One rule, named as its file without the ending. What is wrong with rows is added to `faults`, up to `enough`."""
    field = _key(table.header[0], where)
    actions = _actions(table.header[1:], field, where)
    readers = [_Cells(action, where, faults) for action in actions]
    rows = _Rows(len(actions), where, faults)
    while len(faults) < enough and (block := list(islice(table.rows, BLOCK))):
        lines, together = zip(*block, strict=True)
        keys, *cells = zip(*together, strict=True)
        rows.add_all(keys, [reader.values(column, lines) for reader, column in zip(readers, cells, strict=True)], lines)
    if not rows.written and not faults:
        raise where.fault("the map has a header and no rows.", "Fill it, or take it out of the sync's rules.")
    found = MapTable(rows.places, rows.written, rows.columns, rows.lines)
    return Rule(
        name=where.rule,
        when=Compare(field, IN_MAP, (found,), (where.file,)),
        do=tuple(Do(action, Lookup(field, found, column)) for column, action in enumerate(actions)),
        file=where.file,
        line=table.header[0].line,
    )


class _Rows:
    """The rows so far, in columns; of a key that is there again only that it says the same."""

    def __init__(self, width: int, where: Where, faults: list[SettingsError]) -> None:
        self.places: dict[str, int] = {}
        self.written: list[str] = []
        self.lines = array("I")
        self.columns: list[list[Value | None]] = [[] for _ in range(width)]
        self._where, self._faults = where, faults

    def add_all(self, keys: Sequence[str], columns: Sequence[Sequence[Value | None]], lines: Sequence[int]) -> None:
        """Many rows, at once where all their keys are new."""
        plain_keys = [key.strip().casefold() for key in keys]  # as `plain` has it, which would remember each of a million
        fresh = dict(zip(plain_keys, range(len(self.written), len(self.written) + len(keys)), strict=True))
        if "" in fresh or len(fresh) < len(keys) or not self.places.keys().isdisjoint(fresh):
            for row, (key, plain_key) in enumerate(zip(keys, plain_keys, strict=True)):
                self._add(key, plain_key, [column[row] for column in columns], lines[row])
            return
        self.places.update(fresh)
        self.written += keys
        self.lines.extend(lines)
        for column, values in zip(self.columns, columns, strict=True):
            column += values

    def _add(self, key: str, plain_key: str, values: Sequence[Value | None], line: int) -> None:
        here = self._where.on(line)
        if not plain_key:
            remedy = "Write what it is for into the first column, or clear the row."
            self._faults.append(here.fault("the row has no key.", remedy))
            return
        place = self.places.setdefault(plain_key, len(self.written))
        if place < len(self.written):
            if [column[place] for column in self.columns] != values:
                above = self._where.on(self.lines[place]).place
                self._faults.append(
                    here.fault(f"“{key.strip()}” is mapped otherwise in {above}.", "Keep one of the two rows.")
                )
            return
        self.written.append(key)
        self.lines.append(line)
        for column, value in zip(self.columns, values, strict=True):
            column.append(value)


def _key(written: Written, where: Where) -> Field:
    field = find_field(field_name(written))
    if field is None:
        raise where.at(written).fault(
            f"there is no field “{written.strip()}” (as a map's first column), nor such a column of a rule grid.",
            nearest(written, (*FIELD_NAMES, *COLUMNS), "field"),
        )
    if field.kind is not Kind.text:
        raise where.at(written).fault(
            f"“{field.name}” is {field.kind}, and a map looks up texts.",
            "Write such rules in YAML or as a rule grid.",
        )
    return field


def _actions(names: Sequence[Written], field: Field, where: Where) -> list[Action]:
    if not names:
        raise where.fault("the map has no action.", f"Name one beside “{field.name}”, such as map item.")
    found: list[Action] = []
    for number, written in enumerate(names, 2):
        here = where.at(written)
        if not written.strip():
            raise here.fault(f"column {number} has no name.", "Name its action, or delete the column.")
        action = find_action(action_name(written))
        if action is None and plain_name(written) in FIELDS:
            raise here.fault(
                f"“{written.strip()}” is a second field, and a map has one key.",
                "Write such rules as a rule grid, or in YAML.",
            )
        if action is None:
            read_action(action_name(written), Written("", written.line), here)  # says why there is none
            raise here.unknown("action", written, (*ACTIONS, f"{CUSTOM_FIELD}name"))
        if action in found:
            raise here.fault(f"the column “{action.name}” is there twice.", "Keep one of them.")
        found.append(action)
    return found


class _Cells:
    """Reads the cells of one column; what it holds often is read, and kept, once."""

    def __init__(self, action: Action, where: Where, faults: list[SettingsError]) -> None:
        self._action, self._where, self._faults = action, where, faults
        self._remembered: dict[str, Value | None] = {"": None}

    def values(self, cells: Sequence[str], lines: Sequence[int]) -> list[Value | None]:
        """What the cells say; of a wrong one the fault is told, and nothing said."""
        texts = [cell.strip() for cell in cells]
        remembered = self._remembered
        if self._are_plain(texts):
            if len(remembered) > MOST_REMEMBERED:
                return [text or None for text in texts]
            return [remembered.setdefault(text, text) for text in texts]
        return [
            remembered[text] if text in remembered else self._read(text, line)
            for text, line in zip(texts, lines, strict=True)
        ]

    def _are_plain(self, texts: Sequence[str]) -> bool:
        """Whether all of them are what they say."""
        action = self._action
        return (
            action.kind is Kind.text
            and max(map(len, texts)) <= action.longest
            and not any(text.startswith(BRACE) for text in texts)
        )

    def _read(self, text: str, line: int) -> Value | None:
        try:
            value = _value(self._action, text, self._where.on(line))
        except SettingsError as fault:
            self._faults.append(fault)
            return None
        if len(self._remembered) <= MOST_REMEMBERED:
            self._remembered[text] = value
        return value


def _value(action: Action, cell: str, where: Where) -> Value | None:
    found = read_action(action.name, read_cell(cell, BRACE, where), where).value
    if isinstance(found, (Copy, Template, Lookup, Clear)):
        raise where.fault(
            f"“{cell.strip()}” under “{action.name}” is no plain value, which a map's cells are.",
            'Write such a rule as a rule grid or in YAML; {text: "..."} for this very text.',
        )
    return found
