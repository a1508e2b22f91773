"""What one order costs as a map grows from 10 rows to 1,000,000, and what loading 1,000,000 rows takes.

Draws docs/rule-growth.svg. Each size is loaded and measured in a process of its own.
"""

from __future__ import annotations

import json
import math
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from bench.figures import Figure, say
from bench.rule_mix import Product, Shop, map_rows, orders_of
from order_sync.rules import RuleSet, engine, load_rules

PLOT = Path(__file__).resolve().parents[1] / "docs" / "rule-growth.svg"
SIZES = (10, 100, 1_000, 10_000, 100_000, 1_000_000)
ORDERS, ROUNDS = 5_000, 5
WIDTH, HEIGHT, MARGIN = 640, 320, 60


@dataclass(frozen=True)
class Growth:
    rows: int
    order_us: float  # of a warm order
    load_seconds: float
    resident_mib: float


def load(text: str) -> RuleSet:
    """A map from SKU to item, read from its CSV text, checked, and ready to run."""
    rules = load_rules([("items.csv", text)])
    _ = rules.index
    return rules


def measure(count: int) -> Growth:
    """In this process; orders sell what is in the map."""
    text = "sku,map item\n" + "".join(f"{sku},{item}\n" for sku, item in map_rows(count))
    began = time.process_time()
    rules = load(text)
    loading = time.process_time() - began
    resident = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024

    shop = Shop()
    step = max(1, count // 20_000)
    products = [Product(sku, f"Thing {sku}", 1_000) for sku, _ in list(map_rows(count))[::step]]
    orders = orders_of(shop, ORDERS, products=products)
    assert all(len(engine.apply(rules, order).trace) == 2 for order in orders)
    took = []
    for _ in range(ROUNDS):
        began = time.process_time()
        for _ in engine.apply_all(rules, orders):
            pass
        took.append(time.process_time() - began)
    return Growth(count, round(statistics.median(took) / ORDERS * 1e6, 2), round(loading, 2), round(resident))


def measured_apart(count: int) -> Growth:
    """In a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "bench.rule_growth", str(count)],
        capture_output=True,
        text=True,
        check=True,
        cwd=PLOT.parents[1],
    )
    return Growth(**json.loads(done.stdout.splitlines()[-1]))


def plot(found: Sequence[Growth]) -> str:
    """Microseconds an order over the number of rows, on a logarithmic scale, as SVG."""
    top = max(10.0, math.ceil(max(growth.order_us for growth in found) / 10) * 10 * 1.5)

    def place(rows: int, order_us: float) -> tuple[float, float]:
        x = MARGIN + (math.log10(rows) - 1) / 5 * (WIDTH - 2 * MARGIN)
        return round(x, 1), round(HEIGHT - MARGIN - order_us / top * (HEIGHT - 2 * MARGIN), 1)

    points = [place(growth.rows, growth.order_us) for growth in found]
    bottom = HEIGHT - MARGIN
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif" font-size="12">',
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
        f'<text x="{MARGIN}" y="{MARGIN - 24}" font-size="14">Microseconds an order, over the rows of a map</text>',
        f'<path d="M{MARGIN} {MARGIN}V{bottom}H{WIDTH - MARGIN}" fill="none" stroke="#555"/>',
    ]
    for share in (0, 1 / 3, 2 / 3, 1):
        y = place(10, share * top)[1]
        parts.append(f'<text x="{MARGIN - 8}" y="{y + 4}" text-anchor="end">{share * top:.0f}</text>')
        parts.append(f'<path d="M{MARGIN} {y}H{WIDTH - MARGIN}" stroke="#ddd"/>')
    parts.append(
        f'<polyline points="{" ".join(f"{x},{y}" for x, y in points)}" fill="none" stroke="#06c" stroke-width="2"/>'
    )
    for (x, y), growth in zip(points, found, strict=True):
        parts.append(f'<circle cx="{x}" cy="{y}" r="4" fill="#06c"/>')
        parts.append(f'<text x="{x}" y="{y - 10}" text-anchor="middle">{growth.order_us:.1f}</text>')
        parts.append(f'<text x="{x}" y="{bottom + 20}" text-anchor="middle">{growth.rows:,}</text>')
    return "\n".join([*parts, "</svg>", ""])


def main() -> int:
    if len(sys.argv) > 1:
        print(json.dumps(asdict(measure(int(sys.argv[1])))))
        return 0
    found = [measured_apart(count) for count in SIZES]
    PLOT.write_text(plot(found))
    for growth in found:
        print(
            f"# {growth.rows} rows: {growth.order_us} us an order, loaded in {growth.load_seconds} s, "
            f"{growth.resident_mib} MiB"
        )
    least, most = found[0], found[-1]
    return say(
        Figure(
            "an order over 1,000,000 map rows, times its cost over 10",
            round(most.order_us / least.order_us, 2),
            "times",
            "<=2",
        ),
        Figure("loading 1,000,000 map rows", most.load_seconds, "s", "<=10"),
        Figure("resident memory with 1,000,000 map rows", most.resident_mib, "MiB", "<=1024"),
    )


if __name__ == "__main__":
    sys.exit(main())
