"""Reads a rule grid: a table with one condition a line, of which the lines of one rule name form one rule.

A line without a condition only adds an action, one without an action only a condition. The lines' conditions are joined by
their one conjunction. Each rule is put together as it would stand in YAML, and then read as such.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from itertools import groupby

from order_sync.rules.grid_words import (
    ALWAYS,
    ANY,
    COLUMNS,
    EXACT,
    GRID_COMPARISONS,
    JOINERS,
    MODEL_MATCHES,
    NOT,
    SETTINGS,
    VALUE,
    action_name,
    column_name,
    comparison_name,
    field_name,
)
from order_sync.rules.patterns import has_pattern_signs
from order_sync.rules.read_conditions import CASE
from order_sync.rules.table_cells import BRACE, BRACKET, read_cell
from order_sync.rules.table_text import Table
from order_sync.rules.values import plain_name
from order_sync.rules.where import Where
from order_sync.rules.yaml_text import Node, Written

_OWN_FIELD = "map custom field"


@dataclass(frozen=True)
class Line:
    """One line of the grid: what stands under each column, blank where nothing does."""

    number: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")

    @property
    def condition(self) -> tuple[str, str, str]:
        """As texts that are equal where the conditions are."""
        return plain_name(self["field to check"]), plain_name(self["comparison"]), self["initial value"]

    @property
    def has_condition(self) -> bool:
        return any(part.strip() for part in self.condition)

    @property
    def call(self) -> tuple[str, str]:
        return action_name(self["action"]), self["map to"].strip()


def grid_nodes(table: Table, where: Where) -> Iterator[Callable[[], tuple[Node, Where]]]:
    """What puts each of its rules together as it would stand in YAML, in their order; each may raise SettingsError."""
    columns = _columns(table.header, where)
    lines = (Line(line, dict(zip(columns, row, strict=True))) for line, row in table.rows)
    seen: dict[str, int] = {}
    for name, group in groupby(lines, key=lambda line: plain_name(line["rule name"])):
        together = list(group)
        number = together[0].number
        first = seen.setdefault(name, number)
        yield partial(_rule_node, together, replace(where, line=number), first)
    if not seen:
        raise where.fault("the grid has a header and no lines.", "Fill it, or take it out of the sync's rules.")


def _columns(header: Sequence[Written], where: Where) -> list[str]:
    columns = [column_name(name) for name in header]
    if VALUE in columns:
        is_compared = "comparison" in columns and "initial value" not in columns
        meant = "initial value" if is_compared else "map to"
        if meant in columns:
            raise where.at(header[0]).fault(
                "the column “value” may be that of the condition or that of the action.",
                "Call it “initial value” or “map to”.",
            )
        columns[columns.index(VALUE)] = meant
    for name, written in zip(columns, header, strict=True):
        if name not in (*COLUMNS, *SETTINGS):
            raise where.at(written).unknown("column of a rule grid called", written, (*COLUMNS, *SETTINGS))
        if columns.count(name) > 1:
            raise where.at(written).fault(f"the column “{name}” is there twice.", "Keep one of them.")
    for name in ("rule name", "action"):
        if name not in columns:
            raise where.at(header[0]).fault(
                f"a rule grid needs a column “{name}”.",
                f"Its columns are: {', '.join(COLUMNS)}; perhaps {', '.join(SETTINGS)}.",
            )
    return columns


def _rule_node(lines: Sequence[Line], where: Where, first: int) -> tuple[Node, Where]:
    name = " ".join(lines[0]["rule name"].split())
    if not name:
        raise where.fault("the line has no rule name.", "Write the name of its rule on every line.")
    where = replace(where, rule=name)
    if first != where.line:
        raise where.fault(
            f"lines of this rule stand apart, also at {where.on(first).place}.",
            "Put the lines of one rule below each other.",
        )
    node: dict[Written, Node] = {Written("name", where.line): Written(lines[0]["rule name"], where.line)}
    node[Written("when", where.line)] = _when(lines, where)
    node[Written("do", where.line)] = _do(lines, where)
    for column in SETTINGS:
        said = _setting(lines, column, where)
        if said is not None:
            node[Written(column, where.line)] = said
    return node, where


def _when(lines: Sequence[Line], where: Where) -> Node:
    lines = list({line.condition: line for line in reversed(lines) if line.has_condition}.values())[::-1]
    if not lines:
        raise where.fault("it has no condition.", f"Write one, or “{ALWAYS}” under “comparison”.")
    parts = [_condition(line, where.on(line.number)) for line in lines]
    if len(parts) == 1:
        return parts[0]
    if any(isinstance(part, Written) for part in parts):
        raise where.fault(f"it has a condition beside “{ALWAYS}”.", "Keep one of them.")
    return {Written(_joiner(lines, where), where.line): parts}


def _joiner(lines: Sequence[Line], where: Where) -> str:
    """All or any, as the conjunctions say; without one, any of many values of one field."""
    said: dict[str, Line] = {}
    for line in lines:
        word = plain_name(line["conjunction"])
        if word and word not in JOINERS:
            raise where.on(line.number).unknown("conjunction", line["conjunction"], [word.upper() for word in JOINERS])
        if word:
            said.setdefault(word, line)
    if len(said) > 1:
        raise where.fault(
            "it joins conditions by AND and by OR.", "Write it in YAML, where all: and any: say which go together."
        )
    if said:
        return JOINERS[next(iter(said))]
    tests = {line.condition[:2] for line in lines}
    if len(tests) == 1 and next(iter(tests))[1] in ("equals", "in", "contains", "starts with", "ends with", MODEL_MATCHES):
        return "any"
    raise where.fault("it does not say whether all or any of its conditions must hold.", "Write AND or OR as conjunction.")


def _condition(line: Line, where: Where) -> Node:
    """As it stands in YAML: `{field: {comparison: value}}`."""
    at = where.line
    field, name, value = line["field to check"], plain_name(line["comparison"]), line["initial value"]
    if name == ALWAYS:
        if field.strip() or value.strip():
            raise where.fault(f"“{ALWAYS}” has a field or a value.", "Leave both blank.")
        return Written(ALWAYS, at)
    if not field.strip() or not name:
        raise where.fault(
            "a condition has no field or no comparison.", "Fill “field to check” and “comparison”, or clear all."
        )
    is_exact, is_not = name.endswith(EXACT), name.startswith(NOT) and comparison_name(name.removesuffix(EXACT)) is None
    bare = name.removesuffix(EXACT).removeprefix(NOT if is_not else "")
    comparison = comparison_name(bare)
    if comparison is None or (is_exact and bare == MODEL_MATCHES):
        raise where.unknown("comparison", line["comparison"], GRID_COMPARISONS)
    wanted = read_cell(value, BRACKET, where)
    if bare == MODEL_MATCHES:
        _refuse_pattern(value, where)
    if value.strip() == ANY and comparison in ("equals", "is not"):
        comparison, wanted = "any value", Written("", at)
    test: dict[Written, Node] = {Written(comparison, at): wanted}
    if is_exact:
        test[Written(CASE, at)] = Written("exact", at)
    node: dict[Written, Node] = {Written(field_name(field), at): test}
    return {Written("not", at): node} if is_not else node


def _refuse_pattern(value: str, where: Where) -> None:
    """The commercial model's pages use its “matches” as equals; a value that may be our regular expression is refused."""
    if value.strip() != ANY and has_pattern_signs(value):
        raise where.fault(
            f"“matches {value.strip()}” may mean this very text, or a regular expression.",
            "Write “equals” or “contains” for the text, “matches pattern” for the expression.",
        )


def _do(lines: Sequence[Line], where: Where) -> Node:
    """Every action once; where conditions differ from action to action, it is not one rule."""
    calls: dict[str, Line] = {}
    conditions: dict[str, set[tuple[str, str, str]]] = {}
    for line in lines:
        name, value = line.call
        if not name:
            if value:
                raise where.on(line.number).fault(f"“{value}” stands under “map to” without an action.", "Name its action.")
            continue
        if line.call != calls.setdefault(name, line).call:
            raise where.on(line.number).fault(
                f"it says “{name}” with “{value}” and with “{calls[name].call[1]}”.",
                "Give each value a rule of its own name.",
            )
        if line.has_condition:
            conditions.setdefault(name, set()).add(line.condition)
    if any(one != other for one in conditions.values() for other in conditions.values()):
        raise where.fault(
            "its actions have different conditions.",
            "Give each action a rule of its own name, or leave the conditions blank on the lines that add an action.",
        )
    return [_call(name, line, where.on(line.number)) for name, line in calls.items()]


def _call(name: str, line: Line, where: Where) -> Node:
    value = line["map to"]
    if name == _OWN_FIELD:  # the model's own form: the field of QuickBooks is the value, and what is copied is checked
        if comparison_name(line["comparison"]) != "copy" or not value.strip():
            raise where.fault(
                f"“{name}” says the QuickBooks field under “map to” and copies what is checked.",
                f"Compare with “Map All”, or write {_OWN_FIELD} NAME.",
            )
        return {Written(f"{name} {value}", where.line): Written("", where.line)}
    return {Written(name, where.line): read_cell(value, BRACE, where)}


def _setting(lines: Sequence[Line], column: str, where: Where) -> Node | None:
    """What the lines say under the column; None where all are blank."""
    said = {line[column].strip(): line for line in reversed(lines) if line[column].strip()}
    if not said:
        return None
    if len(said) > 1:
        raise where.fault(f"its lines say different things under “{column}”.", "Say it once for each rule.")
    (cell,), (line,) = said.keys(), said.values()
    node = read_cell(cell, BRACKET, where.on(line.number))
    if column in ("syncs", "stores", "records") and isinstance(node, Written):
        return [Written(part.strip(), line.number) for part in node.split(",")]
    return node
