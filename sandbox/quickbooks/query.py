"""What a query finds: its conditions met, in its order, one page of it (reference section 4.4)."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable
from dataclasses import replace
from functools import partial
from typing import Any

from sandbox.quickbooks.clock import COMPANY_ZONE
from sandbox.quickbooks.company import NUMBER_SEQUENCE, PEOPLE, Company, Document
from sandbox.quickbooks.fields import LISTS, TRANSACTIONS
from sandbox.quickbooks.query_parser import Condition, Query, parse
from sandbox.quickbooks.values import TIMES, is_text, side_of, side_of_value, value_of


def answer(company: Company, text: str) -> dict[str, Any]:
    """The QueryResponse of a query text."""
    query = parse(text)
    tests = _tests(company, query)
    if query.count and not tests:
        return {"totalCount": company.count(query.kind)}
    found = _candidates(company, query)
    if any(name in DERIVED for name, _ in tests) or any(name in DERIVED for name, _ in query.order):
        found = [company.shown(query.kind, document) for document in found]
    found = [document for document in found if all(test(value_of(document, name)) for name, test in tests)]
    if query.count:
        return {"totalCount": len(found)}
    _sort(found, query)
    page = found[query.start - 1 : query.start - 1 + query.most]
    shown = [company.shown(query.kind, document) for document in page]
    return {query.kind: shown, "startPosition": query.start, "maxResults": len(page)} if page else {}


def _candidates(company: Company, query: Query) -> list[Document]:
    """What may meet the conditions: by an index where one of them names ids, numbers, names or a time, else everything."""
    kind = query.kind
    for condition in query.conditions:
        find = INDEXES.get(condition.property) if condition.sign in ("=", "IN") else None
        if find and find[0](kind) and all(text.strip() for text in condition.values):
            ids = {id for text in condition.values for owner, id in find[1](company, kind, text) if owner == kind}
            return [document for id in ids if (document := company.find(kind, id)) is not None]
        if condition.property in TIMES and condition.sign in (">", ">="):
            since = side_of(condition.property, condition.values[0], company.clock.today())
            stamp = since.astimezone(COMPANY_ZONE).isoformat(timespec="seconds")
            recent = company.changed_since(kind, stamp)
            return [document for document in recent if company.find(kind, document["Id"]) is not None]
    return company.all(kind)


# property -> (for which kinds there is an index, the (kind, id) that it finds)
Index = tuple[Callable[[str], bool], Callable[[Company, str, str], Iterable[tuple[str, str]]]]
INDEXES: dict[str, Index] = {
    "Id": (lambda _kind: True, lambda _company, kind, id: [(kind, id)]),
    "DocNumber": (lambda kind: kind in NUMBER_SEQUENCE, Company.numbered),
    "DisplayName": (lambda kind: kind in PEOPLE, Company.named),
    "FullyQualifiedName": (lambda kind: kind not in PEOPLE, Company.named),
}
# What a company shows and does not store.
DERIVED = ("Balance", "BalanceWithJobs", "CurrentBalance", "CurrentBalanceWithSubAccounts")


def _tests(company: Company, query: Query) -> list[tuple[str, Callable[[Any], bool]]]:
    """(property, test of its value) for every condition; inactive list objects are hidden unless it asks for Active."""
    tests = [(condition.property, _test(company, condition)) for condition in query.conditions]
    if query.kind in LISTS and not any(name == "Active" for name, _ in tests):
        tests.append(("Active", lambda active: active is not False))
    return tests


def _test(company: Company, condition: Condition) -> Callable[[Any], bool]:
    name, sign, wanted = condition.property, condition.sign, condition.values
    if sign == "LIKE":
        pattern = _like(wanted[0])
        return lambda value: value is not None and pattern.fullmatch(str(value)) is not None
    if is_text(name) and sign in ("=", "IN"):
        folded = {text.casefold() for text in wanted if text.strip()}
        null = len(folded) < len(wanted)  # ' ' stands for null
        return lambda value: null if value is None else str(value).casefold() in folded
    if sign in ("=", "IN") and any(not text.strip() for text in wanted):
        wanted = tuple(text for text in wanted if text.strip())
        others = _test(company, replace(condition, values=wanted)) if wanted else None
        return lambda value: value is None or (others is not None and others(value))
    compare = COMPARE["=" if sign == "IN" else sign]
    sides = [side_of(name, text, company.clock.today()) for text in wanted]
    return lambda value: value is not None and any(compare(side_of_value(name, value), side) for side in sides)


COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
}


def _like(pattern: str) -> re.Pattern[str]:
    """% stands for any characters; nothing else is special."""
    return re.compile(".*".join(re.escape(part) for part in pattern.split("%")), re.IGNORECASE | re.DOTALL)


def _sort(found: list[Document], query: Query) -> None:
    """Without ORDERBY no order is promised: here lists come by id, transactions newest first."""
    found.sort(key=_by_id, reverse=query.kind in TRANSACTIONS)
    for name, descending in reversed(query.order):
        found.sort(key=partial(_by_property, name), reverse=descending)


def _by_id(document: Document) -> int:
    id = document.get("Id", "")  # an exchange rate has none
    return int(id) if id.isdigit() else 0


def _by_property(name: str, document: Document) -> tuple[bool, Any]:
    return _order_key(value_of(document, name))


def _order_key(value: Any) -> tuple[bool, Any]:
    if isinstance(value, str):
        value = int(value) if value.isdigit() and len(value) < 18 else value.casefold()
        return value is not None, (isinstance(value, str), value)
    return value is not None, (False, value if value is not None else 0)
