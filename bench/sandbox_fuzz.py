"""Requests without end, valid and hostile, by schemathesis from the QuickBooks sandbox's own description: nothing may break.

No 5xx answer but by faults that were switched on, no traceback, no answer that the description does not know, and after it
every company's ledger still balances: `python -m bench.sandbox_fuzz --requests 10000 --seed 1`. The sandbox runs as a
process of its own; of the controls, those that change how it answers are taken back a few requests later.
"""

from __future__ import annotations

import argparse
import copy
import json
import os
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests
import schemathesis
from hypothesis import HealthCheck, Phase, given, seed, settings
from hypothesis import strategies as st
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.generation import GenerationMode
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from bench.fuzz_company import SECONDS, Sandbox
from bench.fuzz_nearness import Nearness

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
NEARER = 5  # so often each case goes out nearer to the books
CASES_IN_ROUND = 500  # between two looks at the books
SHAKEN = 4  # requests that a fault, a limit or a switch lasts
SHAKING = ("/faults", "/switches", "/throttle", "/webhooks", "/disconnect")
FORM = 12  # how often a form is written; of the other operations each 2, but for these
WEIGHTS = {"Control": 1, "Window": 1, "Sign-in": 1, "Reports": 2, "Queries": 6, "Batches": 2, "Changes": 3}
WEIGHT_OF = {
    "POST /_sandbox/person": 6,
    "POST /_sandbox/preferences": 2,
    "POST /_sandbox/reset": 0.1,
    "POST /_sandbox/restore": 0.5,
    "POST /_sandbox/companies": 0.05,
}
FORMS = ("Estimate", "Invoice", "SalesReceipt", "CreditMemo", "RefundReceipt", "Payment", "Deposit", "JournalEntry")


@dataclass
class Fuzz:
    """One run, and what it found."""

    sandbox: Sandbox
    wanted: int
    start: int  # the seed
    findings: Counter[str] = field(default_factory=Counter)
    shown: dict[str, str] = field(default_factory=dict)
    statuses: Counter[str] = field(default_factory=Counter)
    writes: Counter[str] = field(default_factory=Counter)
    sent: int = 0
    shaken: int = 0

    def run(self) -> None:
        description = schemathesis.openapi.from_url(f"{self.sandbox.url}/openapi.json")
        operations = [found.ok() for found in description.get_all_operations()]
        schemas = description.raw_schema["components"]["schemas"]
        self.kinds = sorted(name for name in schemas["QueryResponse"]["properties"] if name[0].isupper())
        shares = [(_cases(operation), _weight(operation)) for operation in operations]
        self._fill()
        while self.sent < self.wanted:
            self._round(shares, self.start + self.sent)
            self._look_at_books()
            print(f"{self.sent} requests, {len(self.findings)} kinds of findings", file=sys.stderr, flush=True)
        self.sandbox.restart()
        self._look_at_books()

    def _fill(self) -> None:
        """Puts some forms into each company, so that there is something to pay, change and link."""
        for realm in self.sandbox.realms:
            for kind in (*FORMS, *FORMS):
                documents = self.sandbox.documents(realm, ["Customer", "Account", "Item", "TaxCode", *FORMS])
                near = Nearness(documents, random.Random(self.start))  # noqa: S311 (no secret)
                self.sandbox.post(realm, kind, near.plain.body(kind))

    def _round(self, shares: list[tuple[Any, float]], number: int) -> None:
        """Each case goes out as it was generated, and then a few times nearer to the books of its company."""
        chance = random.Random(number)  # noqa: S311 (no secret)
        near = {realm: Nearness(self.sandbox.documents(realm, self.kinds), chance) for realm in self.sandbox.realms}
        most = min(CASES_IN_ROUND, (self.wanted - self.sent) // 3 + 20)  # each is sent some four times
        one = most / sum(weight for _, weight in shares)
        cases = [
            case
            for place, (found, weight) in enumerate(shares)
            for case in _generated(found, int(weight * one + chance.random()), number + place)
        ]
        chance.shuffle(cases)
        for case in cases:
            self._send(case, chance)
            realm = str((case.path_parameters or {}).get("realmId", ""))
            body, asked, path = case.body, dict(case.query or {}), dict(case.path_parameters or {})
            for _ in range(NEARER if realm in near else 0):
                case.body, case.query, case.path_parameters = copy.deepcopy(body), dict(asked), dict(path)
                if _bring_near(case, near[realm], chance):
                    self._send(case, chance)

    def _send(self, case: Case, chance: random.Random) -> None:
        if self.sent >= self.wanted:
            return
        headers, realm = {}, str((case.path_parameters or {}).get("realmId", ""))
        if case.operation.path.startswith("/v3/company/") and chance.random() < 0.98:
            known = realm if realm in self.sandbox.realms else self.sandbox.realms[0]
            headers["Authorization"] = f"Bearer {self.sandbox.token(known)}"
        self.sent += 1
        shaken, self.shaken = self.shaken > 0, self.shaken - 1
        if self.shaken == 0:
            self.sandbox.calm()
        try:
            answer = case.call(
                base_url=self.sandbox.url,
                session=self.sandbox.session,
                headers=headers,
                timeout=SECONDS,
                allow_redirects=False,
            )
        except requests.RequestException as error:
            if not shaken:
                self._note(case, f"no answer: {type(error).__name__} {error}")
            return
        self._judge(case, answer, shaken)
        if answer.status_code == 401:
            self.sandbox.forget_token(realm)
        if case.operation.path.removeprefix("/_sandbox") in SHAKING and case.method != "GET":
            self.shaken = SHAKEN

    def _judge(self, case: Case, answer: Any, shaken: bool) -> None:
        self.statuses[str(answer.status_code)] += 1
        tag = (case.operation.tags or [""])[0]
        if case.method == "POST" and case.operation.path.startswith("/v3"):
            self.writes[f"{tag} {answer.status_code}"] += 1
        if shaken:
            return
        checks = [
            check for check in CHECKS if "requestid" not in (case.query or {}) or check is not response_schema_conformance
        ]
        try:  # a request id that was used for another entity before gives that one's answer: what QuickBooks does is unknown
            case.validate_response(answer, checks=checks)
        except FailureGroup as group:
            for error in group.exceptions:
                self._note(case, f"{type(error).__name__}: {str(error)[:600]}")

    def _note(self, case: Case, what: str) -> None:
        name = f"{case.operation.label}: {what.splitlines()[0][:200]}"
        self.findings[name] += 1
        self.shown.setdefault(name, f"{what}\n    {case.as_curl_command()[:3000]}")

    def _look_at_books(self) -> None:
        self.sandbox.calm()
        self.shaken = 0
        for wrong in self.sandbox.unbalanced():
            self.findings[wrong] += 1
            self.shown.setdefault(wrong, f"seen after {self.sent} requests")


def _weight(operation: Any) -> float:
    tag, label = (operation.tags or [""])[0], operation.label
    if operation.method == "post" and tag in FORMS and not operation.path.endswith("/send"):
        return FORM
    return WEIGHT_OF.get(label, WEIGHTS.get(tag, 2))


def _cases(operation: Any) -> Any:
    """Cases of the operation, a third of them against its description where that says anything of what is sent."""
    valid = operation.as_strategy(generation_mode=GenerationMode.POSITIVE)
    if not (operation.body or operation.query or operation.path_parameters):
        return valid
    hostile = operation.as_strategy(generation_mode=GenerationMode.NEGATIVE)
    return st.sampled_from([valid, valid, hostile]).flatmap(lambda cases: cases)


def _generated(cases: Any, count: int, number: int) -> list[Case]:
    """So many cases; the first that is generated is too plain to be of use."""
    found: list[Case] = []

    @seed(number)
    @settings(
        max_examples=count + 1,
        database=None,
        deadline=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(cases)
    def keep(case: Case) -> None:
        found.append(case)

    if count:
        keep()
    return found[-count:] if count else []


def _bring_near(case: Case, near: Nearness, chance: random.Random) -> bool:
    """Whether there is anything in it to bring nearer."""
    kind = (case.operation.tags or [""])[0]
    if "id" in case.path_parameters and (id := near.id_of(kind)) is not None:
        case.path_parameters["id"] = id
    if case.operation.path.endswith("/batch"):
        case.body = _written(near.batch(case.body))
    elif case.method == "POST" and case.media_type == "application/json":
        body = near.body(kind, case.body)
        near.asked(case.query, body)
        case.body = _written(body)
    if case.operation.path.endswith("/cdc"):
        kinds = chance.choices(list(near.documents), k=3)
        case.query.update(entities=",".join(kinds), changedSince="2020-01-01")
    return case.operation.path.endswith("/cdc") or "id" in case.path_parameters or case.method == "POST"


def _written(body: Any) -> Any:
    """As JSON, which may hold what no text may: half a surrogate pair, NaN."""
    return json.dumps(body).encode() if isinstance(body, (dict, list)) else body


def fuzzed(requests: int, start: int) -> Fuzz:
    """A whole run against a sandbox of its own; what it found stands in `findings`."""
    with tempfile.TemporaryDirectory() as folder:
        sandbox = Sandbox(Path(folder))
        fuzz = Fuzz(sandbox, requests, start)
        try:
            fuzz.run()
        finally:
            sandbox.stop()
        for trace in sandbox.tracebacks():
            fuzz.findings[f"traceback {trace}"] += 1
    return fuzz


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.sandbox_fuzz", description=__doc__)
    parser.add_argument("--requests", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    if os.environ.get("PYTHONHASHSEED") != "0":  # sets would be gone through in another order, and the run be another
        command = [sys.executable, "-m", "bench.sandbox_fuzz", *sys.argv[1:]]
        return subprocess.run(command, env=os.environ | {"PYTHONHASHSEED": "0"}).returncode
    began = time.monotonic()
    fuzz = fuzzed(asked.requests, asked.seed)
    for name, count in fuzz.findings.most_common():
        print(f"{count} x {name}\n    {fuzz.shown.get(name, '')}\n")
    seconds = time.monotonic() - began
    print(f"statuses: {dict(sorted(fuzz.statuses.items()))}")
    print(f"writes: {dict(sorted(fuzz.writes.items()))}")
    print(f"{fuzz.sent} requests in {seconds:.0f} s with seed {asked.seed}: {len(fuzz.findings)} kinds of findings")
    return int(bool(fuzz.findings))


if __name__ == "__main__":
    sys.exit(main())
