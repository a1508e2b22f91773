"""How fast the rules engine is on one core: matching, deciding with trace, a long map, a chain, loading.

Orders are made beforehand. Each round has an index of its own, so that no text has been seen: "cold" is its first 20,000
orders, "warm" the next 20,000 of the same shop, other orders of other days. The median of the rounds counts.
"""

from __future__ import annotations

import gc
import statistics
import sys
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bench.figures import Figure, say
from bench.rule_mix import FIRING, MOST_ASKED, MixRule, Shop, chained, orders_of, rule_set_of, rules_of
from order_sync.orders import Order
from order_sync.rules import engine
from order_sync.rules.load import parse_rules
from order_sync.rules.rule import Rule
from order_sync.rules.rule_set import RuleSet
from order_sync.rules.values import plain
from order_sync.rules.write import to_yaml

ROUNDS = 3
ORDERS = 20_000
RULES, MANY_RULES = 5_000, 100_000
Work = Callable[[RuleSet, Sequence[Order]], None]


@dataclass(frozen=True)
class Speeds:
    """Orders a second."""

    cold: int
    warm: int
    warm_at_best: int


def match_all(rules: RuleSet, orders: Sequence[Order]) -> None:
    for _ in engine.matching_all(rules, orders):
        pass


def decide_all(rules: RuleSet, orders: Sequence[Order]) -> None:
    for _ in engine.apply_all(rules, orders):
        pass


def seconds(work: Work, rules: RuleSet, orders: Sequence[Order]) -> float:
    """Processor time, without the collector of Python's garbage, which orders held by this script would set off."""
    gc.collect()
    gc.disable()
    began = time.process_time()
    work(rules, orders)
    took = time.process_time() - began
    gc.enable()
    return took


def speeds(work: Work, rules: Sequence[Rule], first: Sequence[Order], then: Sequence[Order]) -> Speeds:
    cold, warm = [], []
    for _ in range(ROUNDS):
        plain.cache_clear()
        fresh = RuleSet(tuple(rules))
        _ = fresh.index
        cold.append(len(first) / seconds(work, fresh, first))
        warm.append(len(then) / seconds(work, fresh, then))
    return Speeds(int(statistics.median(cold)), int(statistics.median(warm)), int(max(warm)))


def check_mix(mix: Sequence[MixRule], rules: RuleSet, orders: Sequence[Order]) -> tuple[float, int]:
    """That the mix is what it says: rules that fire an order, and the most of whose conditions the first holds.

    A plain loop agrees.
    """
    for order in orders[:20]:
        assert engine.apply(rules, order) == engine.apply_one_by_one(rules, order)
    fired = statistics.mean(len({step.rule for step in made.trace}) for made in engine.apply_all(rules, orders))
    first = rule_set_of([replace(rule, tests=rule.tests[:1]) for rule in mix])
    asked = max(map(len, engine.matching_all(first, orders)))
    assert FIRING[0] <= fired <= FIRING[1], f"{fired} rules fire"
    assert asked <= MOST_ASKED, f"{asked} rules are asked"
    return fired, asked


def as_figures(name: str, found: Speeds, goal: str) -> list[Figure]:
    print(f"# {name}: warm at best {found.warm_at_best} orders/s")
    return [
        Figure(name, found.warm, "orders/s", goal),
        Figure(f"{name}, texts never seen before", found.cold, "orders/s", goal),
    ]


def of_mix() -> list[Figure]:
    shop = Shop()
    mix = rules_of(shop, RULES)
    rules = rule_set_of(mix)
    loading = of_loading(rules)  # before the orders are there, which the collector of garbage would go through
    first, then = orders_of(shop, ORDERS), orders_of(shop, ORDERS)
    fired, asked = check_mix(mix, rules, then)
    print(f"# {RULES} rules: {fired:.1f} fire on an order, at most {asked} are candidates by their first condition")
    return [
        *as_figures(f"{RULES} rules, applied, with trace", speeds(decide_all, rules.rules, first, then), ">=50000"),
        *as_figures(f"{RULES} rules, only matching", speeds(match_all, rules.rules, first, then), ">=100000"),
        loading,
    ]


def of_long_map() -> list[Figure]:
    shop = Shop()
    rules = rule_set_of(rules_of(shop, MANY_RULES, maps=0.90))
    first, then = orders_of(shop, ORDERS), orders_of(shop, ORDERS)
    fired = statistics.mean(len({step.rule for step in made.trace}) for made in engine.apply_all(rules, then[:2_000]))
    print(f"# {MANY_RULES} rules, nine in ten map rows: {fired:.1f} fire on an order")
    found = speeds(decide_all, rules.rules, first, then)
    return as_figures(f"{MANY_RULES} rules, nine in ten map rows", found, ">=25000")


def of_chain() -> Figure:
    """Every SKU is mapped, and the new SKU to an item; beside it, both maps read what the store gives."""
    shop = Shop()
    sold = shop.products[: RULES // 2]
    first, then = orders_of(shop, ORDERS, products=sold), orders_of(shop, ORDERS, products=sold)
    rates = []
    for reads_what_is_mapped in (False, True):
        rules = rule_set_of(chained(shop, RULES, reads_what_is_mapped=reads_what_is_mapped))
        assert all(len(engine.apply(rules, order).trace) in (2, 4) for order in then[:500])
        rates.append(speeds(decide_all, rules.rules, first, then).warm)
    apart, in_chain = rates
    print(f"# chained maps: {in_chain} orders/s; the same maps apart: {apart} orders/s")
    return Figure("chained maps, times the cost of the same maps apart", round(apart / in_chain, 2), "times", "<=3")


def of_loading(rules: RuleSet) -> Figure:
    """From the YAML text to rules that are ready to run, the index included."""
    text = to_yaml(rules)
    took = []
    for _ in range(ROUNDS):
        plain.cache_clear()
        began = time.process_time()
        loaded = parse_rules(text, "rules.yaml")
        _ = loaded.index
        took.append(time.process_time() - began)
        assert tuple(loaded.rules) == tuple(rules.rules)
    return Figure(f"loading and checking {len(rules.rules)} rules", round(statistics.median(took), 2), "s", "<=1")


def main() -> int:
    return say(*of_mix(), *of_long_map(), of_chain())


if __name__ == "__main__":
    sys.exit(main())
