"""How many calls were made and what went wrong with them: the figures of a run's report."""

from __future__ import annotations

import threading
from dataclasses import asdict, dataclass


@dataclass
class Calls:
    """`reads` and `writes` count calls by what they do, `batches` and `singles` by the limit that they fall under.

    `repeated`: calls that were made again after one of the troubles below. Several threads may count at once.
    """

    batches: int = 0
    singles: int = 0
    reads: int = 0
    writes: int = 0
    repeated: int = 0
    throttled: int = 0
    server_faults: int = 0
    answers_lost: int = 0
    sign_ins: int = 0

    def __post_init__(self) -> None:
        self._lock = threading.Lock()

    def add(self, *names: str) -> None:
        """One more of each."""
        with self._lock:
            for name in names:
                setattr(self, name, getattr(self, name) + 1)

    def take(self) -> dict[str, int]:
        """The counts that are not 0; counting begins anew."""
        with self._lock:
            counts = asdict(self)
            for name in counts:
                setattr(self, name, 0)
        return {name: count for name, count in counts.items() if count}
