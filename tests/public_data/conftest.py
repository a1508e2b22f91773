"""These tests need data that `make test-data` installs; without it they are no part of the tests."""

import os

collect_ignore_glob = [] if "ORDER_SYNC_SUPERSTORE" in os.environ else ["test_*.py"]
