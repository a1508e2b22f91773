"""Rule sets for laws, over the whole language, and orders that they meet often."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import strategies as st

from order_sync.orders import Event, FulfillmentState, Order, Payment, PaymentKind, PaymentMethod, PaymentStatus
from order_sync.rules.actions import ACTIONS, Action, find_action
from order_sync.rules.comparisons import COMPARISONS, COPY, IN_MAP, PATTERNS, Comparison, Takes
from order_sync.rules.conditions import ALWAYS, AllOf, AnyOf, Compare, Condition, Not, comparisons_in
from order_sync.rules.expressions import CLEAR, Copy, Lookup, Template
from order_sync.rules.fields import FIELDS, Field, find_field
from order_sync.rules.map_table import MapTable
from order_sync.rules.patterns import Pattern
from order_sync.rules.rule import Do, Example, Rule, Scope
from order_sync.rules.rule_set import RuleSet
from order_sync.rules.values import Kind, NewLine, Percent, Value, parse_value, plain
from order_sync.syncs import RecordKind
from tests.generators.orders import PLACED, a_line, a_payment, a_refund, an_order

# Few words, so that rules and orders meet, and rules meet what earlier rules set.
SKUS = ("MUG-OLD", "mug-2026", "Mug", "00123", "no")
_TEXTS = st.sampled_from([*SKUS, " PayPal ", "paypal", "card", "web", "*", "is empty", "1:30", "- [x", "Größe"])
_WRITTEN = {
    Kind.text: _TEXTS,
    Kind.yes_no: st.sampled_from(["yes", "no", "true", "off"]),
    Kind.number: st.sampled_from(["-1", "0", "1", "2.0", "20.00", "100"]),
    Kind.money: st.sampled_from(["-1", "0", "1", "2.5", "20.00", "100"]),
    Kind.date: st.sampled_from(["2026-03-01", "2026-03-02", "2027-01-01", "yesterday", "30 days ago", "1 month ago"]),
}
_FIELDS: list[Field] = [*FIELDS.values()]
for _name in ("custom field Colour", "line custom field Engraving"):
    _found = find_field(_name)
    assert _found is not None
    _FIELDS.append(_found)
TODAY = date(2026, 3, 31)  # for dates such as “yesterday”
_PATTERNS = st.sampled_from(["mug", "^MUG-[A-Z]+$", "[0-9]{3,}", "o|ß", "^$", "2026$"])
_COUNTS = {Takes.nothing: (0, 0), Takes.one: (1, 1), Takes.two: (2, 2), Takes.some: (1, 3)}


@st.composite
def compares(draw: st.DrawFn) -> Compare:
    # half on the fields that actions change and that the index serves
    field = draw(st.sampled_from([FIELDS["sku"], FIELDS["payment method"]]) | st.sampled_from(_FIELDS))
    comparison = draw(st.sampled_from([other for other in COMPARISONS.values() if field.kind in other.kinds]))
    least, most = _COUNTS[comparison.takes]
    exact = field.kind is Kind.text and draw(st.sampled_from([False, False, True]))
    one = st.sampled_from(field.words) if field.words else _WRITTEN[field.kind]
    written = tuple(draw(st.lists(_PATTERNS if comparison.name in PATTERNS else one, min_size=least, max_size=most)))
    if comparison.takes is Takes.two:
        written = tuple(sorted(written, key=lambda text: parse_value(field.kind, text, TODAY)))
    return Compare(field, comparison, tuple(_wanted(field, comparison, text, exact) for text in written), written, exact)


def _wanted(field: Field, comparison: Comparison, text: str, exact: bool) -> Value:
    if comparison.name in PATTERNS:
        return Pattern(text, exact)
    return text if exact else parse_value(field.kind, text, TODAY)


_sku_tests = st.builds(
    lambda comparison, sku: Compare(FIELDS["sku"], COMPARISONS[comparison], (plain(sku),), (sku,)),
    st.sampled_from(["equals", "in", "is not"]),
    st.sampled_from(SKUS),
)


@st.composite
def conditions(draw: st.DrawFn, depth: int = 2) -> Condition:
    """Trees of all shapes; at the bottom mostly a SKU, which lines often have and rules change."""
    shape = draw(st.sampled_from(["compare", "any", "all", "not", "always"] if depth else ["compare"]))
    if shape == "always":
        return ALWAYS
    if shape == "compare":
        return draw(st.one_of(_sku_tests, compares()))
    if shape == "not":
        return Not(draw(conditions(depth - 1).filter(lambda part: part != ALWAYS)))
    parts = tuple(draw(st.lists(conditions(depth - 1).filter(lambda part: part != ALWAYS), min_size=1, max_size=3)))
    return AllOf(parts) if shape == "all" else AnyOf(parts)


_ACTIONS: list[Action] = [*ACTIONS.values()]
_own_field = find_action("map custom field Colour")
assert _own_field is not None
_ACTIONS.append(_own_field)
_NUMBERS = st.sampled_from([Decimal(2), Decimal("0.5"), Decimal("2.50"), Decimal(0)])
_LITERALS: dict[Kind, st.SearchStrategy[Value]] = {
    Kind.text: st.sampled_from(SKUS),
    Kind.yes_no: st.booleans(),
    Kind.number: _NUMBERS,
    Kind.money: _NUMBERS,
    Kind.money_or_percent: _NUMBERS | st.just(Percent(Decimal(10))),
    Kind.date: st.sampled_from([date(2026, 3, 1), date(2026, 3, 20)]),
    Kind.line: st.just(NewLine("Gift wrap", Decimal("3.50")))
    | st.just(NewLine("Box", Decimal(0), Decimal(2), "A box: “new”")),
}
_READ = st.sampled_from([FIELDS[name] for name in ("sku", "order number", "channel", "tag", "class", "payment method")])
_TEMPLATES = st.builds(lambda a, b: Template((a, "/{", b)), _READ, _READ) | st.just(Template(("all text",)))


_SOME_ACTION = st.sampled_from([ACTIONS["map sku"], ACTIONS["map class"], ACTIONS["tag"]]) | st.sampled_from(_ACTIONS)


def literals_of(action: Action) -> st.SearchStrategy[Value]:
    if action.words:
        return st.sampled_from(action.words)
    if action.kind is Kind.text:
        return st.sampled_from([text for text in [*SKUS, "{A}", "=1+1"] if len(text) <= action.longest])
    return _LITERALS[action.kind]


@st.composite
def _does(draw: st.DrawFn) -> Do:
    action = draw(_SOME_ACTION)
    values: st.SearchStrategy[Any] = literals_of(action)
    if action.kind is not Kind.yes_no:
        values |= st.none()
    if action.kind is Kind.text:
        values |= st.builds(Copy, _READ) | _TEMPLATES
    if action.kind is Kind.date:
        values |= st.just(Copy(FIELDS["order date"]))
    if action.can_be_cleared:
        values |= st.just(CLEAR)
    return Do(action, draw(values))


_DOES = _does()
_DAYS = [date(2026, 3, 1) + timedelta(days) for days in range(3)]
_VALIDITY = st.sampled_from([(None, None)] * 5 + [(None, _DAYS[1]), (_DAYS[1], None), (_DAYS[0], _DAYS[2])])


def _copies_fit(rule: tuple[Condition, tuple[Do, ...]]) -> bool:
    """Whether the rule copies at most one field, into actions that can take it."""
    when, calls = rule
    copied = {compare.field for compare in comparisons_in(when) if compare.comparison == COPY}
    blank = [do.action.kind for do in calls if do.value is None and do.action.kind is not Kind.yes_no]
    fitting = all(kind in (Kind.text, Kind.choice, field.kind) for kind in blank for field in copied)
    return len(copied) <= 1 and fitting


_general = st.tuples(
    conditions(), st.lists(_DOES, min_size=1, max_size=2, unique_by=lambda do: do.action.name).map(tuple)
).filter(_copies_fit)


@st.composite
def _maps(draw: st.DrawFn) -> tuple[Condition, tuple[Do, ...]]:
    """One SKU becomes another, perhaps one that a later rule looks for."""
    old, new = draw(st.sampled_from(SKUS)), draw(st.sampled_from(SKUS))
    return Compare(FIELDS["sku"], COMPARISONS["equals"], (plain(old),), (old,)), (Do(ACTIONS["map sku"], new),)


@st.composite
def _tables(draw: st.DrawFn) -> tuple[Condition, tuple[Do, ...]]:
    """A long map, short: some keys of one field, each with a value for some of the actions."""
    field = draw(st.sampled_from([FIELDS[name] for name in ("sku", "sku", "payment method", "tag", "channel", "item")]))
    actions = draw(st.lists(_SOME_ACTION, min_size=1, max_size=3, unique_by=lambda action: action.name))
    written = draw(st.lists(_TEXTS, min_size=1, max_size=4, unique_by=plain))
    columns = [[draw(st.none() | literals_of(action)) for _ in written] for action in actions]
    table = MapTable(map(plain, written), written, columns)
    calls = tuple(Do(action, Lookup(field, table, column)) for column, action in enumerate(actions))
    return Compare(field, IN_MAP, (table,), ("map.csv",)), calls


def holds_map(rules: RuleSet) -> bool:
    return any(isinstance(do.value, Lookup) for rule in rules.rules for do in rule.do)


@st.composite
def _scopes(draw: st.DrawFn, do: tuple[Do, ...]) -> Scope:
    valid_from, valid_until = draw(_VALIDITY)
    kinds: tuple[RecordKind, ...] = ()
    if all(one.action.for_documents for one in do):
        nowhere = {kind for one in do for kind in one.action.nowhere}
        choices = [(), (RecordKind.invoice,), (RecordKind.sales_order, RecordKind.invoice)]
        kinds = draw(st.sampled_from([kinds for kinds in choices if not nowhere & set(kinds)]))
    return Scope(
        syncs=draw(st.sampled_from([()] * 4 + [("shop",), ("other",)])),
        stores=draw(st.sampled_from([()] * 4 + [("mugs",), ("other", "third")])),
        records=kinds,
        valid_from=valid_from,
        valid_until=valid_until,
    )


_EXAMPLES = st.sampled_from(
    [()] * 3
    + [
        (Example((("sku", ("MUG-OLD",)),)),),
        (
            Example((("fulfillment status", ("fulfilled",)), ("tag", ("a, b",))), in_the_end=(("map sku", ("no",)),)),
            Example(lines=((("sku", ("A",)), ("quantity", ("2",))), ()), payments=((("payment method", ("PayPal",)),),)),
        ),
    ]
)


@st.composite
def rule_sets(draw: st.DrawFn) -> RuleSet:
    rules: list[Rule] = []
    for number, (when, do) in enumerate(draw(st.lists(_maps() | _general | _tables(), min_size=1, max_size=5))):
        rules.append(
            Rule(
                name=f"Rule {number}",
                when=when,
                do=do,
                enabled=draw(st.sampled_from([True] * 5 + [False])),
                scope=draw(_scopes(do)),
                examples=draw(_EXAMPLES),
            )
        )
    return RuleSet(tuple(rules), sync=draw(st.sampled_from(["", "shop"])))


@st.composite
def _payments(draw: st.DrawFn, payment_id: str) -> Payment:
    gateway, label, method = draw(
        st.sampled_from(
            [("paypal", "PayPal", PaymentMethod.wallet), ("card", "Card", PaymentMethod.card), ("no", "", "other")]
        )
    )
    changes: dict[str, Any] = {"kind": draw(st.sampled_from(PaymentKind)), "method": PaymentMethod(method)}
    amount = draw(st.sampled_from([-2_000, 0, 100, 2_000]))
    payment = a_payment(amount, payment_id, gateway=gateway, label=label, **changes)
    status = draw(st.sampled_from([PaymentStatus.ok, PaymentStatus.ok, PaymentStatus.pending, PaymentStatus.failed]))
    return Payment(**{name: getattr(payment, name) for name in payment.__struct_fields__} | {"status": status})


@st.composite
def met_orders(draw: st.DrawFn) -> Order:
    """Orders of none to three lines, one of them perhaps refunded, paid in all ways there are."""
    lines = [
        a_line(str(number), sku=draw(st.sampled_from([*SKUS, None])), quantity=draw(st.sampled_from([Decimal(1), 2, 20])))
        for number in range(draw(st.sampled_from([1, 1, 2, 3, 0])))
    ]
    events: list[Event] = [a_refund(lines[0])] if lines and draw(st.booleans()) else []
    return an_order(
        lines=lines,
        events=events,
        payments=[draw(_payments(f"p{number}")) for number in range(draw(st.integers(0, 2)))],
        fulfillment_state=draw(st.sampled_from(FulfillmentState)),
        is_test=draw(st.booleans()),
        tags=tuple(draw(st.lists(st.sampled_from(SKUS), max_size=2))),
        channel=draw(st.sampled_from(["", "web", "POS"])),
        attributes={"colour": draw(_TEXTS)} if draw(st.booleans()) else {},
        placed_at=PLACED + timedelta(days=draw(st.integers(-2, 2))),
    )


_FEW = SKUS[:2]
_few_tests = st.builds(
    lambda field, comparison, word: Compare(FIELDS[field], COMPARISONS[comparison], (plain(word),), (word,)),
    st.sampled_from(["sku", "sku", "tag"]),
    st.sampled_from(["equals", "equals", "is not"]),
    st.sampled_from(_FEW),
)
_either = st.lists(_few_tests, min_size=2, max_size=3).map(lambda parts: AnyOf(tuple(parts)))
_several_ways = st.lists(_few_tests | _either, min_size=1, max_size=3).map(lambda parts: AllOf(tuple(parts)))
_few_does = st.builds(
    lambda name, word: Do(ACTIONS[name], word), st.sampled_from(["map sku", "map item", "tag"]), st.sampled_from(_FEW)
)


@st.composite
def few_word_rule_sets(draw: st.DrawFn) -> RuleSet:
    """Rules about two words, so that one rule matches in several ways, and each changes what others look for."""
    does = st.lists(_few_does, min_size=1, max_size=2, unique_by=lambda do: do.action.name).map(tuple)
    found = draw(st.lists(st.tuples(_several_ways | _several_ways.map(Not), does), min_size=1, max_size=4))
    return RuleSet(tuple(Rule(f"Rule {number}", when, do) for number, (when, do) in enumerate(found)))
