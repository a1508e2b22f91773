"""Data checks by Great Expectations: what fails is quarantined, with the reason that its suite gives."""

from order_sync.checks.suites import Suites, open_suites

__all__ = ["Suites", "open_suites"]
