"""Finds the rules that match an order without asking each.

Every rule's condition is taken apart into alternatives of comparisons that must all hold. An alternative that asks for one
of the many contents of a field, as a map's row does, is a row of that field's table: found by what it equals, then asked the
rest. Any other is a bit of masks: a table knows for each content of its field which bits nothing in it contradicts, and what
an order matches is the bits that all its contents have in common. So a rule that is not met costs next to nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from itertools import accumulate
from operator import attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple, Union

from order_sync.orders import Order
from order_sync.rules.actions import Action
from order_sync.rules.alternatives import Alternative, Literal, alternatives, what_must_hold
from order_sync.rules.asking import Ask, compile_rule
from order_sync.rules.comparisons import Way
from order_sync.rules.compiled import compile_condition
from order_sync.rules.conditions import AllOf, Condition, comparisons_in
from order_sync.rules.fields import Field, Level
from order_sync.rules.looks import Looks, looks_at
from order_sync.rules.met import Check, Met, Row
from order_sync.rules.ordered_table import OrderedTable
from order_sync.rules.rule import Rule
from order_sync.rules.values import ORDERED, Kind, plain
from order_sync.rules.word_table import WordTable

if TYPE_CHECKING:
    from order_sync.rules.rule_set import RuleSet

MANY = 20  # contents that rules name of one field, from which on they are rows of its table

Table = Union[WordTable, OrderedTable]  # noqa: UP007 (an alias made at run time)


class Bit(NamedTuple):
    """An alternative that is found by masks. `place`: its rule's; ~place where the rule has to be asked as a whole."""

    place: int
    asks: Alternative


class Index:
    """Rules are named by their place in the rule set; `places` are those of the bits."""

    def __init__(self, rules: RuleSet) -> None:
        self._rules = rules.rules
        self._asks: dict[int, Ask] = {}
        self._watched: dict[str, bool] = {}
        self._tables: dict[Field, Table] = {}
        asked = [(place, rule) for place, rule in enumerate(rules.rules) if not rules.leaves_out(rule)]
        self._read = {compare.field.name for _, rule in asked for compare in comparisons_in(rule.when)}
        self._give_bits(self._add_rows(asked))
        for table in self._tables.values():
            table.close((1 << self._ends[table.field.level]) - 1)
        self.levels = {
            level: LevelTables(
                [table for field, table in self._tables.items() if field.level is level], (1 << self._ends[level]) - 1
            )
            for level in Level
        }
        self.blank_line, self.blank_payment = self.levels[Level.line].blank, self.levels[Level.payment].blank

    def ask(self, place: int) -> Ask:
        """The rule at this place, as a function."""
        found = self._asks.get(place)
        if found is None:
            found = self._asks[place] = compile_rule(self._rules[place], self.is_watched)
        return found

    def is_watched(self, action: Action) -> bool:
        """Whether what the action changes is read by some rule's condition."""
        found = self._watched.get(action.name)
        if found is None:
            found = action.writes is None or not self._read.isdisjoint(action.writes)
            self._watched[action.name] = found
        return found

    def _add_rows(self, asked: Iterable[tuple[int, Rule]]) -> dict[Looks, list[Bit]]:
        """Puts the rows into their tables; returns what is left for masks."""
        asked = list(asked)
        named = _contents_named(rule for _, rule in asked)
        bits: dict[Looks, list[Bit]] = {looks: [] for looks in Looks}
        for place, rule in asked:
            looks = looks_at(rule)
            found = alternatives(rule.when)
            if found is None:
                bits[looks].append(Bit(~place, what_must_hold(rule.when)))
                continue
            for alternative in found:
                key = _key_of(alternative, named)
                if key is None:
                    bits[looks].append(Bit(~place if looks is Looks.both else place, alternative))
                else:
                    table = self._table(key.compare.field)
                    assert isinstance(table, WordTable)
                    table.add_row(key, Row(place, looks, _rest_of(alternative, key)))
        return bits

    def _give_bits(self, bits: Mapping[Looks, Sequence[Bit]]) -> None:
        """Those of rules that look at lines come first, so that the masks of lines are short."""
        parts = ((*bits[Looks.lines], *bits[Looks.both]), bits[Looks.payments], bits[Looks.order])
        all_bits = [bit for part in parts for bit in part]
        for number, bit in enumerate(all_bits):
            for literal in dict.fromkeys(bit.asks):
                self._table(literal.compare.field).add(number, literal)
        lines, payments, every = accumulate(len(part) for part in parts)
        self._ends = {Level.line: lines, Level.payment: payments, Level.order: every}
        self.places = [bit.place for bit in all_bits]
        self.powers = [1 << number for number in range(every)]
        self.payment_bits = (1 << payments) - (1 << lines)
        self.order_bits = (1 << every) - (1 << payments)
        self.has_payment_bits = payments > lines

    def _table(self, field: Field) -> Table:
        table = self._tables.get(field)
        if table is None:
            made: Table = OrderedTable(field) if field.kind in ORDERED else WordTable(field)
            table = self._tables[field] = made
        return table


Text = tuple[Callable[[Any], Any], Callable[[Any], "Met | None"], WordTable]  # how it is read, remembered, looked up


class LevelTables:
    """The tables of the fields of one level, arranged by how their contents are read."""

    def __init__(self, tables: Sequence[Table], everything: int) -> None:
        """`everything`: the mask of all bits."""
        self._everything = everything
        self._parts: list[tuple[Callable[[Any], Any], list[Text], list[Text]]] = []
        self._worked_out = [table.met for table in tables if not _is_text(table)]
        parts: dict[str, list[Text]] = defaultdict(list)
        for table in tables:
            if isinstance(table, WordTable) and _is_text(table):
                part, _, text = table.field.path.rpartition(".")
                parts[part].append((attrgetter(text), table.remembered.get, table))
        for part, texts in parts.items():
            with_bits = [text for text in texts if text[2].has_bits]
            without = [text for text in texts if not text[2].has_bits]
            self._parts.append((attrgetter(part) if part else _itself, with_bits, without))
        self.blank = self._everything  # what no line (payment) meets
        for table in tables:
            self.blank &= table.blank[0]

    def met(self, target: Any, order: Order) -> Met:
        """What an order, a line or a payment meets."""
        mask = self._everything
        rows: tuple[Row, ...] = ()
        for get_part, with_bits, without in self._parts:
            part = get_part(target)
            for get, recall, table in with_bits:
                text = None if part is None else get(part)
                found, more = recall(text) or table.remember(text)
                mask &= found
                if more:
                    rows += more
            for get, recall, table in without:
                text = None if part is None else get(part)
                more = (recall(text) or table.remember(text))[1]
                if more:
                    rows += more
        for ask in self._worked_out:
            found, more = ask(target, order)
            mask &= found
            if more:
                rows += more
        return mask, rows


def _is_text(table: Table) -> bool:
    """Whether the field is one text of its target, and can be looked up without being read."""
    return isinstance(table, WordTable) and bool(table.field.path)


def _itself(target: Any) -> Any:
    return target


def _contents_named(rules: Iterable[Rule]) -> dict[Field, int]:
    """How many contents of each field rules ask for."""
    named: dict[Field, set[object]] = defaultdict(set)
    for rule in rules:
        for compare in comparisons_in(rule.when):
            if compare.comparison.way is Way.equal:
                named[compare.field].update(compare.wanted)
    return {field: len(wanted) for field, wanted in named.items()}


def _key_of(alternative: Alternative, named: Mapping[Field, int]) -> Literal | None:
    """The comparison by whose content the alternative is found; None where it has none of many contents."""
    keys = [literal for literal in alternative if literal.holds and _is_key(literal, named)]
    return max(keys, key=lambda literal: named.get(literal.compare.field, 0), default=None)


def _is_key(literal: Literal, named: Mapping[Field, int]) -> bool:
    compare = literal.compare
    if compare.comparison.way is Way.map:
        return True
    if compare.comparison.way is not Way.equal or compare.field.kind is not Kind.text:
        return False
    return named.get(compare.field, 0) >= MANY and all(plain(str(wanted)) for wanted in compare.wanted)


def _rest_of(alternative: Alternative, key: Literal) -> Check | None:
    """What else the alternative asks for."""
    rest: Collection[Condition] = [
        literal.as_condition() for literal in alternative if literal is not key or literal.compare.exact
    ]
    return compile_condition(AllOf(tuple(rest))) if rest else None
