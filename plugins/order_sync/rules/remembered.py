"""What has been worked out for a key, kept for the next time: shops sell the same things again."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Remembered(dict[K, V]):
    """A dictionary that works out what it does not hold. Where it is full it forgets everything, and starts again."""

    def __init__(self, work_out: Callable[[K], V], most: int | None = None) -> None:
        """`most`: the keys that it may hold; None: as many as there are."""
        self._work_out = work_out
        self._most = most

    def __missing__(self, key: K) -> V:
        if self._most is not None and len(self) >= self._most:
            self.clear()
        value = self[key] = self._work_out(key)
        return value
