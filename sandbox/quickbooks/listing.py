"""The ids of one kind in their order, kept as documents come and go: a page of a million costs what a page of ten costs."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator


class Listing:
    def __init__(self) -> None:
        self._numbers: list[int] = []
        self._others: dict[str, None] = {}  # ids that are no numbers (some tax codes'); they come first, and are few

    def __len__(self) -> int:
        return len(self._others) + len(self._numbers)

    def __contains__(self, id: str) -> bool:
        if not id.isdigit():
            return id in self._others
        place = bisect_left(self._numbers, int(id))
        return place < len(self._numbers) and self._numbers[place] == int(id)

    def put(self, id: str, is_listed: bool) -> None:
        """The id is in the list from now on, or is not."""
        if not id.isdigit():
            if is_listed:
                self._others[id] = None
            else:
                self._others.pop(id, None)
            return
        numbers, number = self._numbers, int(id)
        if is_listed and (not numbers or number > numbers[-1]):
            numbers.append(number)
            return
        place = bisect_left(numbers, number)
        is_there = place < len(numbers) and numbers[place] == number
        if is_listed and not is_there:
            numbers.insert(place, number)
        elif is_there and not is_listed:
            del numbers[place]

    def ids(self, start: int = 0, newest_first: bool = False) -> Iterator[str]:
        """From the place `start` on, counted from 0. The list must not change meanwhile."""
        others, count = list(self._others), len(self)
        for place in range(start, count):
            at = count - 1 - place if newest_first else place
            yield others[at] if at < len(others) else str(self._numbers[at - len(others)])
