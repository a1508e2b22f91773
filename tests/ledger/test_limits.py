from __future__ import annotations

import json
import subprocess
import sys
from bisect import bisect_left
from collections.abc import Sequence
from datetime import datetime, timezone

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from order_sync.ledger import Ledger, Limits
from order_sync.ledger.limits import Window, first_free

EXACT = Limits(margin=0)
START = datetime(2026, 3, 1, 9, 0, tzinfo=timezone.utc)


def most_within(moments: Sequence[float], seconds: float) -> int:
    """The most moments in any window that long; two exactly that far apart are not in one window."""
    moments = sorted(round(moment, 6) for moment in moments)
    return max(bisect_left(moments, round(start + seconds, 6)) - first for first, start in enumerate(moments))


class Worker:
    """Sends calls one after another, each as soon as it may, on the ledger's clock."""

    def __init__(self, ledger: Ledger, clock, limits: Limits = EXACT, app: str = "app") -> None:
        self.ledger, self.clock, self.limits, self.app = ledger, clock, limits, app
        self.sent: list[float] = []

    def send(self, call: str) -> None:
        self.ledger.limits.wait("9130", self.app, call, self.limits, self.clock.move)
        self.sent.append((self.clock() - START).total_seconds())


def test_the_first_forty_batches_go_at_the_pace_of_ten_a_second_and_the_next_a_minute_after_the_first(ledger, clock):
    worker = Worker(ledger, clock)
    for _ in range(41):
        worker.send("batch")
    assert worker.sent[:10] == [0] * 10
    assert worker.sent[39] == 3
    assert worker.sent[40] == 60


def test_batches_alone_run_at_forty_a_minute_for_ever(ledger, clock):
    worker = Worker(ledger, clock)
    for _ in range(200):
        worker.send("batch")
    assert most_within(worker.sent, 60) == 40
    assert most_within(worker.sent, 1) == 10
    assert worker.sent[-1] == 4 * 60 + 3


def test_single_calls_run_at_five_hundred_a_minute(ledger, clock):
    worker = Worker(ledger, clock)
    for _ in range(501):
        worker.send("single")
    assert most_within(worker.sent, 60) == 500
    assert most_within(worker.sent, 1) == 10
    assert worker.sent[-1] == 60


def test_single_calls_go_between_batches_that_wait(ledger, clock):
    waits = [ledger.limits.take("9130", "app", "batch", EXACT) for _ in range(60)]
    assert waits[-1] > 60
    clock.move(5)
    assert ledger.limits.take("9130", "app", "single", EXACT) == 0


def test_many_workers_share_one_allowance(ledger, clock):
    moments = []
    for number in range(300):  # thirty workers, each asking again as soon as it has sent
        wait = ledger.limits.take("9130", "app", "batch" if number % 3 else "single", EXACT)
        moments.append(((clock() - START).total_seconds() + wait, number % 3 > 0))
        clock.move(0.05)
    assert most_within([at for at, is_batch in moments if is_batch], 60) == 40
    assert most_within([at for at, _ in moments], 1) <= 10


def test_companies_do_not_wait_for_each_other(ledger, clock):
    for _ in range(40):
        ledger.limits.take("9130", "app", "batch", EXACT)
    clock.move(10)
    assert ledger.limits.take("9130", "app", "batch", EXACT) > 0
    assert ledger.limits.take("9131", "app", "batch", EXACT) == 0


def test_another_app_has_batches_of_its_own_up_to_the_companys_limit(ledger, clock):
    waits = [ledger.limits.take("9130", f"app {number % 4}", "batch", EXACT) for number in range(121)]
    assert max(waits[:120]) < 60
    assert waits[120] == 60


def test_the_margin_keeps_calls_further_apart(ledger, clock):
    worker = Worker(ledger, clock, Limits(margin=0.5))
    for _ in range(41):
        worker.send("batch")
    assert worker.sent[10] == 1.5
    assert worker.sent[40] == 60.5


def test_after_a_429_nobody_sends_until_the_pause_is_over(ledger, clock):
    assert ledger.limits.take("9130", "app", "single", EXACT) == 0
    ledger.limits.pause("9130", 60)
    assert ledger.limits.paused("9130") == 60
    assert ledger.limits.paused("9131") == 0
    clock.move(20)
    assert ledger.limits.take("9130", "app", "single", EXACT) == 40
    ledger.limits.pause("9130", 5)  # a shorter one does not end the longer one
    assert ledger.limits.paused("9130") == 40
    clock.move(40)
    assert ledger.limits.paused("9130") == 0
    assert ledger.limits.take("9130", "app", "single", EXACT) == 0


def test_who_waited_into_a_pause_takes_another_slot(ledger, clock):
    for _ in range(40):
        ledger.limits.take("9130", "app", "batch", EXACT)
    slept = []

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        clock.move(seconds)
        if len(slept) == 1:
            ledger.limits.pause("9130", 30)

    ledger.limits.wait("9130", "app", "batch", EXACT, sleep)
    assert slept == [60, 30]


@pytest.mark.parametrize("wrong", [{"batches_per_minute": 0}, {"requests_per_second": -1}, {"margin": -0.1}])
def test_limits_that_would_stop_everything_are_refused(wrong):
    with pytest.raises(ValueError, match="at least"):
        Limits(**wrong)


slots = st.lists(st.integers(0, 300), max_size=25).map(sorted)


@settings(max_examples=300, deadline=None)
@given(slots=slots, now=st.integers(0, 300), short=st.integers(1, 4), long=st.integers(2, 8))
def test_a_slot_is_the_first_moment_that_breaks_no_window(slots: list[int], now: int, short: int, long: int):
    lengths = {10: short, 60: long}
    kept: list[int] = []  # of the given slots, those that could stand there by themselves
    for slot in slots:
        if all(most_within([*kept, slot], length) <= most for length, most in lengths.items()):
            kept.append(slot)
    windows = [Window(most, length, kept) for length, most in lengths.items()]

    def fits(moment: int) -> bool:
        return all(most_within([*kept, moment], length) <= most for length, most in lengths.items())

    found = first_free(now, windows)
    assert fits(found)
    assert not any(fits(moment) for moment in range(now, found))


TAKE_SLOTS = """
import json, sys
from datetime import datetime, timezone
from order_sync.ledger import Limits, open_ledger
with open_ledger(sys.argv[1], clock=lambda: datetime(2026, 3, 1, 9, tzinfo=timezone.utc)) as ledger:
    sys.stdin.readline()
    print(json.dumps([ledger.limits.take("9130", "app", "batch", Limits(margin=0)) for _ in range(50)]))
"""


def test_two_processes_together_keep_to_the_limits(ledger_url: str):
    command = [sys.executable, "-c", TAKE_SLOTS, ledger_url]
    workers = [subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(2)]
    for worker in workers:
        worker.stdin.write("go\n")
        worker.stdin.flush()
    moments = [moment for worker in workers for moment in json.loads(worker.communicate(timeout=60)[0])]
    assert len(moments) == 100
    assert most_within(moments, 60) == 40
    assert most_within(moments, 1) == 10
    assert max(moments) == 121
