"""What the DAG file costs at every parse: over `import airflow.sdk` for 100 syncs, and for each further one.

All timings of one round are taken side by side, in processes of their own; the medians of five rounds count.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.figures import Figure, say

PROJECT = Path(__file__).resolve().parents[1]
ROUNDS = 5
SDK_ONLY = "import airflow.sdk"
PARSE = f"import airflow.sdk, runpy; runpy.run_path({str(PROJECT / 'dags' / 'order_sync_dags.py')!r})"
TIMED = "import time; began = time.process_time(); {code}\nprint(time.process_time() - began)"


def seconds(code: str, include: Path) -> float:
    """The processor time that the code takes in a fresh process."""
    environment = {**os.environ, "ORDER_SYNC_INCLUDE": str(include)}
    environment.pop("PYTHONDONTWRITEBYTECODE", None)
    done = subprocess.run(
        [sys.executable, "-c", TIMED.format(code=code)], env=environment, capture_output=True, text=True, check=True
    )
    return float(done.stdout.split()[-1])


def include_of(folder: Path, syncs: int) -> Path:
    """The project's settings with its first sync that many times."""
    include = folder / str(syncs)
    shutil.copytree(PROJECT / "include", include)
    first = sorted((include / "syncs").glob("*.yaml"))[0].read_text()
    shutil.rmtree(include / "syncs")
    (include / "syncs").mkdir()
    for number in range(syncs):
        (include / "syncs" / f"sync_{number:03}.yaml").write_text(first)
    return include


def main() -> int:
    with tempfile.TemporaryDirectory() as name:
        os.environ["AIRFLOW_HOME"] = name
        hundred, two_hundred = include_of(Path(name), 100), include_of(Path(name), 200)
        rounds = [
            (seconds(SDK_ONLY, hundred), seconds(PARSE, hundred), seconds(PARSE, two_hundred)) for _ in range(ROUNDS + 1)
        ][1:]
    over_sdk = statistics.median(parse - sdk for sdk, parse, _ in rounds)
    further = statistics.median((more - fewer) / 100 for _, fewer, more in rounds)
    return say(
        Figure("DAG file with 100 syncs, over import airflow.sdk", round(over_sdk, 2), "s", "<=1.0"),
        Figure("each further sync", round(further * 1000, 1), "ms", "<=10"),
    )


if __name__ == "__main__":
    sys.exit(main())
