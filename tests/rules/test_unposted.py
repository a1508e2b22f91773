"""An action that does not reach QuickBooks yet is refused where rules run for real, never passed over in silence."""

from __future__ import annotations

from pathlib import Path

import pytest

from order_sync.errors import SettingsError
from order_sync.rules import parse_rules, refuse_unposted
from order_sync.rules.actions import ACTIONS
from order_sync.rules.unposted import UNPOSTED, is_unposted

DOCS = Path(__file__).parents[2] / "docs" / "rules.md"


def rules(do: str, more: str = "") -> str:
    return f"rules:\n  - name: Online\n    when: always\n    do: {do}\n{more}"


@pytest.mark.parametrize("action", [*sorted(UNPOSTED), "map custom field Colour"])
def test_a_rule_with_such_an_action_is_refused_with_its_place(action: str) -> None:
    with pytest.raises(SettingsError, match=f"main.yaml, line 2, rule “Online”: “{action.lower()}” is not posted"):
        value = "invoice" if action == "map transaction type" else "X"
        refuse_unposted(parse_rules(rules(f"{{{action}: {value}}}"), "main.yaml"))


def test_a_rule_that_is_switched_off_is_not() -> None:
    refuse_unposted(parse_rules(rules("{map class: X}", more="    enabled: no\n"), "main.yaml"))


@pytest.mark.parametrize(("action", "records"), [("map memo", "[payment]"), ("map discount account", "[invoice]")])
def test_an_action_that_some_records_do_not_carry_by_themselves_is_refused_for_them(action: str, records: str) -> None:
    with pytest.raises(SettingsError, match="not posted to QuickBooks for these records"):
        refuse_unposted(parse_rules(rules(f"{{{action}: X}}", more=f"    records: {records}\n"), "main.yaml"))


def test_all_other_actions_pass() -> None:
    assert set(ACTIONS) > UNPOSTED
    refuse_unposted(parse_rules(rules("[hold order, {map sku: A, map memo: B}, remove tax]"), "main.yaml"))


def test_the_docs_name_each_of_them() -> None:
    (said,) = [part for part in DOCS.read_text().split("\n\n") if part.startswith("**Not posted yet.**")]
    assert all(f"`{name}`" in said for name in UNPOSTED)
    assert "`map custom field NAME`" in said and is_unposted("map custom field colour")
