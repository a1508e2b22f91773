"""Who bears a name or a number: almost always one, so that one is kept without a set around it (200 bytes each)."""

from __future__ import annotations

Mark = tuple[str, str]  # kind, id


class Marks:
    def __init__(self) -> None:
        self._by_name: dict[str, Mark | set[Mark]] = {}

    def of(self, name: str) -> set[Mark]:
        found = self._by_name.get(name, set())
        return {found} if isinstance(found, tuple) else set(found)

    def put(self, name: str, mark: Mark, bears: bool) -> None:
        """It bears the name from now on, or does not."""
        found = self._by_name.get(name)
        if bears:
            if found is None:
                self._by_name[name] = mark
            elif isinstance(found, set):
                found.add(mark)
            elif found != mark:
                self._by_name[name] = {found, mark}
        elif found == mark:
            del self._by_name[name]
        elif isinstance(found, set):
            found.discard(mark)
            if not found:
                del self._by_name[name]
