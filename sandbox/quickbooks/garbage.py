"""Keeps the garbage collector away from stored documents: going through a million of them stops a server for seconds."""

from __future__ import annotations

import gc
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from sandbox.quickbooks.company import Change
from sandbox.quickbooks.world import World

EVERY = 2000  # written documents
YOUNG = 20_000  # new objects before a look at the young ones: a batch makes thousands


class Garbage:
    """For a process that does nothing else: one whose objects may all be taken for lasting now and then."""

    def __init__(self) -> None:
        self._written = 0
        gc.set_threshold(YOUNG, 10, 10)

    def note(self, _world: World, changes: Sequence[Change]) -> None:
        """What lives after a full look is not looked at again. It is freed all the same when nothing refers to it."""
        self._written += len(changes)
        if self._written >= EVERY:
            self._written = 0
            gc.collect()
            gc.freeze()


@contextmanager
def without_collecting() -> Iterator[None]:
    """While many documents are read in; they count as lasting afterwards."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()
        gc.freeze()
