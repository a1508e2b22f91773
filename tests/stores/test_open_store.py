"""One way in to every store."""

from __future__ import annotations

import pytest

from order_sync.connections import Connection
from order_sync.errors import CredentialsError, SettingsError
from order_sync.stores import KINDS, open_store
from order_sync.syncs import StoreSettings
from tests.stores.scripted_session import ScriptedSession

CONNECTION = Connection("main_shop", "", "https://shop.example.com", "ck_1", "secret")


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_of_store_opens_without_a_call(kind):
    session = ScriptedSession()
    store = open_store(StoreSettings(kind=kind, connection="main_shop"), "main_shop", CONNECTION, session=session)
    assert store.calls == 0
    assert session.asked == []


def test_an_unknown_kind_names_those_there_are():
    with pytest.raises(SettingsError, match="shopify, woocommerce"):
        open_store(StoreSettings(kind="abacus", connection="main_shop"), "main_shop", CONNECTION)


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_a_connection_without_secret_is_named(kind):
    bare = Connection("main_shop", kind, "https://shop.example.com", "ck_1")
    with pytest.raises(CredentialsError, match="“main_shop” has no password"):
        open_store(StoreSettings(kind=kind, connection="main_shop"), "main_shop", bare)
