"""Runs one suite over one frame with Great Expectations, and turns its answer into orders and reasons.

Great Expectations takes seconds to import, so it is imported here, in the function that runs it. What it does not do by
itself is done here: a check that it does not know, or cannot run, stops the run (it would only log the first, and call the
second failed), and failing rows are named by their order.
"""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Any

import msgspec

from order_sync.checks.result import CheckOutcome, CheckResult, Failure
from order_sync.checks.suite_file import Expectation, SuiteFile
from order_sync.errors import SettingsError

if TYPE_CHECKING:
    import pandas as pd


def run_checks(suite: SuiteFile, frame: pd.DataFrame) -> CheckResult:
    """Every expectation of the suite over the frame, whose columns `order_id` and `order_number` say whose row it is.

    A frame without rows passes. A check of the whole table (row count, sum of a column) that fails blames every order in it.
    Raises SettingsError, with the check's name, where one cannot be run.
    """
    if frame.empty:
        return CheckResult(suite=suite.name, outcomes=tuple(_outcome(one, 0, 0) for one in suite.expectations))
    answers = _validate(suite, frame)
    outcomes, found = [], []
    for expectation in suite.expectations:
        rows, labels = _refused(suite.name, expectation, answers[expectation.meta.check], frame)
        outcomes.append(_outcome(expectation, rows, len(labels)))
        found += [(expectation, failure) for failure in _failures(expectation, frame, labels)]
    return CheckResult(
        suite=suite.name,
        outcomes=tuple(outcomes),
        failures=tuple(failure for expectation, failure in found if _blocks(expectation)),
        warnings=tuple(failure for expectation, failure in found if not _blocks(expectation)),
    )


def _blocks(expectation: Expectation) -> bool:
    return expectation.severity == "critical"


def _outcome(expectation: Expectation, rows: int, failed: int) -> CheckOutcome:
    meta = expectation.meta
    return CheckOutcome(check=meta.check, reason=meta.reason, blocks=_blocks(expectation), rows=rows, failed=failed)


def _validate(suite: SuiteFile, frame: pd.DataFrame) -> dict[str, Any]:
    """Great Expectations' result for each check, by the check's name."""
    validate = _great_expectations()
    try:
        results = validate(suite, frame)
    except Exception as error:  # whatever it raises, the fault is in the suite's file
        raise SettingsError(
            f"The checks “{suite.name}” cannot be run: {error}.", remedy=f"Correct the file of {suite.name}."
        ) from error
    answers = {result.expectation_config.meta["check"]: result for result in results}
    missing = [one for one in suite.expectations if one.meta.check not in answers]
    if missing:
        raise SettingsError(
            f"Check “{missing[0].meta.check}” in {suite.name} uses “{missing[0].type}”, which is not a known expectation.",
            remedy="Correct its type; the names are in Great Expectations' gallery.",
        )
    return answers


def _great_expectations() -> Callable[[SuiteFile, pd.DataFrame], list[Any]]:
    """Its validation as a plain function: nothing is written, nothing is sent, no progress bars."""
    os.environ["GX_ANALYTICS_ENABLED"] = "false"
    import great_expectations as gx
    from great_expectations.data_context.types.base import ProgressBarsConfig

    def validate(suite: SuiteFile, frame: pd.DataFrame) -> list[Any]:
        context = gx.get_context(mode="ephemeral")
        context.variables.progress_bars = ProgressBarsConfig(globally=False)
        source = context.data_sources.add_pandas("rows")
        whole = source.add_dataframe_asset("rows").add_batch_definition_whole_dataframe("rows")
        batch = whole.get_batch({"dataframe": frame})
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # its own, of pandas; not ours to act on
            expectations = gx.ExpectationSuite(
                name=suite.name, expectations=[msgspec.to_builtins(one) for one in suite.expectations]
            )
            results: list[Any] = batch.validate(expectations, result_format={"result_format": "COMPLETE"}).results
        return results

    return validate


def _refused(suite: str, expectation: Expectation, answer: Any, frame: pd.DataFrame) -> tuple[int, list[Any]]:
    """How many rows the check looked at, and the labels of those it refuses."""
    if "raised_exception" not in answer.exception_info or answer.exception_info["raised_exception"]:
        raise SettingsError(
            f"Check “{expectation.meta.check}” in {suite} cannot be run: {_first_line(answer.exception_info)}.",
            remedy="Compare its columns and values with the list in docs/add-a-check.md.",
        )
    result = answer.result
    if "unexpected_index_list" in result:  # "mostly" may call it a success with rows refused: then they pass
        labels = [] if answer.success else sorted(set(result["unexpected_index_list"] or ()))
        return int(result["element_count"]), labels
    return len(frame), [] if answer.success else list(frame.index)


def _first_line(exception_info: Any) -> str:
    """What went wrong, from either of the two shapes in which Great Expectations says it."""
    infos = [exception_info] if "raised_exception" in exception_info else list(exception_info.values())
    message = next((str(info["exception_message"]) for info in infos if info.get("exception_message")), "no reason given")
    return message.strip().splitlines()[0].rstrip(".")


def _failures(expectation: Expectation, frame: pd.DataFrame, labels: list[Any]) -> Iterator[Failure]:
    rows = frame.loc[labels, ["order_id", "order_number"]].drop_duplicates()
    for order_id, number in rows.itertuples(index=False):
        yield Failure(
            order_id=str(order_id),
            order_number=number if isinstance(number, str) else "",
            check=expectation.meta.check,
            reason=expectation.meta.reason,
            remedy=expectation.meta.remedy,
        )
