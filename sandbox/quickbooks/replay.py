"""Request ids: a write that comes again is answered as the first time, and not done again (reference section 4.1)."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from typing import Any, NamedTuple

from sandbox.quickbooks.company import Company
from sandbox.quickbooks.errors import refusal

LONGEST = 50
LONGEST_IN_BATCH = 36
LONGEST_ITEM_ID = 10


class Kept(NamedTuple):
    at: float
    body: str  # the digest of what was asked
    answer: Any


def digest(*parts: bytes) -> str:
    """What tells one request's content from another's."""
    return hashlib.blake2b(b"\n".join(parts), digest_size=16).hexdigest()


class Replay:
    """Answers by request id, and item id in a batch; they belong to one company."""

    def __init__(self, company: Company) -> None:
        self.company = company
        self._answers: dict[tuple[str, str], Kept] = {}
        self.fresh: list[tuple[str, str]] | None = None  # a list: what is kept is noted here, for the state on disk

    def clear(self) -> None:
        self._answers.clear()
        self.fresh = [] if self.fresh is not None else None

    def kept(self) -> dict[tuple[str, str], Kept]:
        return dict(self._answers)

    def kept_answer(self, request_id: str, item_id: str) -> Kept:
        return self._answers[request_id, item_id]

    def take_back(self, kept: Mapping[tuple[str, str], Kept]) -> None:
        self._answers = dict(kept)

    def find(self, request_id: str | None, body: str, item_id: str = "") -> Any:
        """The first answer, or None. Raises 600 for another `body` than the first, where the switch says so (unknown 3)."""
        kept = self._answers.get((request_id, item_id)) if request_id is not None else None
        switches = self.company.switches
        if kept is None or (switches.replay_seconds and self.company.clock.seconds() - kept.at > switches.replay_seconds):
            return None
        if kept.body != body and switches.request_id_reused == "refused":
            raise refusal("600", f"Duplicate Request ID : {request_id} was used for another request")
        return kept.answer

    def keep(self, request_id: str | None, body: str, answer: Any, item_id: str = "", refused: bool = False) -> None:
        """A refusal is kept only where the switch says so: whether QuickBooks does is unknown (3)."""
        if request_id is not None and not (refused and not self.company.switches.replay_refusals):
            self._answers[request_id, item_id] = Kept(self.company.clock.seconds(), body, answer)
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
