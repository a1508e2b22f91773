"""The ledger's row types: one interface, and the same nine fields in every type that has it."""

from __future__ import annotations

_FIELDS = """
  id: ID!
  actionType: SaleActionType!
  lineType: SaleLineType!
  quantity: Int
  totalAmount: MoneyBag!
  totalTaxAmount: MoneyBag!
  totalDiscountAmountBeforeTaxes: MoneyBag!
  totalDiscountAmountAfterTaxes: MoneyBag!
  taxes: [SaleTax!]!
"""

# lineType -> (GraphQL type, its own field). The types of lines that the sandbox never sells are there to be asked for.
SALE_TYPES = {
    "PRODUCT": ("ProductSale", "lineItem: LineItem!"),
    "GIFT_CARD": ("GiftCardSale", "lineItem: LineItem!"),
    "TIP": ("TipSale", "lineItem: LineItem!"),
    "SHIPPING": ("ShippingLineSale", "shippingLine: ShippingLine"),
    "DUTY": ("DutySale", "duty: Duty!"),
    "ADDITIONAL_FEE": ("AdditionalFeeSale", "additionalFee: AdditionalFee!"),
    "FEE": ("FeeSale", "fee: ReturnFee!"),
    "ADJUSTMENT": ("AdjustmentSale", ""),
    "UNKNOWN": ("UnknownSale", ""),
}

SDL = f"interface Sale {{{_FIELDS}}}\n" + "\n".join(
    f"type {name} implements Sale {{{_FIELDS}  {own}\n}}" for name, own in SALE_TYPES.values()
)
