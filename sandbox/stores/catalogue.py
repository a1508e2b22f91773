"""What the two stores sell. Prices without a currency: the same figure is used in every currency."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from decimal import Decimal

_LONG = (
    "Hand-printed linen wall calendar, twelve months on one sheet, pre-washed and stone-dried, hemmed on all four sides, "
    "with a beech rod, two brass hooks and a cotton cord; colours differ a little from piece to piece because every sheet "
    "is dyed by hand; wash cold, dry flat, iron on the back; made in small runs of forty, each signed by the printer"
)


@dataclass(frozen=True)
class Product:
    """Something that a store sells. `sku` empty: it never had one; `deleted`: the store has removed the product since."""

    sku: str
    title: str
    price: Decimal
    variant: str = ""
    taxable: bool = True
    gift_card: bool = False
    deleted: bool = False

    @property
    def product_id(self) -> int:
        """The same number for the same product, in every world."""
        return 1000 + zlib.crc32(f"{self.sku}|{self.title}".encode()) % 900_000


def _products(*rows: tuple[str, str, str]) -> tuple[Product, ...]:
    return tuple(Product(sku, title, Decimal(price)) for sku, title, price in rows)


_BOTH = _products(
    ("MUG-2026", "Stoneware mug 2026", "14.50"),
    ("TEA-ASSAM-100", "Assam tea, 100 g", "6.35"),
    ("TEA-MINT-050", "Peppermint tea, 50 g", "3.33"),
    ("CANDLE-S", "Beeswax candle, small", "0.35"),
    ("CANDLE-L", "Beeswax candle, large", "11.05"),
    ("SOAP-OAT", "Oat soap", "4.99"),
    ("APRON-BLUE", "Apron, blue", "33.33"),
    ("TOWEL-SET-3", "Tea towels, set of three", "19.99"),
    ("NOTE-A5", "Notebook A5", "8.15"),
    ("NOTE-A6", "Notebook A6", "5.65"),
    ("PEN-BRASS", "Brass pen", "27.95"),
    ("INK-30", "Ink, 30 ml", "9.90"),
    ("BAG-CANVAS", "Canvas bag", "16.67"),
    ("BOARD-OAK", "Oak cutting board", "49.00"),
    ("KNIFE-PARING", "Paring knife", "22.22"),
    ("JAR-500", "Storage jar 500 ml", "7.77"),
    ("BLANKET-WOOL", "Wool blanket", "149.00"),
    ("LAMP-DESK", "Desk lamp", "89.95"),
    ("CALENDAR-LINEN", _LONG, "29.10"),
)
_OLD = _products(("MUG-OLD", "Stoneware mug (old glaze)", "13.95"), ("SOAP-OLD", "Oat soap (old wrapper)", "4.75"))

SHOPIFY = (
    *_BOTH,
    *_OLD,
    Product("HOODIE-GRN-M", "Hoodie", Decimal("54.90"), variant="Green / M"),
    Product("HOODIE-GRN-L", "Hoodie", Decimal("54.90"), variant="Green / L"),
    Product("SPICE-SAFRAN", "Safran für Gäste – Crème brûlée", Decimal("12.34")),
    Product("BOOK-COOK", "Cookbook", Decimal("24.00"), taxable=False),
    Product("COFFEE-250", "Coffee beans, 250 g", Decimal("10.01"), taxable=False),
    Product("", "Repair of a handle", Decimal("12.50")),
)
GIFT_CARD = Product("", "Gift card", Decimal("50.00"), taxable=False, gift_card=True)

# WooCommerce keeps names with HTML entities, and prices finer than a cent (reference section 2.7).
WOOCOMMERCE = (
    *_BOTH,
    *_OLD,
    Product("RIBBON-M", "Ribbon &ndash; by the metre", Decimal("0.3333")),
    Product("SALT-PEPPER", "Salt &amp; pepper mill", Decimal("38.125")),
    Product("POSTER-A3", "Poster 30 &times; 42 cm", Decimal("17.65")),
    Product("SEEDS-MIX", "Gew&uuml;rz seeds, mixed", Decimal("2.995")),
    Product("BOOK-KNIT", "Knitting book", Decimal("21.00"), taxable=False),
    Product("BOWL-RAMEN", "Ramen bowl 丼", Decimal("18.40")),
    Product("", "Engraving &amp; gift wrap", Decimal("6.50")),
    Product("SCARF-1", "Scarf (no longer sold)", Decimal("31.90"), deleted=True),
)

OF_STORE = {"shopify": SHOPIFY, "woocommerce": WOOCOMMERCE}


def find(store: str, sku: str) -> Product | None:
    """The store's product of this SKU."""
    return next((product for product in OF_STORE[store] if product.sku == sku), None)
