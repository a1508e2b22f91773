"""How often the API was called, as Intuit would meter it: the tests and the demo hold the loader to these counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

NAMES = (
    "batches",  # batch requests
    "singles",  # other requests that write
    "reads",  # gets, queries and change data capture, outside batches
    "metered",  # reads that Intuit would charge for: those that succeeded, and queries inside batches (a switch)
    "writes",  # documents really written, in batches or not; a replay writes nothing
    "items",  # items of batches
    "batch_queries",  # queries inside batches
    "refused",  # single writes and items refused
    "replayed",  # single writes and items answered from their request id
    "throttled",  # answers 429
    "unauthorized",  # answers 401
    "refreshes",  # token refreshes granted
    "faults",  # faults that were switched on and struck
)


class Calls:
    def __init__(self) -> None:
        self._counts: Counter[str] = Counter()

    def add(self, name: str, count: int = 1) -> None:
        self._counts[name] += count

    def count(self, name: str) -> int:
        return self._counts[name]

    def kept(self) -> dict[str, int]:
        return dict(self._counts)

    def take_back(self, kept: dict[str, int]) -> None:
        self._counts = Counter(kept)

    def reset(self) -> None:
        self._counts.clear()

    def shown(self) -> dict[str, int]:
        counts = {name: self._counts[name] for name in NAMES}
        return {**counts, "calls": counts["batches"] + counts["singles"] + counts["reads"]}


def total(counts: Iterable[dict[str, int]]) -> dict[str, int]:
    """The sum over several companies."""
    found: Counter[str] = Counter()
    for each in counts:
        found.update(each)
    return {name: found[name] for name in (*NAMES, "calls")}
