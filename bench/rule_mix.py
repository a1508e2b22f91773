"""A shop's rules and orders, invented from a seed: the one source from which all engines are measured.

The rules, as a bookkeeper's grow over the years: 60 % maps of SKUs, codes, regions and people, 15 % contains, 10 % starts or
ends with, 10 % numbers and dates, 5 % regular expressions; half of all with a second condition. The shop has 20,000 products
(each its own SKU and name), 20,000 customers, 400 brands, 1,500 words in names, 2,000 discount codes; a third of the orders
has a note. An order has two product lines and shipping; about five rules fire on it, at most fifty are worth asking.

A rule is described here in plain words and values. The product's rules and every other engine's input are made of that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from itertools import islice
from random import Random
from typing import Union

from order_sync.orders import (
    Address,
    Customer,
    Discount,
    Event,
    EventKind,
    FulfillmentState,
    Lifecycle,
    Line,
    LineKind,
    Order,
    Payment,
    PaymentKind,
    PaymentMethod,
    PaymentState,
    PaymentStatus,
    StoreTotals,
)
from order_sync.rules.actions import ACTIONS
from order_sync.rules.comparisons import COMPARISONS
from order_sync.rules.conditions import AllOf, Compare
from order_sync.rules.fields import FIELDS
from order_sync.rules.patterns import Pattern
from order_sync.rules.rule import Do, Rule
from order_sync.rules.rule_set import RuleSet
from order_sync.rules.values import Kind, plain

PRODUCTS = CUSTOMERS = 20_000
BRANDS, WORDS, CODES, DOMAINS, CITIES, POSTAL_CODES = 400, 1_500, 2_000, 1_000, 400, 5_000
MOST_ASKED, FIRING = 50, (4.0, 6.0)  # what the mix promises: rules worth asking, rules that fire
MONEY = ("order total", "line amount")  # in cents here
WHOLE = Decimal(1)

Wanted = Union[str, int, date, tuple[int, int], tuple[date, date]]  # noqa: UP007 (an alias made at run time)


@dataclass(frozen=True)
class Test:
    """One condition. Texts are in lower case; money is in cents."""

    field: str
    comparison: str
    wanted: Wanted


@dataclass(frozen=True)
class MixRule:
    name: str
    tests: tuple[Test, ...]
    action: str
    value: str

    @property
    def is_map(self) -> bool:
        return self.tests[0].comparison == "equals"


@dataclass(frozen=True)
class Product:
    sku: str
    name: str
    price: int


class Shop:
    """What orders are drawn from and what rules are about."""

    def __init__(self, seed: int = 1) -> None:
        self.random = random = Random(seed)  # noqa: S311 (no secret)
        self.words = _names(random, WORDS, 3)
        self.brands = [f"{first}{second}{third}".upper() for first, second, third in _triples(random, BRANDS)]
        self.colours = [f"{first}{second}{third}".upper() for first, second, third in _triples(random, 60)]
        self.products = [self._product(number) for number in range(PRODUCTS)]
        self.domains = [f"{name}.example" for name in _names(random, DOMAINS, 4)]
        self.people = [f"{name}.{number}@{random.choice(self.domains)}" for number, name in _numbered(random, CUSTOMERS)]
        self.codes = [f"{word.upper()}{number:04}" for number, word in _numbered(random, CODES)]
        self.cities = [name.title() for name in _names(random, CITIES, 4)]
        self.postal_codes = [f"{10_000 + 17 * number}" for number in range(POSTAL_CODES)]
        self.regions = [f"{a}{b}" for a in "ACIKMNOTVW" for b in "ADHLY"]
        self.gateways = ["paypal", "stripe", "klarna", "afterpay", "square", "affirm", "amazon", "wire"]
        self.channels = ["Web", "Point of sale", "Wholesale", "Market", "Phone"]
        self.first_day = date(2025, 1, 1)

    def _product(self, number: int) -> Product:
        random = self.random
        name = " ".join(random.sample(self.words, 3)).capitalize()
        size = f"{random.randrange(2, 999)} {random.choice(('ml', 'cm', 'g', 'oz'))}"
        sku = f"{random.choice(self.brands)}-{random.choice(self.colours)}-{number:05}"
        return Product(sku, f"{name} {size}", random.randrange(300, 9_000))


def rules_of(shop: Shop, count: int, *, maps: float = 0.60) -> list[MixRule]:
    """The mix; `maps` is the share of the map rules, the other kinds keep their proportions."""
    kinds = [
        (_maps(shop, round(count * maps)), maps),
        (_contains(shop), 0.15),
        (_edges(shop), 0.10),
        (_bounds(shop), 0.10),
        (_patterns(shop), 0.05),
    ]
    rest = (1 - maps) / 0.40
    rules: list[tuple[Test, str, str]] = []
    for made, share in kinds:
        wanted = round(count * maps) if made is kinds[0][0] else round(count * share * rest)
        rules += islice(_each_once(made), wanted)
    shop.random.shuffle(rules)
    return [
        MixRule(f"rule {number}", (test, _second(shop, test.field)) if number % 2 else (test,), action, value)
        for number, (test, action, value) in enumerate(rules)
    ]


def _each_once(made: Iterator[tuple[Test, str, str]]) -> Iterator[tuple[Test, str, str]]:
    """No two rules do the same where the same holds: one would be in vain."""
    seen: set[tuple[Test, str]] = set()
    for test, action, value in made:
        if (test, action) not in seen:
            seen.add((test, action))
            yield test, action, value


def _maps(shop: Shop, count: int) -> Iterator[tuple[Test, str, str]]:
    """Each key once: first those of few keys, then customers and discount codes, then SKUs, real ones and old ones."""
    random = shop.random
    few = [("payment method", name, "map deposit account", f"Bank:{name}") for name in shop.gateways[:6]]
    few += [("channel", plain(name), "map class", f"Class {name}") for name in shop.channels[:3]]
    few += [("shipping region", plain(name), "map location", f"Branch {name}") for name in shop.regions]
    few += [("shipping city", plain(name), "map sales rep", f"Rep {name}"[:31]) for name in shop.cities[: count // 60]]
    few += [("shipping postal code", code, "map tax code", f"Tax {code}") for code in shop.postal_codes[: count // 20]]
    few += [
        ("discount code", plain(code), "map discount account", f"Promotions:{code}") for code in shop.codes[: count // 10]
    ]
    few += [
        ("customer email", plain(who), "map customer", f"Client {at}") for at, who in enumerate(shop.people[: count // 6])
    ]
    for field, key, action, value in few[: count // 2]:
        yield Test(field, "equals", key), action, value
    skus = [product.sku for product in random.sample(shop.products, min(PRODUCTS, count))]
    skus += [f"OLD-{number:07}" for number in range(count)]
    actions = ("map sku", "map item", "map item", "map line class", "map description")
    for number, sku in enumerate(skus):
        yield Test("sku", "equals", plain(sku)), actions[number % len(actions)], f"QB {number:06}"


def _contains(shop: Shop) -> Iterator[tuple[Test, str, str]]:
    random = shop.random
    words = random.sample(shop.words, len(shop.words))
    for number in range(1_000_000):
        if number < 500:
            field, text = "product name", words[number]
        elif number % 3:
            field, text = "product name", " ".join(random.sample(shop.words, 2))
        else:
            field, text = "note", " ".join(random.sample(shop.words, 2))
        action = ("map line class", "tag", "map line tax code", "map description")[number % 4]
        yield Test(field, "contains", text), action, f"Kind {number}"


def _edges(shop: Shop) -> Iterator[tuple[Test, str, str]]:
    random = shop.random
    for number in range(1_000_000):
        which = number % 4
        if which == 0 and number < 2 * len(shop.brands):
            test = Test("sku", "starts with", plain(shop.brands[number // 2]) + "-")
        elif which == 0:
            test = Test("sku", "starts with", plain(random.choice(shop.products).sku[: random.randrange(8, 11)]))
        elif which == 1:
            test = Test("sku", "ends with", f"-{random.randrange(PRODUCTS):05}"[random.randrange(3) :])
        elif which == 2:
            test = Test("customer email", "ends with", f"@{random.choice(shop.domains)}")
        else:
            test = Test("customer email", "starts with", plain(random.choice(shop.people).split("@")[0]))
        action = "map item" if test.field == "sku" else ("map customer type", "map terms", "map class")[number % 3]
        yield test, action, f"Group {number}"


def _bounds(shop: Shop) -> Iterator[tuple[Test, str, str]]:
    random = shop.random
    for number in range(1_000_000):
        low = random.randrange(1_000, 30_000)
        day = shop.first_day + timedelta(days=random.randrange(700))
        test = (
            Test("order total", "between", (low, low + random.randrange(20, 100))),
            Test("line amount", "between", (low // 2, low // 2 + random.randrange(5, 40))),
            Test("order total", "at least", 150_000 + 10 * random.randrange(25_000)),
            Test("order date", "between", (day, day)),
            Test("quantity", "at least", 10 + random.randrange(70)),
            Test("order total", "between", (low, low + random.randrange(20, 100))),
            Test("order date", "less than", shop.first_day - timedelta(days=random.randrange(700))),
            Test("line amount", "less than", random.randrange(5, 300)),
        )[number % 8]
        yield test, ("map terms", "tag", "hold order", "map memo", "hold invoice")[number % 5], f"Case {number}"


def _patterns(shop: Shop) -> Iterator[tuple[Test, str, str]]:
    random = shop.random
    for number in range(1_000_000):
        first, second = random.sample(shop.words, 2)
        test = (
            Test("product name", "matches", rf"\b({first}|{second}) [0-9]{{2}} (ml|oz)\b"),
            Test("sku", "matches", rf"^{plain(random.choice(shop.brands))}-[a-z]+-0{random.randrange(10)}[0-9]+$"),
            Test("product name", "matches", rf"^{first} [a-z]+ {second}"),
        )[number % 3]
        yield test, ("map item", "map line class", "tag")[number % 3], f"Pattern {number}"


def _second(shop: Shop, first: str) -> Test:
    """A condition that every second order or so meets, on another field than the first."""
    random = shop.random
    tests = (
        Test("order total", "at least", random.randrange(5_000, 15_000)),
        Test("shipping country", "equals", "us"),
        Test("channel", "is not", plain(random.choice(shop.channels))),
        Test("quantity", "at most", random.randrange(1, 4)),
        Test("payment method", "is not", random.choice(shop.gateways)),
        Test("order date", "at least", shop.first_day + timedelta(days=random.randrange(400))),
    )
    return random.choice([test for test in tests if test.field != first])


def chained(shop: Shop, count: int, *, reads_what_is_mapped: bool) -> list[MixRule]:
    """Maps in pairs on the products that are sold: SKU to new SKU to item; or both on the SKU that the store gives."""
    rules = []
    for number, product in enumerate(shop.products[: count // 2]):
        new = f"NEW-{number:05}"
        rules.append(MixRule(f"sku {number}", (Test("sku", "equals", plain(product.sku)),), "map sku", new))
    for number, product in enumerate(shop.products[: count // 2]):
        key = f"new-{number:05}" if reads_what_is_mapped else plain(product.sku)
        rules.append(MixRule(f"item {number}", (Test("sku", "equals", key),), "map item", f"Item {number}"))
    if not reads_what_is_mapped:  # the item first, so that both see what the store gives
        rules = rules[count // 2 :] + rules[: count // 2]
    return rules


def map_rows(count: int) -> Iterator[tuple[str, str]]:
    """The rows of a long map, SKU to item."""
    return ((f"SKU-{number:07}", f"Item {number}") for number in range(count))


def orders_of(shop: Shop, count: int, *, products: Sequence[Product] = ()) -> list[Order]:
    """Orders of the shop; `products` are those that are sold."""
    random = shop.random
    sold = products or shop.products
    return [_order(shop, random, number, sold) for number in range(count)]


def _order(shop: Shop, random: Random, number: int, products: Sequence[Product]) -> Order:
    at = datetime(2025, 1, 1, 18, tzinfo=timezone.utc) + timedelta(days=random.randrange(700), minutes=random.randrange(200))
    lines = [_line(place, random.choice(products), random) for place in range(2)]
    code = random.choice(shop.codes) if random.random() < 0.4 else None
    shipping = Line(
        line_id="ship", kind=LineKind.shipping, title="Parcel", quantity=WHOLE, gross=595, net=595, total=595,
        discounts=(Discount(name=code, amount=0, code=code),) if code else (),
    )  # fmt: skip
    total = sum(line.total for line in lines) + shipping.total
    email = random.choice(shop.people)
    gateway = random.choice(shop.gateways)
    country = "US" if random.random() < 0.7 else random.choice(("CA", "GB", "AU"))
    who = Address(
        name=email.partition("@")[0], city=random.choice(shop.cities), region=random.choice(shop.regions), country=country,
        postal_code=random.choice(shop.postal_codes),
    )  # fmt: skip
    return Order(
        platform="shopify", store="mugs", order_id=f"id-{number}", number=str(number), name=f"#{number}",
        created_at=at, placed_at=at, updated_at=at, time_zone="America/Chicago", currency="USD", lifecycle=Lifecycle.open,
        payment_state=PaymentState.paid, fulfillment_state=FulfillmentState.fulfilled, paid_at=at,
        channel=random.choice(shop.channels),
        note=" ".join(random.sample(shop.words, 6)) if random.random() < 1 / 3 else None,
        customer=Customer(customer_id=email, name=who.name, email=email), bill_to=who, ship_to=who,
        events=(Event(event_id=f"sale-{number}", kind=EventKind.sale, at=at, lines=(*lines, shipping)),),
        payments=(
            Payment(
                payment_id="1", kind=PaymentKind.sale, status=PaymentStatus.ok, method=PaymentMethod.card, gateway=gateway,
                gateway_label=gateway.capitalize(), amount=total, moves_money=True, at=at,
            ),
        ),
        totals=StoreTotals(original=total, current=total, tax=0, paid=total, shipping=595),
    )  # fmt: skip


def _line(place: int, product: Product, random: Random) -> Line:
    quantity = random.choice((1, 1, 1, 1, 1, 1, 1, 2, 2, 3)) if random.random() < 0.995 else random.randrange(4, 20)
    amount = product.price * quantity
    return Line(
        line_id=str(place), kind=LineKind.product, title=product.name, sku=product.sku, quantity=Decimal(quantity),
        gross=amount, net=amount, total=amount,
    )  # fmt: skip


def rule_set_of(rules: Sequence[MixRule]) -> RuleSet:
    """The same rules as the product's."""
    return RuleSet(tuple(_rule(rule) for rule in rules))


def _rule(rule: MixRule) -> Rule:
    action = ACTIONS[rule.action]
    value = True if action.kind is Kind.yes_no else rule.value
    compared = tuple(_compare(test) for test in rule.tests)
    return Rule(rule.name, compared[0] if len(compared) == 1 else AllOf(compared), (Do(action, value),))


def _compare(test: Test) -> Compare:
    parts = test.wanted if isinstance(test.wanted, tuple) else (test.wanted,)
    written = tuple(_written(test.field, part) for part in parts)
    if test.comparison == "matches":
        return Compare(FIELDS[test.field], COMPARISONS["matches"], (Pattern(written[0]),), written)
    wanted = tuple(Decimal(text) if isinstance(part, int) else part for part, text in zip(parts, written, strict=True))
    return Compare(FIELDS[test.field], COMPARISONS[test.comparison], wanted, written)


def _written(field: str, part: str | int | date) -> str:
    """As it stands in a rule file."""
    if isinstance(part, date):
        return part.isoformat()
    if isinstance(part, int) and field in MONEY:
        return f"{part // 100}.{part % 100:02}"
    return str(part)


Row = dict[str, Union[str, int, date]]  # noqa: UP007 (an alias made at run time)


def rows_of(order: Order) -> list[Row]:
    """The order with each of its product lines, as an engine without lines sees it: texts in lower case, money in cents."""
    lines = [line for line in order.sale_lines if line.kind is LineKind.product]
    shipping = next(line for line in order.sale_lines if line.kind is LineKind.shipping)
    assert order.ship_to is not None
    heading: Row = {
        "customer email": plain(order.customer.email),
        "discount code": plain(shipping.discounts[0].code or "") if shipping.discounts else "",
        "shipping region": plain(order.ship_to.region),
        "shipping country": plain(order.ship_to.country),
        "shipping city": plain(order.ship_to.city),
        "shipping postal code": plain(order.ship_to.postal_code),
        "payment method": plain(order.payments[0].gateway),
        "channel": plain(order.channel),
        "note": plain(order.note or ""),
        "order total": order.totals.current,
        "order date": order.business_date,
    }
    return [
        heading
        | {
            "sku": plain(line.sku or ""),
            "product name": plain(line.title),
            "quantity": int(line.quantity),
            "line amount": line.net,
        }
        for line in lines
    ]


def _names(random: Random, count: int, syllables: int) -> list[str]:
    """That many different words that can be spoken."""
    made: dict[str, None] = {}
    while len(made) < count:
        made["".join(random.choice("bdfgklmnprstvz") + random.choice("aeiou") for _ in range(syllables))] = None
    return list(made)


def _numbered(random: Random, count: int) -> Iterator[tuple[int, str]]:
    make: Callable[[], str] = lambda: "".join(random.choice("bdfgklmnprstvz") + random.choice("aeiou") for _ in range(2))  # noqa: E731
    return ((number, make()) for number in range(count))


def _triples(random: Random, count: int) -> list[tuple[str, str, str]]:
    letters = "bcdfghjklmnpqrstvwxz"
    return random.sample([(a, b, c) for a in letters for b in letters for c in letters], count)
