"""QuickBooks Online on this machine: the Accounting API's real paths, shapes, rules and refusals, on loopback.

Its state is in memory, or in an SQLite file. Built from reference/quickbooks-online-api.md; where that says *unknown*,
there is a switch (switches.py). What it has, and what it has not: docs/sandbox.md.
"""
