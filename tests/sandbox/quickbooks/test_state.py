"""State in a file: what was answered is there after a restart, and after a kill -9 in the middle of the work."""

import json
import pickle
import signal
import sqlite3
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

from sandbox.quickbooks.intuit import Intuit
from sandbox.quickbooks.server import serving
from sandbox.quickbooks.state import NotOurs, State
from tests.sandbox.quickbooks.conftest import Books

ROOT = Path(__file__).parents[3]


@contextmanager
def opened(path, seed=1):
    intuit = Intuit(seed)
    state = State(path)
    state.attach(intuit)
    with serving(intuit) as sandbox:
        yield sandbox
    state.close()


@pytest.fixture
def path(tmp_path):
    return tmp_path / "state.db"


def again(sandbox, token):
    """A client of the restarted sandbox, with the access token of before."""
    books = Books.__new__(Books)
    books.sandbox, books.session, books.of_realm, books.others = sandbox, requests.Session(), {}, []
    books.base = f"{sandbox.url}/v3/company/{sandbox.realm}"
    books.session.headers["Authorization"] = token
    return books


def test_everything_that_was_answered_is_there_after_a_restart(path, bodies):
    with opened(path) as sandbox:
        books = Books(sandbox)
        kept = books.make("Invoice", bodies.form("12.30", DocNumber="W-1"), requestid="r1")
        gone = books.make("Invoice", bodies.form(DocNumber="W-2"))
        books.post("invoice", {"Id": gone["Id"], "SyncToken": "0"}, operation="delete")
        books.make("Customer", {"DisplayName": "Ada"})
        books.control("switches", negative_lines=False)
        books.control("clock", seconds=1000)
        books.control("snapshot", name="mine")
        second = books.control("companies", sample="uk")
        changes = books.get("cdc", entities="Invoice,Customer", changedSince="2026-01-01").json()["CDCResponse"]
        counts = books.calls()
        token = books.session.headers["Authorization"]
    with opened(path) as sandbox:
        books = again(sandbox, token)
        assert books.calls() == counts
        assert books.read("Invoice", kept["Id"]) == kept
        assert books.make("Invoice", bodies.form("12.30", DocNumber="W-1"), requestid="r1") == kept
        assert books.refused("Invoice", bodies.form(DocNumber="W-1"))["code"] == "6140"
        assert books.get("cdc", entities="Invoice,Customer", changedSince="2026-01-01").json()["CDCResponse"] == changes
        assert books.read("Customer", "1")["Balance"] == kept["TotalAmt"]
        assert books.sandbox.company.switches.negative_lines is False
        assert 1000 <= books.sandbox.world.clock.ahead < 1001
        assert list(sandbox.intuit.worlds) == [sandbox.realm, second["realm"]]
        assert books.token(second["refresh_token"]).status_code == 200
        books.make("Invoice", bodies.form(DocNumber="W-9"))
        assert books.control("restore", name="mine")["documents"]["Invoice"] == 1


def posted(books):
    """The entries of every document that posts."""
    return {(kind, id): entries for kind, id, _day, entries in books.sandbox.company.ledger.posted()}


def test_what_was_posted_before_an_item_changed_stays_where_it_was_posted(path, bodies):
    with opened(path) as sandbox:
        books = Books(sandbox)
        invoice = books.make("Invoice", bodies.form())
        paid = books.make("Payment", bodies.payment("35.00", ("35.00", invoice, "Invoice")))
        gone = books.make("Invoice", bodies.form())
        books.post("invoice", {"Id": gone["Id"], "SyncToken": "0"}, operation="delete")
        books.make("Item", {**books.read("Item", "10"), "IncomeAccountRef": {"value": "79"}})
        before, token = posted(books), books.session.headers["Authorization"]
    with opened(path) as sandbox:
        books = again(sandbox, token)
        assert posted(books) == before
        assert {("Invoice", invoice["Id"]), ("Payment", paid["Id"])} <= before.keys()
        assert sandbox.company.ledger.drift() == []
        books.make("Invoice", bodies.form())
    with opened(path) as sandbox:
        assert len(posted(again(sandbox, token))) == len(before) + 1


def test_a_reset_is_kept_too(path, bodies):
    with opened(path) as sandbox:
        books = Books(sandbox)
        books.make("Invoice", bodies.form(), requestid="r1")
        books.control("companies", sample="uk")
        books.control("reset")
    with opened(path) as sandbox:
        books = Books(sandbox)
        assert books.documents("Invoice") == []
        assert len(sandbox.intuit.worlds) == 1
        books.make("Invoice", bodies.form(), requestid="r1")


def test_a_refusal_that_is_replayed_is_kept(path, bodies):
    with opened(path) as sandbox:
        books = Books(sandbox)
        books.control("switches", replay_refusals=True)
        first = books.post("invoice", bodies.form(customer="999"), requestid="r1")
        token = books.session.headers["Authorization"]
    with opened(path) as sandbox:
        repeated = again(sandbox, token).post("invoice", bodies.form(), requestid="r1")
        assert (repeated.status_code, repeated.json()["Fault"]) == (400, first.json()["Fault"])


@contextmanager
def command(path):
    line = [sys.executable, "-m", "sandbox.quickbooks", "--state", str(path)]
    with subprocess.Popen(line, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield process, json.loads(process.stdout.readline())
        finally:
            process.kill()


def test_after_a_kill_every_answered_batch_is_there_and_a_lost_one_is_made_good(path, bodies):
    def batch(number):
        items = [
            {"bId": str(n), "operation": "create", "Invoice": bodies.form(DocNumber=f"{number}-{n}")} for n in range(30)
        ]
        return {"BatchItemRequest": items}

    with command(path) as (process, ready):
        tokens = requests.post(
            ready["url"] + "/oauth2/v1/tokens/bearer",
            auth=(ready["client_id"], ready["client_secret"]),
            data={"grant_type": "refresh_token", "refresh_token": ready["refresh_token"]},
            timeout=5,
        ).json()
        session = requests.Session()
        session.headers["Authorization"] = f"Bearer {tokens['access_token']}"
        answers = []
        for number in range(5):
            address = f"{ready['url']}/v3/company/{ready['realm']}/batch?requestid=b{number}"
            answers.append(session.post(address, json=batch(number), timeout=20).json()["BatchItemResponse"])
        process.send_signal(signal.SIGKILL)
        process.wait(timeout=5)
    with command(path) as (process, ready):
        base = f"{ready['url']}/v3/company/{ready['realm']}"
        counted = session.get(f"{base}/query", params={"query": "select count(*) from Invoice"}, timeout=5).json()
        assert counted["QueryResponse"]["totalCount"] == 150
        repeated = session.post(f"{base}/batch?requestid=b4", json=batch(4), timeout=20).json()["BatchItemResponse"]
        assert repeated == answers[4]


def test_a_file_that_is_something_else_is_refused_and_left_alone(tmp_path):
    text = tmp_path / "notes.txt"
    text.write_text("not a database, and long enough to look at " * 50)
    other = tmp_path / "other.db"
    with sqlite3.connect(other) as file:
        file.execute("CREATE TABLE mine (x)")
    for path in (text, other):
        before = path.read_bytes()
        with pytest.raises(NotOurs):
            State(path)
        assert path.read_bytes() == before


def test_a_state_of_another_seed_is_refused(path):
    with opened(path):
        pass
    with pytest.raises(NotOurs, match="--seed 1"):
        State(path).attach(Intuit(2))


class Malice:
    def __reduce__(self):
        return (print, ("this must never run",))


def test_a_state_is_data_never_code(path, capsys):
    with opened(path):
        pass
    with sqlite3.connect(path) as file:
        file.execute("UPDATE document SET body = ? WHERE kind = 'Customer'", (pickle.dumps(Malice()),))
    with pytest.raises(NotOurs):
        State(path).attach(Intuit(1))
    assert "never run" not in capsys.readouterr().out
