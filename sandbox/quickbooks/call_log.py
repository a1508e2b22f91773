"""The last calls with their bodies, for the pages of the window; secrets are masked before anyone sees them."""

from __future__ import annotations

import re
from collections import deque
from dataclasses import dataclass
from itertools import islice

from sandbox.quickbooks.messages import Answer, Request

MOST_CALLS = 500
MOST_BYTES = 100_000  # of one body; a batch of thirty has its place
SECRET = re.compile(
    r"""(?P<name>\b(?:refresh_token|access_token|client_secret|verifier_token|token|code|assertion)\b["']?\s*[=:]\s*["']?)"""
    r"""(?P<value>[^"'&\s,}]+)""",
    re.IGNORECASE,
)
SECRET_PATHS = ("/oauth2/", "/connect/", "/tokens/", "/_sandbox/connection", "/_sandbox/apps", "/_sandbox/reset")


@dataclass(frozen=True)
class Call:
    number: int
    at: str
    realm: str
    method: str
    target: str
    status: int  # 0: the connection was dropped
    milliseconds: float
    fault: str
    _sent: bytes
    _answered: bytes

    @property
    def sent_whole(self) -> bool:
        return len(self._sent) < MOST_BYTES

    @property
    def answered_whole(self) -> bool:
        return len(self._answered) < MOST_BYTES

    @property
    def sent(self) -> str:
        return self._masked(self._sent)

    @property
    def answered(self) -> str:
        return self._masked(self._answered)

    def _masked(self, body: bytes) -> str:
        text = body.decode("utf-8", "replace")
        return masked(text) if self.target.startswith(SECRET_PATHS) else text


def masked(text: str) -> str:
    return SECRET.sub(r"\g<name>***", text)


class CallLog:
    """A ring of the last calls. Their headers, and so their access tokens, are not kept at all."""

    def __init__(self) -> None:
        self._calls: deque[Call] = deque(maxlen=MOST_CALLS)
        self._noted = 0

    def note(
        self, at: str, realm: str, request: Request, answer: Answer | None, milliseconds: float, fault: str = ""
    ) -> None:
        self._noted += 1
        target = request.path + ("?" + "&".join(f"{name}={value}" for name, value in request.parameters.items()))
        status, answered = (answer.status, answer.body[:MOST_BYTES]) if answer else (0, b"")
        target = masked(target.rstrip("?")) if request.path.startswith(SECRET_PATHS) else target.rstrip("?")
        self._calls.append(
            Call(
                self._noted,
                at,
                realm,
                request.method,
                target,
                status,
                round(milliseconds, 1),
                fault,
                request.body[:MOST_BYTES],
                answered,
            )
        )

    def newest(self, realm: str, start: int = 0, most: int = 100) -> list[Call]:
        """A company's calls, newest first."""
        return list(islice((call for call in reversed(self._calls) if call.realm == realm), start, start + most))

    def find(self, number: int) -> Call | None:
        return next((call for call in self._calls if call.number == number), None)

    def clear(self) -> None:
        self._calls.clear()
