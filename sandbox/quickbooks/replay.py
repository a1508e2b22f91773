"""Request ids: a write that comes again is answered as the first time, and not done again (reference section 4.1)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sandbox.quickbooks.company import Company
from sandbox.quickbooks.errors import refusal

LONGEST = 50
LONGEST_IN_BATCH = 36
LONGEST_ITEM_ID = 10


class Replay:
    """Answers by request id, and item id in a batch; they belong to one company."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self._answers: dict[tuple[str, str], tuple[float, Any]] = {}
        self.fresh: list[tuple[str, str]] | None = None  # a list: what is kept is noted here, for the state on disk

    def clear(self) -> None:
        self._answers.clear()
        self.fresh = [] if self.fresh is not None else None

    def kept(self) -> dict[tuple[str, str], tuple[float, Any]]:
        return dict(self._answers)

    def kept_answer(self, request_id: str, item_id: str) -> tuple[float, Any]:
        return self._answers[request_id, item_id]

    def take_back(self, kept: Mapping[tuple[str, str], tuple[float, Any]]) -> None:
        self._answers = dict(kept)

    def find(self, request_id: str | None, item_id: str = "") -> Any:
        """The first answer, or None."""
        if request_id is None:
            return None
        kept_at, answer = self._answers.get((request_id, item_id), (0.0, None))
        lasting = self.company.switches.replay_seconds
        return None if lasting and self.company.clock.seconds() - kept_at > lasting else answer

    def keep(self, request_id: str | None, answer: Any, item_id: str = "", refused: bool = False) -> None:
        """A refusal is kept only where the switch says so: whether QuickBooks does is unknown (3)."""
        if request_id is not None and not (refused and not self.company.switches.replay_refusals):
            self._answers[request_id, item_id] = (self.company.clock.seconds(), answer)
            if self.fresh is not None:
                self.fresh.append((request_id, item_id))


def checked_request_id(request_id: str | None, most: int = LONGEST) -> str | None:
    """Raises 2130 where the id is longer than documented; "" is no id."""
    if not request_id:
        return None
    if len(request_id) > most:
        raise refusal(
            "2130",
            f"You cannot enter more than {most} characters in the request_id field. "
            f"You tried entering {request_id}, which is {len(request_id)} characters",
        )
    return request_id


def check_item_id(request_id: str | None, item_id: str) -> None:
    """With a request id an item id has at most ten characters; QuickBooks counts both together (6000, recorded text)."""
    if request_id is None or len(item_id) <= LONGEST_ITEM_ID:
        return
    together = request_id + item_id
    raise refusal(
        "6000",
        f"You cannot enter more than {LONGEST} characters in the request_id field. "
        f"You tried entering {together}, which is {len(together)} characters",
    )
