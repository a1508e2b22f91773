"""How long `make demo` takes once everything is downloaded, and where the time goes."""

from __future__ import annotations

import json
import sys
import time

from bench.figures import Figure, say
from local import demo
from local.folder import RUN


def main() -> int:
    began = time.monotonic()
    failed = demo.main()
    took = time.monotonic() - began
    seconds = json.loads((RUN / "demo" / "seconds.json").read_text())
    parts = [Figure(f"of which: {part}", round(value, 1), "s", "<=180") for part, value in seconds.items()]
    return say(Figure("make demo", round(took, 1), "s", "<=180"), *parts) or failed


if __name__ == "__main__":
    sys.exit(main())
