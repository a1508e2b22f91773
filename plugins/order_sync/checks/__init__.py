"""Data checks by Great Expectations: what fails is quarantined, with the reason that its suite gives."""

from order_sync.checks.quarantine import quarantine
from order_sync.checks.suites import Frames, Suites, open_suites

__all__ = ["Frames", "Suites", "open_suites", "quarantine"]
