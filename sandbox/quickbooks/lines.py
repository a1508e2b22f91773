"""The lines of a sales form: checked, numbered, summed (reference section 2.4)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sandbox.quickbooks import bundles
from sandbox.quickbooks.company import Company, Document
from sandbox.quickbooks.errors import business, missing_parameters, refusal
from sandbox.quickbooks.lists import account_of_type
from sandbox.quickbooks.money import ZERO, cents, grouped
from sandbox.quickbooks.references import SPECIAL_ITEMS
from sandbox.quickbooks.tax_rates import check_sales_rates

Line = dict[str, Any]
DISCOUNT_ACCOUNT = "86"


@dataclass(frozen=True)
class Lines:
    """A form's lines as QuickBooks answers them, and their sums."""

    all: list[Line]
    subtotal: Decimal  # items, without shipping and gratuity
    discount: Decimal  # positive
    extras: Decimal  # shipping and gratuity
    taxable: Decimal  # of lines with tax code TAX, before the discount

    @property
    def items(self) -> list[Line]:
        return list(item_lines(self.all))

    def less_discount(self, amount: Decimal) -> Decimal:
        """What the form's discounts leave of a part of its lines."""
        everything = self.subtotal + self.extras
        return amount - self.discount * amount / everything if everything else amount

    @property
    def net(self) -> Decimal:
        return self.subtotal - self.discount + self.extras


def item_lines(lines: Iterable[Line]) -> Iterator[Line]:
    """The lines that sell an item, those inside bundles and those for shipping and gratuity too."""
    for line in lines:
        if line["DetailType"] == "GroupLineDetail":
            yield from item_lines(line["GroupLineDetail"]["Line"])
        elif line["DetailType"] == "SalesItemLineDetail":
            yield line


def build(company: Company, lines: list[Line], before: Document | None, notes_suffice: bool, taxed: bool = True) -> Lines:
    """Checks the lines of a request and lays them out as QuickBooks does.

    Without any item the form is refused, unless `notes_suffice`. `taxed`: whether tax applies to the form at all.

    Sales lines come first, then one SubTotal line, then discounts, then shipping and gratuity. That a percentage discount
    leaves shipping out is how QuickBooks' own forms reckon; the reference has no recording of it.
    """
    kinds: dict[str, list[Line]] = {"sales": [], "discount": [], "extra": []}
    for line in lines:
        sort = _sort(line)
        if sort:
            kinds[sort].append(_checked(company, line, sort, taxed))
    if not (notes_suffice and kinds["sales"]) and not any(item_lines(kinds["sales"] + kinds["extra"])):
        raise missing_parameters("Line")
    subtotal = _total(kinds["sales"])
    discounts = [_discount(company, line, subtotal) for line in kinds["discount"]]
    number_lines(kinds["sales"] + kinds["extra"], before)
    laid_out = [*kinds["sales"], _subtotal_line(subtotal), *discounts, *kinds["extra"]]
    taxable = _total([line for line in item_lines(kinds["sales"] + kinds["extra"]) if _tax_code(line) == "TAX"])
    return Lines(laid_out, subtotal, _total(discounts), _total(kinds["extra"]), taxable)


def emptied(lines: list[Line]) -> list[Line]:
    """The lines of a voided form: amounts 0, quantities and prices gone (recorded)."""
    return [_emptied(line) for line in lines]


def _sort(line: Line) -> str | None:
    """Where a line of the request goes; None for subtotals, which QuickBooks makes itself."""
    type = line.get("DetailType")
    if type is None:
        raise missing_parameters("DetailType")
    if type == "SubTotalLineDetail":
        return None
    if type == "DiscountLineDetail":
        return "discount"
    item = line.get("SalesItemLineDetail", {}).get("ItemRef", {}).get("value")
    return "extra" if item in SPECIAL_ITEMS else "sales"


def _checked(company: Company, line: Line, sort: str, taxed: bool) -> Line:
    line = {name: value for name, value in line.items() if name not in ("LinkedTxn", "LineNum")}
    if sort == "discount":
        return line
    if line["DetailType"] == "GroupLineDetail":
        return _bundle(company, line, taxed)
    detail = line.get("SalesItemLineDetail")
    if line["DetailType"] == "DescriptionOnly" or not detail or "ItemRef" not in detail:
        # Without an item a line is documentation, whatever amount it names (reference section 2.4).
        kept: Line = {name: line[name] for name in ("Id", "Description") if name in line}
        return {**kept, "DetailType": "DescriptionOnly", "DescriptionLineDetail": line.get("DescriptionLineDetail", {})}
    if "Amount" not in line:
        raise missing_parameters("Amount")
    _agrees(line["Amount"], detail.get("Qty"), detail.get("UnitPrice"))
    if line["Amount"] < 0 and not company.switches.negative_lines:
        raise refusal("2290", "Negative amounts are not supported on transaction lines", "Amount")
    if "ServiceDate" in detail and not company.preference("SalesFormsPrefs", "AllowServiceDate"):
        raise refusal("5030", "Feature Not Supported : AllowServiceDate is turned off in this company", "ServiceDate")
    detail = {name: value for name, value in detail.items() if value or name not in ("Qty", "UnitPrice")}
    if "DiscountRate" in detail:  # it wins over DiscountAmt, which QuickBooks reckons again (minor version 4)
        detail["DiscountAmt"] = cents(line["Amount"] * detail["DiscountRate"] / 100)
    _set_tax_code(company, detail, taxed)
    return {**line, "SalesItemLineDetail": detail}


def _set_tax_code(company: Company, detail: dict[str, Any], taxed: bool) -> None:
    if company.is_us or not company.preference("TaxPrefs", "UsingSalesTax"):
        detail.setdefault("TaxCodeRef", {"value": _usual_tax_code(company, detail["ItemRef"]["value"])})
    elif "TaxCodeRef" in detail:
        check_sales_rates(company, detail["TaxCodeRef"]["value"])
    elif taxed:
        raise business("Make sure all your transactions have a tax rate before you save.")  # not recorded: the text is ours


def _bundle(company: Company, line: Line, taxed: bool) -> Line:
    """A bundle's line holds the lines of its members, and their sum."""
    members = [_checked(company, member, "sales", taxed) for member in bundles.members(company, line)]
    detail = {**line["GroupLineDetail"], "Line": members}
    return {**line, "Amount": _total(members), "GroupLineDetail": detail}


def _agrees(amount: Decimal, quantity: Decimal | None, price: Decimal | None) -> None:
    """6070 unless Amount is Qty times UnitPrice, half-up to the cent; not asked where one of them is absent or 0."""
    if quantity and price and cents(quantity * price) != amount:
        raise refusal("6070", f"Amount is not equal to UnitPrice * Qty. Supplied value:{grouped(amount)}", "Line.Amount")


def _usual_tax_code(company: Company, item_id: str) -> str:
    item = company.find("Item", item_id)
    return "TAX" if item and item.get("Taxable") else "NON"


def _discount(company: Company, line: Line, subtotal: Decimal) -> Line:
    if not company.preference("SalesFormsPrefs", "AllowDiscount"):
        raise business("Discounts are turned off in this company's sales settings.")
    detail = dict(line.get("DiscountLineDetail", {}))
    percent = detail.get("DiscountPercent")
    if detail.get("PercentBased") and percent is not None:
        amount = cents(subtotal * percent / 100)
    elif not detail.get("PercentBased") and "Amount" in line:
        amount = line["Amount"]
        detail.pop("DiscountPercent", None)
    else:
        raise refusal("6090", "A discount line needs PercentBased with DiscountPercent, or an Amount", "DiscountLineDetail")
    if amount < 0:
        raise refusal("2290", "A discount is a positive amount that is taken off", "Amount")
    account = detail.setdefault("DiscountAccountRef", {"value": DISCOUNT_ACCOUNT, "name": "Discounts given"})
    account_of_type(company, account["value"], "DiscountAccountRef", ("Income", "Expense"))
    detail.setdefault("PercentBased", False)
    return {"Amount": amount, "DetailType": "DiscountLineDetail", "DiscountLineDetail": detail} | (
        {"Description": line["Description"]} if "Description" in line else {}
    )


def number_lines(lines: list[Line], before: Document | None) -> None:
    """Lines that name an Id of the document keep it; the others get new ones."""
    known = {line["Id"] for line in _with_members((before or {}).get("Line", [])) if "Id" in line}
    last = max((int(id) for id in known if id.isdigit()), default=0)
    taken: set[str] = set()
    for place, line in enumerate(_with_members(lines), start=1):
        if line.get("Id") not in known or line["Id"] in taken:
            last += 1
            line["Id"] = str(last)
        taken.add(line["Id"])
        line["LineNum"] = place


def _with_members(lines: list[Line]) -> Iterator[Line]:
    for line in lines:
        yield line
        yield from line.get("GroupLineDetail", {}).get("Line", [])


def _subtotal_line(subtotal: Decimal) -> Line:
    return {"Amount": subtotal, "DetailType": "SubTotalLineDetail", "SubTotalLineDetail": {}}


def _tax_code(line: Line) -> str | None:
    code: str | None = line.get("SalesItemLineDetail", {}).get("TaxCodeRef", {}).get("value")
    return code


def _total(lines: list[Line]) -> Decimal:
    return sum((line.get("Amount", ZERO) for line in lines), ZERO)


def _emptied(line: Line) -> Line:
    empty = {**line, "Amount": ZERO} if "Amount" in line else dict(line)
    if "SalesItemLineDetail" in line:
        kept = {name: value for name, value in line["SalesItemLineDetail"].items() if name not in ("Qty", "UnitPrice")}
        empty["SalesItemLineDetail"] = kept
    if "GroupLineDetail" in line:
        empty["GroupLineDetail"] = {**line["GroupLineDetail"], "Line": emptied(line["GroupLineDetail"]["Line"])}
    return empty
