"""When a failed task is worth another try: our family of exceptions says."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from airflow.sdk import RetryDecision, RetryPolicy

from order_sync.errors import DataError, TerminalError, TransientError

if TYPE_CHECKING:
    from airflow.sdk import Context


class WhenTransient(RetryPolicy):
    """What may pass is tried again, after the pause that the other side asked for; what a person must mend fails at once.

    Anything else (a killed process, a full disk) is tried again as the task's own settings say.
    """

    def evaluate(
        self,
        exception: BaseException,
        try_number: int,  # noqa: ARG002 (Airflow's signature)
        max_tries: int,  # noqa: ARG002
        context: Context | None = None,  # noqa: ARG002
    ) -> RetryDecision:
        if isinstance(exception, TransientError):
            pause = None if exception.retry_after is None else timedelta(seconds=exception.retry_after)
            return RetryDecision.retry(pause, reason=str(exception))
        if isinstance(exception, (TerminalError, DataError)):
            return RetryDecision.fail(reason=str(exception))
        return RetryDecision.default()
