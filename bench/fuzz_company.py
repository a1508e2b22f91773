"""The QuickBooks sandbox as a process of its own, for the fuzz: companies, tokens, and whether all is well in it."""

from __future__ import annotations

import json
import subprocess
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import requests

SAMPLES = ("us", "us_tax", "uk", "ca")
BACK = "http://127.0.0.1:9/back"
SECONDS = 30  # for one answer; the slow fault takes one
Document = dict[str, Any]


class Sandbox:
    """`python -m sandbox.quickbooks` with four companies, its books in an SQLite file of the folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.session = requests.Session()
        self._tokens: dict[str, str] = {}
        self._start()
        self._switches = {realm: self.control("GET", "/switches", realm=realm) for realm in self.realms}

    def _start(self) -> None:
        command = [sys.executable, "-m", "sandbox.quickbooks", "--state", str(self.folder / "books.db")]
        command += [part for sample in SAMPLES for part in ("--company", sample)]
        with (self.folder / "errors.log").open("a") as errors:
            self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True)
        assert self.process.stdout is not None
        ready = json.loads(self.process.stdout.readline())
        self.url: str = ready["url"]
        self.realms = [company["realm"] for company in ready["companies"]]
        self._app = (ready["client_id"], ready["client_secret"])

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(timeout=SECONDS)

    def restart(self) -> None:
        """Kills it, and starts another on the same file."""
        self.process.kill()
        self.process.wait(timeout=SECONDS)
        self.session = requests.Session()
        self._start()

    def token(self, realm: str) -> str:
        """An access token; where there is none any more a person connects the app anew."""
        if realm not in self._tokens:
            asked = {"client_id": self._app[0], "redirect_uri": BACK, "response_type": "code"}
            consent = {**asked, "decision": "connect", "realm": realm}
            sent_back = self.session.post(f"{self.url}/connect/oauth2", data=consent, allow_redirects=False, timeout=SECONDS)
            code = parse_qs(urlsplit(sent_back.headers["Location"]).query)["code"][0]
            form = {"grant_type": "authorization_code", "code": code, "redirect_uri": BACK}
            tokens = self.session.post(f"{self.url}/oauth2/v1/tokens/bearer", data=form, auth=self._app, timeout=SECONDS)
            self._tokens[realm] = tokens.json()["access_token"]
        return self._tokens[realm]

    def forget_token(self, realm: str) -> None:
        self._tokens.pop(realm, None)

    def control(self, method: str, path: str, body: Any = None, **parameters: str) -> Any:
        answer = self.session.request(method, f"{self.url}/_sandbox{path}", json=body, params=parameters, timeout=SECONDS)
        return answer.json()

    def post(self, realm: str, kind: str, body: Document) -> requests.Response:
        headers = {"Authorization": f"Bearer {self.token(realm)}"}
        return self.session.post(
            f"{self.url}/v3/company/{realm}/{kind.lower()}", json=body, headers=headers, timeout=SECONDS
        )

    def documents(self, realm: str, kinds: list[str], most: int = 40) -> dict[str, list[Document]]:
        """The newest documents of each kind."""
        return {kind: self.control("GET", "/documents", kind=kind, realm=realm)[-most:] for kind in kinds}

    def calm(self) -> None:
        """Takes back what was switched on: faults, limits, switches, a closed period."""
        self.control("DELETE", "/faults")
        self.control("DELETE", "/webhooks")
        for realm in self.realms:
            self.control("POST", "/switches", self._switches[realm], realm=realm)
            self.control("POST", "/preferences", {"AccountingInfoPrefs": {"BookCloseDate": ""}}, realm=realm)

    def tracebacks(self) -> list[str]:
        """What went wrong inside, by its last line and place; each once."""
        found: defaultdict[str, list[str]] = defaultdict(list)
        for text in (self.folder / "errors.log").read_text(errors="replace").split("Traceback (most recent call last):")[1:]:
            lines = [line for line in text.splitlines() if line.strip()]
            files = [line.strip() for line in lines if line.strip().startswith("File ")]
            error = next((line for line in lines if not line.startswith(" ")), "?")
            found[f"{error[:200]} at {files[-1] if files else '?'}"].append(text)
        return [f"{len(texts)} times: {name}" for name, texts in found.items()]

    def unbalanced(self) -> list[str]:
        """What does not hold of each company's ledger and reports."""
        wrong = []
        for realm in self.realms:
            drift = self.control("GET", "/ledger", realm=realm)
            if drift != {"drift": []}:
                wrong.append(f"company {realm}: drift {json.dumps(drift)[:500]}")
            debits, credits = self._totals(realm, "TrialBalance", "TOTAL")[:2]
            if debits != credits:
                wrong.append(f"company {realm}: debits {debits}, credits {credits}")
            assets = self._totals(realm, "BalanceSheet", "TOTAL ASSETS")
            owed = self._totals(realm, "BalanceSheet", "TOTAL LIABILITIES AND EQUITY")
            if assets != owed:
                wrong.append(f"company {realm}: assets {assets}, liabilities and equity {owed}")
        return wrong

    def _totals(self, realm: str, report: str, title: str) -> list[str]:
        """The cells of the row with this title, of a report over all time; zeros where nothing was posted."""
        self.forget_token(realm)
        answer = self.session.get(
            f"{self.url}/v3/company/{realm}/reports/{report}",
            params={"date_macro": "all", "accounting_method": "Accrual"},
            headers={"Authorization": f"Bearer {self.token(realm)}"},
            timeout=SECONDS,
        ).json()
        waiting = list(answer.get("Rows", {}).get("Row", []))
        while waiting:
            row = waiting.pop()
            cells = [cell["value"] for cell in row.get("ColData") or row.get("Summary", {}).get("ColData", [])]
            if cells and cells[0] == title:
                return cells[1:]
            waiting += row.get("Rows", {}).get("Row", [])
        zeros = ["0.00"] * (2 if report == "TrialBalance" else 1)
        return zeros if "NoReportData" in json.dumps(answer) else [f"no {title} in {json.dumps(answer)[:200]}", "?"]
