"""How often the API was called, as Intuit would meter it: the tests and the demo hold the loader to these counts."""

from __future__ import annotations

from collections import Counter

NAMES = (
    "batches",  # batch requests
    "singles",  # other requests that write
    "reads",  # gets, queries and change data capture, outside batches
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

    def reset(self) -> None:
        self._counts.clear()

    def shown(self) -> dict[str, int]:
        counts = {name: self._counts[name] for name in NAMES}
        return {**counts, "calls": counts["batches"] + counts["singles"] + counts["reads"]}
