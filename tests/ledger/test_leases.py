from __future__ import annotations

import json
import subprocess
import sys
import threading

from order_sync.ledger import Ledger, name_lease, order_lease, tokens_lease


def test_a_lease_is_one_holders_until_it_is_given_back(ledger: Ledger, clock):
    fences = ledger.leases.acquire(["order:1", "order:2"], "first", 60)
    assert set(fences) == {"order:1", "order:2"}
    assert set(ledger.leases.acquire(["order:2", "order:3"], "second", 60)) == {"order:3"}
    ledger.leases.release([fences["order:2"]])
    assert set(ledger.leases.acquire(["order:1", "order:2"], "second", 60)) == {"order:2"}


def test_a_lease_ends_by_itself_and_its_next_number_is_higher(ledger: Ledger, clock):
    first = ledger.leases.acquire(["order:1"], "first", 60)["order:1"]
    clock.move(59)
    assert ledger.leases.still_held(first)
    assert ledger.leases.acquire(["order:1"], "second", 60) == {}
    clock.move(1)
    assert not ledger.leases.still_held(first)
    second = ledger.leases.acquire(["order:1"], "second", 60)["order:1"]
    assert second.number > first.number


def test_the_number_rises_even_after_a_lease_was_given_back(ledger: Ledger):
    numbers = []
    for _ in range(3):
        fence = ledger.leases.acquire(["order:1"], "worker", 60)["order:1"]
        ledger.leases.release([fence])
        numbers.append(fence.number)
    assert numbers == sorted(set(numbers))


def test_a_renewed_lease_lasts_and_a_lost_one_is_not_renewed(ledger: Ledger, clock):
    fences = ledger.leases.acquire(["order:1", "order:2"], "worker", 60)
    clock.move(50)
    assert ledger.leases.renew([fences["order:1"]], 60) == (fences["order:1"],)
    clock.move(50)
    other = ledger.leases.acquire(["order:1", "order:2"], "other", 60)
    assert set(other) == {"order:2"}
    assert ledger.leases.renew(fences.values(), 60) == (fences["order:1"],)


def test_giving_back_a_lost_lease_does_not_take_it_from_its_new_holder(ledger: Ledger, clock):
    lost = ledger.leases.acquire(["order:1"], "slow", 60)
    clock.move(61)
    new = ledger.leases.acquire(["order:1"], "quick", 60)
    ledger.leases.release(lost.values())
    assert ledger.leases.still_held(new["order:1"])


def test_even_the_same_holder_does_not_get_a_lease_twice(ledger: Ledger):
    ledger.leases.acquire(["order:1"], "worker", 60)
    assert ledger.leases.acquire(["order:1"], "worker", 60) == {}


def test_nothing_asked_is_nothing_taken(ledger: Ledger):
    assert ledger.leases.acquire([], "worker", 60) == {}


def test_leases_are_named_for_what_they_protect():
    assert order_lease("9", "mugs", "7") == "order:9|mugs|7"
    assert name_lease("9", "Customer", " Ada Lockwood") == "name:9|Customer|ada lockwood"
    assert tokens_lease("9") == "tokens:9"


TAKE_WHAT_IS_FREE = """
import json, sys
from order_sync.ledger import open_ledger
with open_ledger(sys.argv[1]) as ledger:
    sys.stdin.readline()
    got = {}
    for first in range(0, 60, 3):
        # the second goes the other way round, so that the two meet and would lock in a ring
        names = [f"order:{number}" for number in range(first, first + 3)]
        names = names if sys.argv[2] == "a" else names[::-1]
        got.update({name: f.number for name, f in ledger.leases.acquire(names, sys.argv[2], 60).items()})
    print(json.dumps(got))
"""


def test_two_processes_at_once_never_share_a_lease(ledger: Ledger, ledger_url: str):
    workers = [
        subprocess.Popen(
            [sys.executable, "-c", TAKE_WHAT_IS_FREE, ledger_url, name],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in "ab"
    ]
    for worker in workers:
        worker.stdin.write("go\n")
        worker.stdin.flush()
    first, second = (json.loads(worker.communicate(timeout=60)[0]) for worker in workers)
    assert not set(first) & set(second)
    assert len(first) + len(second) == 60
    assert not set(first.values()) & set(second.values())


def test_of_many_threads_one_gets_the_lease(ledger: Ledger):
    got: list[int] = []
    together = threading.Barrier(8)

    def take() -> None:
        together.wait()
        got.extend(fence.number for fence in ledger.leases.acquire(["tokens:9"], "thread", 60).values())

    threads = [threading.Thread(target=take) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(got) == 1
