"""Other engines on the same rules and orders: which rule of the mix is the first that an order matches.

None of them knows top-down rules that see each other's changes, so matching is all that is compared. Where an engine knows
no lines, it sees the order once with each product line. Out of the timing, to their advantage: making those rows, small
letters, cents and day numbers; DuckDB's tables are filled beforehand, too. Each engine runs on one core, on as many orders
as ten seconds allow, at its fastest way of taking many rules that we know. Answers are those of a plain loop, or it fails.
"""

from __future__ import annotations

import importlib.metadata
import json
import re
import sys
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

import business_rules
import cel
import datalogic_py
import duckdb
import rule_engine
import zen
from business_rules.actions import BaseActions, rule_action
from business_rules.fields import FIELD_NUMERIC
from business_rules.variables import BaseVariables, numeric_rule_variable, string_rule_variable

from bench.figures import Figure, say
from bench.rule_mix import MixRule, Row, Shop, Test, orders_of, rows_of, rule_set_of, rules_of
from order_sync.orders import Order
from order_sync.rules.engine import matching_all
from order_sync.rules.rule_set import RuleSet
from order_sync.rules.values import plain

RULES, ORDERS = 5_000, 20_000
SECONDS = 10.0  # for each engine
NONE = 1 << 30  # no rule matches
LINE_FIELDS = ("sku", "product name", "quantity", "line amount")
NUMBERS = ("order total", "line amount", "quantity", "order date")
Placed = Sequence[tuple[int, MixRule]]


def word(field: str) -> str:
    return field.replace(" ", "_")


def number(value: object) -> int:
    return value.toordinal() if isinstance(value, date) else int(str(value))


def ends(test: Test) -> tuple[int, int]:
    assert isinstance(test.wanted, tuple)
    return number(test.wanted[0]), number(test.wanted[1])


def row_of(row: Row) -> dict[str, str | int]:
    return {word(field): value.toordinal() if isinstance(value, date) else value for field, value in row.items()}


class Peer(ABC):
    name = ""
    package = ""
    goal = ">=50"

    @staticmethod
    def can_say(_test: Test) -> bool:
        return True

    @abstractmethod
    def __init__(self, rules: Placed) -> None: ...

    @abstractmethod
    def first(self, row: dict[str, str | int]) -> int:
        """The place of the first rule that the row matches, or NONE."""

    def seconds(self, orders: Sequence[list[dict[str, str | int]]]) -> tuple[list[int], float]:
        """The answers for as many orders as there is time for, and what they took."""
        answers: list[int] = []
        began = time.process_time()
        for rows in orders:
            answers.append(min(self.first(row) for row in rows))
            if time.process_time() - began > SECONDS:
                break
        return answers, time.process_time() - began


class Zen(Peer):
    """One decision table, hit policy first."""

    name, package = "zen-engine", "zen-engine"

    def __init__(self, rules: Placed) -> None:
        fields = sorted({test.field for _, rule in rules for test in rule.tests})
        rows = []
        for place, rule in rules:
            cells = dict.fromkeys(map(word, fields), "")
            for test in rule.tests:
                key = word(test.field)
                cells[key] = " and ".join(filter(None, (cells[key], self._cell(test))))
            rows.append({"_id": str(place), **cells, "place": str(place)})
        inputs = [{"id": word(field), "name": field, "field": word(field)} for field in fields]
        table = {
            "hitPolicy": "first",
            "inputs": inputs,
            "outputs": [{"id": "place", "name": "place", "field": "place"}],
            "rules": rows,
        }
        at = {"x": 0, "y": 0}
        nodes = [
            {"id": "in", "type": "inputNode", "name": "in", "position": at},
            {"id": "table", "type": "decisionTableNode", "name": "table", "position": at, "content": table},
            {"id": "out", "type": "outputNode", "name": "out", "position": at},
        ]
        edges = [
            {"id": "1", "sourceId": "in", "targetId": "table", "type": "edge"},
            {"id": "2", "sourceId": "table", "targetId": "out", "type": "edge"},
        ]
        self._decision = zen.ZenEngine().create_decision(json.dumps({"nodes": nodes, "edges": edges}))

    @staticmethod
    def _cell(test: Test) -> str:
        if test.comparison == "between":
            low, high = ends(test)
            return f"$ >= {low} and $ <= {high}"
        if test.field in NUMBERS:
            return f"$ {_SIGN[test.comparison]} {number(test.wanted)}"
        text = f'"{test.wanted}"'  # it takes a backslash as it stands
        calls = {"contains": "contains", "starts with": "startsWith", "ends with": "endsWith", "matches": "matches"}
        return f"{calls[test.comparison]}($, {text})" if test.comparison in calls else f"$ {_SIGN[test.comparison]} {text}"

    def first(self, row: dict[str, str | int]) -> int:
        return int(self._decision.evaluate(row)["result"].get("place", NONE))


class RuleEngine(Peer):
    name, package = "rule-engine", "rule-engine"

    def __init__(self, rules: Placed) -> None:
        self._rules = [(place, rule_engine.Rule(" and ".join(map(self._text, rule.tests)))) for place, rule in rules]

    @staticmethod
    def _text(test: Test) -> str:
        field = word(test.field)
        if test.comparison == "between":
            low, high = ends(test)
            return f"{field} >= {low} and {field} <= {high}"
        if test.field in NUMBERS:
            return f"{field} {_SIGN[test.comparison]} {number(test.wanted)}"
        text = json.dumps(test.wanted)
        return {
            "contains": f"{text} in {field}",
            "starts with": f"{field}.starts_with({text})",
            "ends with": f"{field}.ends_with({text})",
            "matches": f"{field} =~~ {text}",
            "equals": f"{field} == {text}",
            "is not": f"{field} != {text}",
        }[test.comparison]

    def first(self, row: dict[str, str | int]) -> int:
        return next((place for place, rule in self._rules if rule.matches(row)), NONE)


class BusinessRules(Peer):
    name, package = "business-rules", "business-rules"

    def __init__(self, rules: Placed) -> None:
        self._rules = [
            {
                "conditions": {"all": [condition for test in rule.tests for condition in self._conditions(test)]},
                "actions": [{"name": "found", "params": {"place": place}}],
            }
            for place, rule in rules
        ]
        self._variables = _variables({test.field for _, rule in rules for test in rule.tests})

    @staticmethod
    def _conditions(test: Test) -> list[dict[str, Any]]:
        def one(operator: str, value: object) -> dict[str, Any]:
            return {"name": word(test.field), "operator": operator, "value": value}

        if test.comparison == "between":
            low, high = ends(test)
            return [one("greater_than_or_equal_to", low), one("less_than_or_equal_to", high)]
        if test.field in NUMBERS:
            names = {"at least": "greater_than_or_equal_to", "at most": "less_than_or_equal_to", "less than": "less_than"}
            return [one(names[test.comparison], number(test.wanted))]
        if test.comparison == "is not":
            return [one("matches_regex", f"^(?!{re.escape(str(test.wanted))}$)")]
        names = {
            "contains": "contains",
            "starts with": "starts_with",
            "ends with": "ends_with",
            "matches": "matches_regex",
            "equals": "equal_to",
        }
        return [one(names[test.comparison], test.wanted)]

    def first(self, row: dict[str, str | int]) -> int:
        found = _Found()
        business_rules.run_all(self._rules, self._variables(row), found, stop_on_first_trigger=True)
        return found.place


class _Found(BaseActions):
    def __init__(self) -> None:
        self.place = NONE

    @rule_action(params={"place": FIELD_NUMERIC})
    def found(self, place: int) -> None:
        self.place = place


def _variables(fields: set[str]) -> Callable[[dict[str, str | int]], BaseVariables]:
    """A class with one method for each field, as the engine wants it."""

    def set_row(self: Any, row: dict[str, str | int]) -> None:
        self.row = row

    def reader(key: str) -> Callable[[Any], str | int]:
        def read(self: Any) -> str | int:
            return self.row[key]

        read.__name__ = key
        return read

    methods: dict[str, Any] = {"__init__": set_row}
    for field in fields:
        kind = numeric_rule_variable if field in NUMBERS else string_rule_variable
        methods[word(field)] = kind(reader(word(field)))
    return type("Variables", (BaseVariables,), methods)


class DataLogic(Peer):
    """One program: a chain of ifs. It has no regular expressions: rules with one are left out."""

    name, package = "datalogic-py", "datalogic-py"

    @staticmethod
    def can_say(test: Test) -> bool:
        return test.comparison != "matches"

    def __init__(self, rules: Placed) -> None:
        chain: list[Any] = []
        for place, rule in rules:
            tests = [self._logic(test) for test in rule.tests]
            chain += [{"and": tests} if len(tests) > 1 else tests[0], place]
        self._program = datalogic_py.Engine().compile({"if": [*chain, NONE]})

    @staticmethod
    def _logic(test: Test) -> dict[str, Any]:
        value = {"var": word(test.field)}
        if test.comparison == "between":
            low, high = ends(test)
            return {"<=": [low, value, high]}
        if test.field in NUMBERS:
            return {_SIGN[test.comparison]: [value, number(test.wanted)]}
        if test.comparison == "contains":
            return {"in": [test.wanted, value]}
        names = {"starts with": "starts_with", "ends with": "ends_with", "equals": "===", "is not": "!=="}
        return {names[test.comparison]: [value, test.wanted]}

    def first(self, row: dict[str, str | int]) -> int:
        return int(self._program.evaluate(row))


class Cel(Peer):
    """One compiled program a rule; the context of a row is made once."""

    name, package = "common-expression-language", "common-expression-language"

    def __init__(self, rules: Placed) -> None:
        self._rules = [(place, cel.compile(" && ".join(map(self._text, rule.tests)))) for place, rule in rules]

    @staticmethod
    def _text(test: Test) -> str:
        field = word(test.field)
        if test.comparison == "between":
            low, high = ends(test)
            return f"{field} >= {low} && {field} <= {high}"
        if test.field in NUMBERS:
            return f"{field} {_SIGN[test.comparison]} {number(test.wanted)}"
        text = json.dumps(test.wanted)
        calls = {"contains": "contains", "starts with": "startsWith", "ends with": "endsWith", "matches": "matches"}
        if test.comparison in calls:
            return f"{field}.{calls[test.comparison]}({text})"
        return f"{field} {_SIGN[test.comparison]} {text}"

    def first(self, row: dict[str, str | int]) -> int:
        context = cel.Context(variables=row)
        return next((place for place, program in self._rules if program.execute(context)), NONE)


_SIGN = {"equals": "==", "is not": "!=", "at least": ">=", "at most": "<=", "less than": "<"}


class DuckDb(Peer):
    """One query: the rules of each field and comparison joined with the orders, or with their lines; the least place counts.

    Regular expressions stand in it as constants, each compiled once; as a joined column they would be compiled for each row.
    """

    name, package, goal = "DuckDB, as a join", "duckdb", ">=5"

    def __init__(self, rules: Placed) -> None:
        self._base = duckdb.connect()
        self._base.execute("SET threads = 1")
        self._base.execute(
            "CREATE TABLE rules (place INTEGER, field VARCHAR, comparison VARCHAR, text VARCHAR, low INTEGER, high INTEGER,"
            " field2 VARCHAR, comparison2 VARCHAR, text2 VARCHAR, low2 INTEGER)"
        )
        self._base.executemany(
            "INSERT INTO rules VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", [self._row(place, rule) for place, rule in rules]
        )
        self._parts = sorted({(rule.tests[0].field, rule.tests[0].comparison) for _, rule in rules})
        self._seconds = sorted({(rule.tests[1].field, rule.tests[1].comparison) for _, rule in rules if len(rule.tests) > 1})
        self._patterns = [
            (place, rule.tests[0].field, str(rule.tests[0].wanted))
            for place, rule in rules
            if rule.tests[0].comparison == "matches"
        ]

    @staticmethod
    def _row(place: int, rule: MixRule) -> list[object]:
        row: list[object] = [place]
        test = rule.tests[0]
        low, high = ends(test) if test.comparison == "between" else (None, None)
        if test.field in NUMBERS and low is None:
            low = number(test.wanted)
        row += [test.field, test.comparison, None if test.field in NUMBERS else test.wanted, low, high]
        if len(rule.tests) == 1:
            return [*row, None, None, None, None]
        second = rule.tests[1]
        is_number = second.field in NUMBERS
        given = (None, number(second.wanted)) if is_number else (second.wanted, None)
        return [*row, second.field, second.comparison, *given]

    def first(self, row: dict[str, str | int]) -> int:
        raise NotImplementedError("it takes all orders at once")

    def seconds(self, orders: Sequence[list[dict[str, str | int]]]) -> tuple[list[int], float]:
        self._fill(orders)
        query = self._query()
        began = time.process_time()
        found = dict(self._base.execute(query).fetchall())
        took = time.process_time() - began
        return [found.get(at, NONE) for at in range(len(orders))], took

    def _fill(self, orders: Sequence[list[dict[str, str | int]]]) -> None:
        fields = list(orders[0][0])
        heading = [field for field in fields if field.replace("_", " ") not in LINE_FIELDS]
        for table, columns, rows in (
            ("orders", heading, [(at, *(lines[0][key] for key in heading)) for at, lines in enumerate(orders)]),
            ("lines", fields, [(at, *(row[key] for key in fields)) for at, lines in enumerate(orders) for row in lines]),
        ):
            kinds = ", ".join(f"{key} {'INTEGER' if key.replace('_', ' ') in NUMBERS else 'VARCHAR'}" for key in columns)
            self._base.execute(f"CREATE TABLE {table} (which INTEGER, {kinds})")
            # A block of values a statement: one row at a time would take minutes.
            for start in range(0, len(rows), 1_000):
                block = rows[start : start + 1_000]
                marks = ", ".join(["(" + ", ".join("?" * (len(columns) + 1)) + ")"] * len(block))
                self._base.execute(f"INSERT INTO {table} VALUES {marks}", [value for row in block for value in row])  # noqa: S608

    def _query(self) -> str:
        parts = []
        for field, comparison in self._parts:
            if comparison == "matches":
                continue
            parts += self._joins(field, comparison, self._predicate(word(field), comparison), "")
        for place, field, pattern in self._patterns:
            quoted = pattern.replace("'", "''")
            parts += self._joins(field, "matches", f"regexp_matches({word(field)}, '{quoted}')", f" AND place = {place}")
        return f"SELECT which, min(place) FROM ({' UNION ALL '.join(parts)}) GROUP BY which"  # noqa: S608

    def _joins(self, field: str, comparison: str, predicate: str, more: str) -> list[str]:
        """Rules whose second condition is about a line too, or that have none, and the others: each on the smaller table."""
        here = f"field = '{field}' AND comparison = '{comparison}'{more}"
        line_seconds = [f"'{second}'" for second, _ in self._seconds if second in LINE_FIELDS]
        if field in LINE_FIELDS:
            return [self._join("lines", here, predicate, self._seconds)]
        about_lines = f"field2 IN ({', '.join(line_seconds)})"
        return [
            self._join("orders", f"{here} AND NOT coalesce({about_lines}, false)", predicate,
                       [second for second in self._seconds if second[0] not in LINE_FIELDS]),
            self._join("lines", f"{here} AND {about_lines}", predicate,
                       [second for second in self._seconds if second[0] in LINE_FIELDS]),
        ]  # fmt: skip

    @staticmethod
    def _join(table: str, here: str, predicate: str, seconds: Sequence[tuple[str, str]]) -> str:
        cases = " ".join(
            f"WHEN field2 = '{field}' THEN "
            f"{word(field)} {_SIGN[comparison].replace('==', '=')} {'low2' if field in NUMBERS else 'text2'}"
            for field, comparison in seconds
        )
        return (
            f"SELECT which, place FROM {table} JOIN (SELECT * FROM rules WHERE {here}) ON {predicate}"  # noqa: S608
            f" WHERE CASE WHEN field2 IS NULL THEN true {cases} ELSE false END"
        )

    @staticmethod
    def _predicate(field: str, comparison: str) -> str:
        return {
            "equals": f"{field} = text",
            "contains": f"contains({field}, text)",
            "starts with": f"starts_with({field}, text)",
            "ends with": f"suffix({field}, text)",
            "between": f"{field} BETWEEN low AND high",
            "at least": f"{field} >= low",
            "less than": f"{field} < low",
        }[comparison]


PEERS: tuple[type[Peer], ...] = (DuckDb, DataLogic, Zen, BusinessRules, RuleEngine, Cel)

_HOLDS: dict[str, Callable[[Any, Any], bool]] = {
    "equals": lambda value, wanted: bool(value == wanted),
    "is not": lambda value, wanted: bool(value != wanted),
    "contains": lambda value, wanted: wanted in value,
    "starts with": lambda value, wanted: bool(value.startswith(wanted)),
    "ends with": lambda value, wanted: bool(value.endswith(wanted)),
    "matches": lambda value, wanted: re.search(wanted, value) is not None,
    "between": lambda value, wanted: bool(wanted[0] <= value <= wanted[1]),
    "at least": lambda value, wanted: bool(value >= wanted),
    "at most": lambda value, wanted: bool(value <= wanted),
    "less than": lambda value, wanted: bool(value < wanted),
}


def plain_loop(rules: Placed, rows: Sequence[Row]) -> int:
    """What the answer should be: each rule after the other, as the words say."""
    for place, rule in rules:
        for row in rows:
            if all(_HOLDS[test.comparison](row[test.field], test.wanted) for test in rule.tests):
                return place
    return NONE


def ours(rules: RuleSet, orders: Sequence[Order]) -> tuple[list[int], float]:
    """The first rule that each order matches, and the seconds; the texts have not been seen before."""
    plain.cache_clear()
    fresh = RuleSet(rules.rules)
    _ = fresh.index
    began = time.process_time()
    answers = [next(iter(found), NONE) for found in matching_all(fresh, orders)]
    return answers, time.process_time() - began


def compare(peer: type[Peer], rules: Sequence[MixRule], orders: Sequence[Order], rows: Sequence[list[Row]]) -> Figure:
    said = [(place, rule) for place, rule in enumerate(rules) if all(peer.can_say(test) for test in rule.tests)]
    began = time.process_time()
    engine = peer(said)
    building = time.process_time() - began
    answers, took = engine.seconds([[row_of(row) for row in of_order] for of_order in rows])

    our_answers, our_seconds = ours(rule_set_of([rule for _, rule in said]), orders)
    places = [place for place, _ in said]
    assert [places[at] if at != NONE else NONE for at in our_answers[: len(answers)]] == answers, f"{peer.name}: not ours"
    checked = min(len(answers), 500)
    assert [plain_loop(said, of_order) for of_order in rows[:checked]] == answers[:checked], f"{peer.name}: not the loop's"

    per_order, our_per_order = took / len(answers), our_seconds / len(orders)
    print(
        f"# {peer.name} {importlib.metadata.version(peer.package)}: {len(said)} of {len(rules)} rules, {len(answers)}"
        f" orders, {1 / per_order:.0f} orders/s, built in {building:.1f} s; ours {1 / our_per_order:.0f} orders/s",
        flush=True,
    )
    return Figure(f"times as fast as {peer.name}", round(per_order / our_per_order, 1), "times", peer.goal)


def main() -> int:
    shop = Shop()
    rules = rules_of(shop, RULES)
    orders = orders_of(shop, ORDERS)
    rows = [rows_of(order) for order in orders]
    return say(*(compare(peer, rules, orders, rows) for peer in PEERS))


if __name__ == "__main__":
    sys.exit(main())
