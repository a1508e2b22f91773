"""QuickBooks' query language: one entity, AND only, no joins and no projections (reference section 4.4)."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

from sandbox.quickbooks import tax_code_pages
from sandbox.quickbooks.clock import COMPANY_ZONE
from sandbox.quickbooks.company import NUMBER_SEQUENCE, PEOPLE, Company, Document
from sandbox.quickbooks.errors import refusal
from sandbox.quickbooks.fields import KIND_OF_PATH, LISTS, TRANSACTIONS
from sandbox.quickbooks.values import (
    TIMES,
    is_text,
    literal,
    not_queryable,
    searchable,
    side_of,
    side_of_value,
    value_of,
)

DEFAULT_RESULTS = 100
MOST_RESULTS = 1000
TOKEN = re.compile(r"\s*(?:(?P<text>'(?:[^'\\]|\\.)*')|(?P<sign><=|>=|!=|<>|[=<>(),*])|(?P<word>[^\s=<>(),*'!]+))")
SIGNS = ("=", "<", ">", "<=", ">=")


@dataclass(frozen=True)
class Condition:
    property: str
    sign: str  # =, <, >, <=, >=, IN, LIKE
    values: tuple[str, ...]


@dataclass(frozen=True)
class Query:
    kind: str
    count: bool
    conditions: tuple[Condition, ...]
    order: tuple[tuple[str, bool], ...]  # (property, descending)
    start: int
    most: int


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
    if query.kind == "TaxCode" and company.switches.pseudo_tax_codes_beside_page:
        page = tax_code_pages.page_of(found, query.start, query.most)
    else:
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


def parse(text: str) -> Query:
    """Raises 4000 for what cannot be parsed, 4001 for what is not valid."""
    return _Parser(text).query()


class _Parser:
    def __init__(self, text: str) -> None:
        self.text = text
        self.columns: list[int] = []  # where each token starts, for the texts of refusals
        self.tokens = self._split(text)
        self.at = 0

    def query(self) -> Query:
        self._expect("SELECT")
        count, beside = self._selection()
        self._expect("FROM")
        kind = self._entity()
        for name in beside:
            self._known(kind, name)
        conditions = self._conditions(kind)
        order = self._order(kind)
        start, most = self._page()
        if self.at < len(self.tokens):
            raise self._unexpected()
        return Query(kind, count, conditions, order, start, most)

    def _split(self, text: str) -> list[str]:
        tokens, place, text = [], 0, text.rstrip()
        while place < len(text):
            found = TOKEN.match(text, place)
            if not found:
                raise refusal("4000", f"QueryParserError: Invalid content. Lexical error at line 1, column {place + 1}.")
            tokens.append(found.group(found.lastgroup or 0))
            self.columns.append(found.start(found.lastgroup or 0) + 1)
            place = found.end()
        return tokens

    def _selection(self) -> tuple[bool, list[str]]:
        """(count(*)?, what is named beside *). Properties without * would be a projection: refused."""
        if self._accept("COUNT"):
            for part in "(*)":
                self._expect(part)
            return True, []
        self._expect("*")
        beside = []
        while self._accept(","):
            beside.append(self._next())
        return False, beside

    def _known(self, kind: str, name: str) -> None:
        """Raises 4001 for a property that the entity does not have at all."""
        top = name.partition(".")[0].lower()
        if top not in {known.partition(".")[0] for known in (*searchable(kind), *not_queryable(kind))}:
            raise refusal("4001", f"QueryValidationError: Property {name} not found for Entity {kind}")

    def _entity(self) -> str:
        name = self._next()
        kind = KIND_OF_PATH.get(name.lower())
        if kind is None:
            raise refusal("4001", f"QueryValidationError: Invalid context declaration: {name}")
        return kind

    def _conditions(self, kind: str) -> tuple[Condition, ...]:
        if not self._accept("WHERE"):
            return ()
        conditions = [self._condition(kind)]
        while self._accept("AND"):
            conditions.append(self._condition(kind))
        return tuple(conditions)

    def _condition(self, kind: str) -> Condition:
        name = self._property(kind)
        sign = self._next().upper()
        if sign == "IN":
            values = self._list()
        elif sign in (*SIGNS, "LIKE"):
            values = (self._value(),)
        else:
            raise self._unexpected(back=1)
        if name == "Id" and sign not in ("=", "IN"):
            raise refusal("4001", f"QueryValidationError: Operator {sign} is not supported for property Id; use = or IN")
        return Condition(name, sign, values)

    def _property(self, kind: str) -> str:
        name = self._next()
        known = searchable(kind).get(name.lower())
        if name.lower() in not_queryable(kind):
            raise refusal("4001", f"QueryValidationError: property '{not_queryable(kind)[name.lower()]}' is not queryable")
        if known is None:
            raise refusal("4001", f"QueryValidationError: Property {name} not found for Entity {kind}")
        return known

    def _value(self) -> str:
        token = self._next()
        if token in (*SIGNS, "(", ")", ",", "*"):
            raise self._unexpected(back=1)
        return literal(token)

    def _list(self) -> tuple[str, ...]:
        self._expect("(")
        values = [self._value()]
        while self._accept(","):
            values.append(self._value())
        self._expect(")")
        return tuple(values)

    def _order(self, kind: str) -> tuple[tuple[str, bool], ...]:
        if self._accept("ORDER"):
            self._expect("BY")
        elif not self._accept("ORDERBY"):
            return ()
        order = []
        while True:
            name = self._property(kind)
            descending = self._accept("DESC")
            if not descending:
                self._accept("ASC")
            order.append((name, descending))
            if not self._accept(","):
                return tuple(order)

    def _page(self) -> tuple[int, int]:
        """STARTPOSITION and MAXRESULTS, in either order."""
        page = {"STARTPOSITION": 1, "MAXRESULTS": DEFAULT_RESULTS}
        while self.at < len(self.tokens) and self.tokens[self.at].upper() in page:
            name = self._next().upper()
            number = self._next()
            if not number.lstrip("-").isdigit():
                raise self._unexpected(back=1)
            page[name] = int(number)
            least, most = (1, None) if name == "STARTPOSITION" else (0, MOST_RESULTS)
            if page[name] < least:
                raise refusal("4001", f"QueryValidationError: value {number} is too small. Min allowed value is {least}")
            if most is not None and page[name] > most:
                raise refusal("4001", f"QueryValidationError: value {number} is too large. Max allowed value is {most}")
        return page["STARTPOSITION"], page["MAXRESULTS"]

    def _next(self) -> str:
        if self.at >= len(self.tokens):
            raise self._unexpected()
        self.at += 1
        return self.tokens[self.at - 1]

    def _accept(self, word: str) -> bool:
        found = self.at < len(self.tokens) and self.tokens[self.at].upper() == word
        self.at += found
        return found

    def _expect(self, word: str) -> None:
        if not self._accept(word):
            raise self._unexpected()

    def _unexpected(self, back: int = 0) -> Exception:
        place = self.at - back
        if place >= len(self.tokens):
            found, column = '" <EOF> ""', len(self.text.rstrip()) + 1
        else:
            token, column = self.tokens[place], self.columns[place]
            found = f'" <STRING> "{token} ""' if token.startswith("'") else f'" "{token} ""'
        return refusal("4000", f"QueryParserError: Encountered {found} at line 1, column {column}.")


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
