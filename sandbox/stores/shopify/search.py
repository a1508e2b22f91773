"""Shopify's search language, the part that `orders(query:)` needs: terms, quotes, comparators, AND, OR, NOT, -, parentheses.

Terms next to each other mean AND, which binds tighter than OR. A field that is not known is ignored, with a warning
(reference section 8; how Shopify treats it is not documented).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from graphql import GraphQLError

from sandbox.stores.shopify.order import ShopifyOrder

Predicate = Callable[[ShopifyOrder], bool]


@dataclass(frozen=True)
class Term:
    """`field:comparator value`; field "" for a bare word. `quoted`: the value stood in quotes."""

    field: str
    comparator: str
    value: str
    quoted: bool


@dataclass
class Search:
    """What a term needs to know to be compiled, and the warnings that come of it."""

    zone: ZoneInfo
    now: datetime
    warnings: list[dict[str, str]] = field(default_factory=list)

    def warn(self, term: Term, message: str, code: str) -> None:
        self.warnings.append({"field": term.field, "message": message, "code": code})


_TOKEN = re.compile(
    r"""\s*(?:
      (?P<mark>[()])
    | (?P<word>AND|OR|NOT)(?=[\s()]|$)
    | (?P<minus>-)(?=[\w(\"'])
    | (?:(?P<field>\w+):(?P<comparator>>=|<=|>|<)?)?
      (?:'(?P<single>[^']*)'|"(?P<double>[^"]*)"|(?P<plain>[^\s()'"]+))
    )""",
    re.VERBOSE,
)


def parse(text: str, compile_term: Callable[[Term], Predicate | None]) -> Predicate:
    """The text as one test of an order; `compile_term` answers None for a term that is to be ignored."""
    parser = _Parser(_tokens(text), compile_term)
    found = parser.any_of() if parser.tokens else None
    if parser.tokens:
        raise _invalid(text)
    return found or (lambda _order: True)


def _invalid(text: str) -> GraphQLError:
    return GraphQLError(f"Invalid search query: {text}", extensions={"code": "BAD_REQUEST"})


def _tokens(text: str) -> list[str | Term]:
    tokens: list[str | Term] = []
    place, end = 0, len(text.rstrip())
    while place < end:
        match = _TOKEN.match(text, place)
        if match is None:
            raise _invalid(text)
        tokens.append(_token(match))
        place = match.end()
    return tokens


def _token(match: re.Match[str]) -> str | Term:
    if match["mark"] or match["word"]:
        return match["mark"] or match["word"]
    if match["minus"]:
        return "NOT"
    quoted = match["plain"] is None
    value = (match["single"] if match["single"] is not None else match["double"]) if quoted else match["plain"]
    return Term(match["field"] or "", match["comparator"] or "", value, quoted)


class _Parser:
    """any_of: all_of (OR all_of)*; all_of: one (AND? one)*; one: NOT one | (any_of) | term. None: nothing to test."""

    def __init__(self, tokens: list[str | Term], compile_term: Callable[[Term], Predicate | None]) -> None:
        self.tokens = tokens
        self._compile = compile_term

    def any_of(self) -> Predicate | None:
        parts = [self._all_of()]
        while self._take("OR"):
            parts.append(self._all_of())
        tests = [part for part in parts if part]
        if len(tests) == 1:
            return tests[0]
        return (lambda order: any(test(order) for test in tests)) if tests else None

    def _all_of(self) -> Predicate | None:
        parts = [self._one()]
        while self._take("AND") or (self.tokens and self.tokens[0] not in ("OR", ")")):
            parts.append(self._one())
        tests = [part for part in parts if part]
        if len(tests) == 1:
            return tests[0]
        return (lambda order: all(test(order) for test in tests)) if tests else None

    def _one(self) -> Predicate | None:
        if self._take("NOT"):
            inner = self._one()
            return (lambda order: not inner(order)) if inner else None
        if self._take("("):
            inside = self.any_of()
            if not self._take(")"):
                raise GraphQLError("Invalid search query: a parenthesis is not closed", extensions={"code": "BAD_REQUEST"})
            return inside
        token = self.tokens.pop(0) if self.tokens else None
        if not isinstance(token, Term):
            raise GraphQLError("Invalid search query: a term is missing", extensions={"code": "BAD_REQUEST"})
        return self._compile(token)

    def _take(self, mark: str) -> bool:
        if self.tokens and self.tokens[0] == mark:
            self.tokens.pop(0)
            return True
        return False
