"""QuickBooks' query language: one entity, AND only, no joins and no projections (reference section 4.4)."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from sandbox.quickbooks import searching, tax_code_pages
from sandbox.quickbooks.clock import COMPANY_ZONE
from sandbox.quickbooks.company import Company
from sandbox.quickbooks.errors import refusal
from sandbox.quickbooks.fields import KIND_OF_PATH, LISTS
from sandbox.quickbooks.searching import Test
from sandbox.quickbooks.values import TIMES, is_text, literal, not_queryable, searchable, side_of, side_of_value

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
    if query.count:
        return {"totalCount": searching.count(company, query.kind, tests)}
    if query.kind == "TaxCode" and company.switches.pseudo_tax_codes_beside_page:
        found = searching.page(company, query.kind, tests, query.order, 0, company.count(query.kind))
        page = tax_code_pages.page_of(found, query.start, query.most)
    else:
        page = searching.page(company, query.kind, tests, query.order, query.start - 1, query.most)
    shown = [company.shown(query.kind, document) for document in page]
    return {query.kind: shown, "startPosition": query.start, "maxResults": len(page)} if page else {}


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


def _tests(company: Company, query: Query) -> list[Test]:
    """A test for every condition; inactive list objects are hidden unless it asks for Active."""
    tests = [_test(company, condition) for condition in query.conditions]
    if query.kind in LISTS and not any(test.property == "Active" for test in tests):
        tests.append(searching.ONLY_ACTIVE)
    return tests


def _test(company: Company, condition: Condition) -> Test:
    name, sign, wanted = condition.property, condition.sign, condition.values
    if sign == "LIKE":
        pattern = _like(wanted[0])
        return Test(name, lambda value: value is not None and pattern.fullmatch(str(value)) is not None)
    texts, equal = wanted if sign in ("=", "IN") else (), sign in ("=", "IN")
    if is_text(name) and equal:
        folded = {text.casefold() for text in wanted if text.strip()}
        null = len(folded) < len(wanted)  # ' ' stands for null
        passes = lambda value: null if value is None else str(value).casefold() in folded  # noqa: E731
        return Test(name, passes, texts, (*folded, *([None] if null else [])))
    if equal and any(not text.strip() for text in wanted):
        named = tuple(text for text in wanted if text.strip())
        others = _test(company, replace(condition, values=named)) if named else None
        return Test(name, lambda value: value is None or (others is not None and others.passes(value)), texts)
    compare = COMPARE["=" if sign == "IN" else sign]
    sides = tuple(side_of(name, text, company.clock.today()) for text in wanted)
    since = sides[0].astimezone(COMPANY_ZONE).isoformat(timespec="seconds") if name in TIMES and sign in (">", ">=") else ""

    def passes_side(value: Any) -> bool:
        if value is None:
            return False
        found = side_of_value(name, value)
        return any(compare(found, side) for side in sides)

    return Test(name, passes_side, texts, sides if equal else None, since)


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
