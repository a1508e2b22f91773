"""Intuit's limits (reference section 3.3), over sliding windows of the sandbox's clock."""

from __future__ import annotations

from collections import defaultdict, deque
from dataclasses import dataclass, replace
from typing import Any


@dataclass(frozen=True)
class Limit:
    seconds: int
    most: int
    batches: bool  # counts batches only, else every request
    by_app: bool  # each app has its own, else all apps of a company share it


LIMITS = {
    "requests_a_minute": Limit(60, 500, batches=False, by_app=False),
    "requests_a_second_of_an_app": Limit(1, 10, batches=False, by_app=True),
    "batches_a_minute_of_an_app": Limit(60, 40, batches=True, by_app=True),
    "batches_a_minute": Limit(60, 120, batches=True, by_app=False),
}


class Throttle:
    """All limits of every company, and of every app in it. A refused request does not count."""

    def __init__(self) -> None:
        self.limits = dict(LIMITS)
        self._seen: defaultdict[tuple[str, str, str], deque[float]] = defaultdict(deque)

    def clear(self, realm: str) -> None:
        """Forgets a company's requests; limits that were changed are Intuit's again."""
        self.limits = dict(LIMITS)
        for key in [key for key in self._seen if key[1] == realm]:
            del self._seen[key]

    def change(self, wanted: dict[str, Any]) -> None:
        """{name: most}; 0 switches a limit off. Raises ValueError; then nothing is changed."""
        for name, most in wanted.items():
            if name not in LIMITS:
                raise ValueError(f"there is no limit {name!r}; there are: {', '.join(LIMITS)}")
            if type(most) is not int or most < 0:
                raise ValueError(f"{name} is a whole number of requests, 0 for no limit; not {most!r}")
        self.limits.update({name: replace(LIMITS[name], most=most) for name, most in wanted.items()})

    def shown(self, realm: str, now: float) -> dict[str, Any]:
        """Every limit with what is used of it at this moment: one number, or one for each app."""
        found: dict[str, Any] = {}
        for name, limit in self.limits.items():
            used = {
                app: sum(moment > now - limit.seconds for moment in window)
                for (key, owner, app), window in self._seen.items()
                if (key, owner) == (name, realm)
            }
            found[name] = {"most": limit.most, "seconds": limit.seconds, "used": used if limit.by_app else used.get("", 0)}
        return found

    def admits(self, realm: str, app: str, batch: bool, now: float, batch_is_request: bool = True) -> bool:
        """`now` is the company's own time; `batch_is_request`: whether a batch counts as a request too (unknown 7)."""
        windows = [
            (self._seen[name, realm, app if limit.by_app else ""], limit)
            for name, limit in self.limits.items()
            if limit.most and (batch if limit.batches else batch_is_request or not batch)
        ]
        for window, limit in windows:
            while window and window[0] <= now - limit.seconds:
                window.popleft()
            if len(window) >= limit.most:
                return False
        for window, _ in windows:
            window.append(now)
        return True
