"""`order-sync map-item`, as a bookkeeper calls it."""

from tests.cli.conftest import OrderSync
from tests.pipeline.conftest import Flow

MAP = "rules/items.csv"


def waiting(flow: Flow) -> list[str]:
    with flow.outside.ledger() as book:
        return [row.code for row in book.orders.needing_attention("shopify", 100)]


def with_map(flow: Flow) -> None:
    (flow.outside.include / MAP).write_bytes(b"\xef\xbb\xbfsku;map item\r\nOLD;Services\r\n")
    flow.rewrite("syncs/shopify.yaml", "rules: [demo.yaml]", "rules: [demo.yaml, items.csv]\nitems: {when_missing: hold}")


def test_a_sku_that_is_mapped_once_lets_the_orders_go_that_waited_for_it(flow: Flow, order_sync: OrderSync) -> None:
    with_map(flow)
    order = flow.orders_of("shopify")[0]
    flow.run(order_numbers=[order["number"]])
    assert waiting(flow) == ["item_missing"]
    with flow.outside.ledger() as book:
        (row,) = book.orders.needing_attention("shopify", 100)
    while waiting(flow):
        sku = row.remedy.partition("map-item ")[2].partition(" ITEM")[0]
        called = order_sync("map-item", sku, "garden lights", "--sync", "shopify")
        assert called.returncode == 0, called.stdout
        assert f"items.csv: {sku} is booked under “Garden Lights”." in called.stdout
        flow.run(order_numbers=[order["number"]])
        with flow.outside.ledger() as book:
            row = next(iter(book.orders.needing_attention("shopify", 100)), row)
    text = (flow.outside.include / MAP).read_bytes()
    assert text.startswith(b"\xef\xbb\xbfsku;map item\r\nOLD;Services\r\n") and b";Garden Lights\r\n" in text


def test_what_cannot_be_mapped_is_said_and_nothing_is_written(flow: Flow, order_sync: OrderSync) -> None:
    with_map(flow)
    before = (flow.outside.include / MAP).read_bytes()
    unknown = order_sync("map-item", "MUG", "Garden Light", "--sync", "shopify")
    assert unknown.returncode == 1 and "Did you mean “Garden Lights”?" in unknown.stdout
    taken = order_sync("map-item", "OLD", "Garden Lights", "--sync", "shopify")
    assert taken.returncode == 1 and "--replace" in taken.stdout
    which = order_sync("map-item", "MUG", "Garden Lights")
    assert which.returncode == 1 and "shopify, woocommerce" in which.stdout
    assert (flow.outside.include / MAP).read_bytes() == before
    assert order_sync("map-item", "OLD", "Garden Lights", "--sync", "shopify", "--replace").returncode == 0


def test_without_a_map_one_is_begun_and_the_sync_is_to_read_it(flow: Flow, order_sync: OrderSync) -> None:
    called = order_sync("map-item", "MUG", "Garden Lights", "--sync", "shopify")
    assert called.returncode == 0 and "add shopify-items.csv to rules" in called.stdout
    assert (flow.outside.include / "rules/shopify-items.csv").read_text() == "sku,map item\nMUG,Garden Lights\n"
