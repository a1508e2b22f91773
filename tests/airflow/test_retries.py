"""Which failed tasks are tried again, and when."""

from __future__ import annotations

from datetime import timedelta

import pytest
from airflow.sdk import RetryAction

from order_sync.airflow_adapter.retries import WhenTransient
from order_sync.errors import (
    AnswerLost,
    CompanyError,
    CredentialsError,
    RecordRefused,
    SettingsError,
    Throttled,
    Unavailable,
)


def decision(error: Exception):
    return WhenTransient().evaluate(error, try_number=1, max_tries=4)


def test_a_throttled_task_is_tried_again_after_the_pause_that_was_asked_for():
    decided = decision(Throttled("Too many calls.", retry_after=42.0))
    assert (decided.action, decided.retry_delay) == (RetryAction.RETRY, timedelta(seconds=42))


@pytest.mark.parametrize("error", [Unavailable("No answer."), AnswerLost("No answer to a write.")])
def test_without_a_pause_asked_for_the_tasks_own_delay_holds(error):
    decided = decision(error)
    assert (decided.action, decided.retry_delay) == (RetryAction.RETRY, None)


@pytest.mark.parametrize(
    "error", [SettingsError("Wrong."), CredentialsError("Refused."), CompanyError("Closed."), RecordRefused("No.")]
)
def test_what_a_person_must_mend_fails_at_once_and_says_why(error):
    decided = decision(error)
    assert (decided.action, decided.reason) == (RetryAction.FAIL, str(error))


def test_anything_else_is_tried_again_as_the_task_says():
    assert decision(OSError("disk full")).action == RetryAction.DEFAULT
