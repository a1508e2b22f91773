"""`make test-clients CLIENT_SOURCES=folder`: python-quickbooks' own integration tests, from a checkout, against the sandbox.

`folder` is a checkout of python-quickbooks 0.9.12, or holds one by that name. Nothing of it is copied or changed.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from sandbox.quickbooks.intuit import Intuit
from sandbox.quickbooks.server import Running, serving
from tests.sandbox.quickbooks.clients.own_tests.python_quickbooks_files import VERSION

HERE = Path(__file__).parent
NAME = "python-quickbooks"
SAMPLE = "us_trading"
HOW = "make test-clients CLIENT_SOURCES=folder, where folder is a checkout of " + NAME + " " + ".".join(map(str, VERSION))


def main(arguments: list[str]) -> int:
    given = arguments[0] if arguments else ""
    if not given:
        return _refuse("no checkout was given")
    checkout = next((path for path in (Path(given), Path(given) / NAME) if (path / "quickbooks/client.py").is_file()), None)
    if checkout is None:
        return _refuse(f"{given} is not a checkout of {NAME}, and holds none of that name")
    found = _version(checkout)
    if found != VERSION:
        return _refuse(f"the checkout is of version {'.'.join(map(str, found)) or 'unknown'}")
    if not (checkout / "tests/integration").is_dir():
        return _refuse("the checkout has no folder tests/integration; a release's archive has none, the repository has")
    intuit = Intuit(samples=(SAMPLE,))
    intuit.first.company.switches.change({"refresh_grace_seconds": 86_400.0})  # each test signs in with the first token
    with serving(intuit) as sandbox:
        return _run(checkout, sandbox)


def _refuse(what: str) -> int:
    print(f"{what}; say {HOW}", file=sys.stderr)
    return 2


def _version(checkout: Path) -> tuple[int, ...]:
    setup = checkout / "setup.py"
    found = re.search(r"^VERSION = \(([\d, ]+)\)", setup.read_text() if setup.is_file() else "", re.MULTILINE)
    return tuple(int(part) for part in found.group(1).split(",")) if found else ()


def _run(checkout: Path, sandbox: Running) -> int:
    environment = {
        **os.environ,
        "CLIENT_ID": sandbox.client_id,
        "CLIENT_SECRET": sandbox.client_secret,
        "REFRESH_TOKEN": sandbox.refresh_token,
        "COMPANY_ID": sandbox.realm,
        "SANDBOX_URL": sandbox.url,
        "OAUTHLIB_INSECURE_TRANSPORT": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": os.pathsep.join((str(checkout.resolve()), str(HERE))),  # its own package, not the installed one
    }
    plain = ["-c", os.devnull, "--rootdir", ".", "-p", "no:cacheprovider", "-p", "python_quickbooks_plugin"]
    command = [sys.executable, "-m", "pytest", "tests/integration", "-rfEx", *plain]
    return subprocess.run(command, cwd=checkout, env=environment, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
