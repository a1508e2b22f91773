"""Finds the rules that match an order without asking each.

Every rule's condition is taken apart into alternatives of comparisons that must all hold. An alternative that asks for one
of the many contents of a field, as a map's row does, is a row of that field's table: found by what it equals, then asked the
rest. Any other is a bit of masks: a table knows for each content of its field which bits nothing in it contradicts, and what
an order matches is the bits that all its contents have in common. So a rule that is not met costs next to nothing.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from order_sync.rules.actions import Action
from order_sync.rules.alternatives import Alternative, Literal, alternatives, what_must_hold
from order_sync.rules.asking import Ask, compile_rule
from order_sync.rules.comparisons import Way
from order_sync.rules.compiled import compile_condition
from order_sync.rules.conditions import AllOf, Condition, comparisons_in
from order_sync.rules.fields import Field, Level
from order_sync.rules.level_tables import LevelTables
from order_sync.rules.looks import Looks, looks_at
from order_sync.rules.met import Check, Row
from order_sync.rules.ordered_table import OrderedTable
from order_sync.rules.remembered import Remembered
from order_sync.rules.row_table import RowTable
from order_sync.rules.rule import Rule
from order_sync.rules.values import ORDERED, Kind, plain
from order_sync.rules.word_table import WordTable

if TYPE_CHECKING:
    from order_sync.rules.rule_set import RuleSet

MANY = 20  # contents that rules name of one field, from which on they are rows of its table


class Bit(NamedTuple):
    """An alternative that is found by masks. `place`: its rule's; ~place where the rule has to be asked as a whole."""

    place: int
    asks: Alternative


class Index:
    """Rules are named by their place in the rule set; `places` are those of the bits."""

    def __init__(self, rules: RuleSet) -> None:
        self._rules = rules.rules
        self._masks: Remembered[Field, WordTable | OrderedTable] = Remembered(_mask_table)
        self._rows: dict[Field, RowTable] = defaultdict(RowTable)
        asked = [(place, rule) for place, rule in enumerate(rules.rules) if not rules.leaves_out(rule)]
        self._read = {compare.field.name for _, rule in asked for compare in comparisons_in(rule.when)}
        self.asks: Remembered[int, Ask] = Remembered(self._ask)  # by place, the rule as a function
        self.scopes = {place: rule.scope for place, rule in asked if rule.scope.depends_on_order}  # by place
        self._give_bits(self._add_rows(asked))
        self.order, self.line, self.payment = map(self._tables_of, (Level.order, Level.line, Level.payment))

    def _ask(self, place: int) -> Ask:
        return compile_rule(self._rules[place], self._is_watched)

    def _is_watched(self, action: Action) -> bool:
        """Whether what the action changes is read by some rule's condition."""
        return action.writes is None or not self._read.isdisjoint(action.writes)

    def _tables_of(self, level: Level) -> LevelTables:
        everything = (1 << self._ends[level]) - 1
        masks = {field: table for field, table in self._masks.items() if field.level is level}
        for table in masks.values():
            table.close(everything)
        return LevelTables(masks, {field: table for field, table in self._rows.items() if field.level is level}, everything)

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
                    bits[looks].append(Bit(place, alternative))
                else:
                    self._rows[key.compare.field].add(key, Row(place, looks, _rest_of(alternative, key)))
        return bits

    def _give_bits(self, bits: Mapping[Looks, Sequence[Bit]]) -> None:
        """Those of rules that look at lines come first, so that the masks of lines are short."""
        parts = [bits[looks] for looks in (Looks.lines, Looks.both, Looks.payments, Looks.order)]
        all_bits = [bit for part in parts for bit in part]
        for number, bit in enumerate(all_bits):
            for literal in dict.fromkeys(bit.asks):
                self._masks[literal.compare.field].add(number, literal)
        lines, pairs, payments, every = accumulate(map(len, parts))
        self._ends = {Level.line: pairs, Level.payment: payments, Level.order: every}
        self.places = [bit.place for bit in all_bits]
        self.powers = [1 << number for number in range(every)]
        self.line_bits = (1 << lines) - 1
        self.pair_bits = (1 << pairs) - (1 << lines)
        self.payment_bits = (1 << payments) - (1 << pairs)
        self.order_bits = (1 << every) - (1 << payments)


def _mask_table(field: Field) -> WordTable | OrderedTable:
    return OrderedTable(field) if field.kind in ORDERED else WordTable(field)


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
