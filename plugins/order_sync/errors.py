"""The family of exceptions.

    OrderSyncError
    ├── TransientError          nothing is wrong with the data or the settings: the same call may work later
    │   ├── Throttled           a store or QuickBooks asks to wait (`retry_after`, seconds)
    │   ├── Unavailable         no answer, a server fault, an answer that is not what was promised
    │   ├── AnswerLost          a write was sent and its outcome is not known: it is looked for before anything is sent again
    │   └── Busy                another run holds what this one needs
    ├── TerminalError           a fault of the system: the run stops, a person has to act
    │   ├── SettingsError       a sync, rule or check file is wrong
    │   ├── CredentialsError    a connection is missing, or is refused
    │   └── CompanyError        the QuickBooks company does not allow what the sync asks for
    └── DataError               one order cannot go on; all others do
        ├── OrderProblem        the store's order is incomplete or does not add up
        └── RecordRefused       QuickBooks refused a document

Every one says what happened and, in `remedy`, what to do now.
"""

from __future__ import annotations


class OrderSyncError(Exception):
    """What happened, to which order, and what to do now."""

    def __init__(self, message: str, *, remedy: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.remedy = remedy

    def __str__(self) -> str:
        return f"{self.message} {self.remedy}".strip()


class TransientError(OrderSyncError):
    """The same call may work later."""

    def __init__(self, message: str, *, remedy: str = "", retry_after: float | None = None) -> None:
        super().__init__(message, remedy=remedy)
        self.retry_after = retry_after


class Throttled(TransientError):
    """A store or QuickBooks asks to wait."""


class Unavailable(TransientError):
    """No answer, a server fault, or an answer in another form than promised."""


class AnswerLost(TransientError):
    """A write was sent and its outcome is not known."""


class Busy(TransientError):
    """Another run holds what this one needs."""


class TerminalError(OrderSyncError):
    """A fault of the system: the run stops."""


class SettingsError(TerminalError):
    """A sync, rule or check file is wrong."""


class CredentialsError(TerminalError):
    """A connection is missing, or its credentials are refused."""


class CompanyError(TerminalError):
    """The QuickBooks company does not allow what the sync asks for."""


class DataError(OrderSyncError):
    """One order cannot go on."""


class OrderProblem(DataError):
    """The store's order is incomplete or does not add up."""


class RecordRefused(DataError):
    """QuickBooks refused a document; `code` is QuickBooks' own."""

    def __init__(self, message: str, *, remedy: str = "", code: str = "") -> None:
        super().__init__(message, remedy=remedy)
        self.code = code
