from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta, timezone

import msgspec

from order_sync.ledger import Ledger
from order_sync.records.record import Approval
from tests.ledger.test_orders import ROW, SEEN

APPROVAL = Approval(
    sync="daily",
    order_id="1",
    order_number="1001",
    rule="Large",
    sold_hash="as it was",
    approved_by="Ada",
    approved_at=SEEN + timedelta(hours=1),
)
OTHER_SYNC = msgspec.structs.replace(APPROVAL, sync="hourly")


def test_an_order_can_be_approved_more_than_once_in_each_sync(ledger: Ledger):
    again = msgspec.structs.replace(APPROVAL, sold_hash="as it is now")
    for approval in (APPROVAL, OTHER_SYNC, again):
        ledger.approvals.add(approval)
    assert ledger.approvals.of("daily", ["1", "2"]) == {"1": (APPROVAL, again)}


def test_an_approval_that_is_taken_back_stands_no_more_and_is_kept(ledger: Ledger):
    ledger.approvals.add(APPROVAL)
    ledger.approvals.add(OTHER_SYNC)
    ledger.clock = lambda: datetime(2026, 3, 2, tzinfo=timezone.utc)
    assert ledger.approvals.withdraw("daily", "#1001", "Grace") == (APPROVAL,)
    assert ledger.approvals.withdraw("daily", "1001", "Grace") == ()
    assert ledger.approvals.of("daily", ["1"]) == {}
    assert ledger.approvals.of("hourly", ["1"]) == {"1": (OTHER_SYNC,)}
    with ledger.engine.connect() as connection:
        kept = connection.exec_driver_sql("SELECT approved_by, withdrawn_by FROM order_sync_approvals ORDER BY number").all()
    assert kept == [("Ada", "Grace"), ("Ada", None)]


def test_a_waiting_order_that_was_approved_since_its_last_look_is_to_be_looked_at(ledger: Ledger):
    ledger.orders.save([replace(ROW, order_id=id_, state="waiting") for id_ in ("1", "2")])
    ledger.orders.save([replace(ROW, order_id="3", state="waiting", seen_at=SEEN + timedelta(hours=2))])
    ledger.orders.save([replace(ROW, order_id="4", state="posted")])
    for id_ in ("3", "4", "1"):
        ledger.approvals.add(msgspec.structs.replace(APPROVAL, order_id=id_, order_number=f"100{id_}"))
    assert ledger.approvals.not_looked_at("daily") == ("1",)
    ledger.approvals.withdraw("daily", "1001", "Ada")
    assert ledger.approvals.not_looked_at("daily") == ()
