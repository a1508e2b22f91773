"""Intuit's limits (reference section 3.3), over sliding windows of the sandbox's clock."""

from __future__ import annotations

from collections import defaultdict, deque

from sandbox.quickbooks.clock import Clock

# (name, seconds, most requests, batches only, counted by application too)
LIMITS = (
    ("requests a minute of a company", 60, 500, False, False),
    ("requests a second of a company and app", 1, 10, False, True),
    ("batches a minute of a company and app", 60, 40, True, True),
    ("batches a minute of a company", 60, 120, True, False),
)


class Throttle:
    """A refused request does not count."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self._seen: defaultdict[tuple[str, str], deque[float]] = defaultdict(deque)

    def clear(self) -> None:
        self._seen.clear()

    def admits(self, app: str, batch: bool) -> bool:
        now = self.clock.seconds()
        windows = [
            (self._seen[name, app if by_app else ""], seconds, most)
            for name, seconds, most, batches_only, by_app in LIMITS
            if batch or not batches_only
        ]
        for window, seconds, most in windows:
            while window and window[0] <= now - seconds:
                window.popleft()
            if len(window) >= most:
                return False
        for window, _, _ in windows:
            window.append(now)
        return True
