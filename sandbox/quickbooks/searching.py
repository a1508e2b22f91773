"""Finds what passes a query's tests without going through all documents, where an index helps.

Only the way differs: what is found, and its order, are what a look at every document would give.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from heapq import nlargest, nsmallest
from itertools import chain, groupby, islice
from typing import Any

from sandbox.quickbooks.company import NUMBER_SEQUENCE, PEOPLE, Company, Document
from sandbox.quickbooks.fields import TRANSACTIONS
from sandbox.quickbooks.value_index import ValueIndex
from sandbox.quickbooks.values import value_of

# What a company shows and does not store.
DERIVED = ("Balance", "BalanceWithJobs", "CurrentBalance", "CurrentBalanceWithSubAccounts")
WITH_DERIVED = ("Customer", "Account")
FEW = 10  # an index is followed where it leaves less than this part of the documents


@dataclass(frozen=True)
class Test:
    """A condition on one property."""

    property: str
    passes: Callable[[Any], bool]
    texts: tuple[str, ...] = ()  # the texts that it names, where it asks for equal ones
    sides: tuple[Hashable, ...] | None = None  # the same as they are compared; None where it asks for something else
    since: str = ""  # the stamp before which nothing passes


ONLY_ACTIVE = Test("Active", lambda active: active is not False)


def count(company: Company, kind: str, tests: Sequence[Test]) -> int:
    if not tests or list(tests) == [ONLY_ACTIVE]:
        return company.count(kind, only_active=bool(tests))
    if company.count(kind) == company.count(kind, only_active=True):
        tests = [test for test in tests if test is not ONLY_ACTIVE]
    if len(tests) == 1 and (index := _index(company, kind, tests[0].property)) is not None:
        hidden = company.hidden(kind)
        return sum(len(ids - hidden) if hidden else len(ids) for ids in index.found(tests[0].passes, tests[0].sides))
    return sum(1 for _ in _passing(company, kind, tests))


def page(
    company: Company, kind: str, tests: Sequence[Test], order: Sequence[tuple[str, bool]], start: int, most: int
) -> list[Document]:
    """At most so many from the place `start` on; by id (transactions newest first), or by (property, descending)."""
    if order:
        return _ordered(company, kind, tests, order, start + most)[start:]
    if tests and list(tests) != [ONLY_ACTIVE]:
        return list(islice(_passing(company, kind, tests), start, start + most))
    hidden, documents = company.hidden(kind), company.documents[kind]
    ids = company.listing(kind, only_active=bool(tests)).ids(0 if hidden else start, kind in TRANSACTIONS)
    shown = (id for id in ids if id not in hidden)
    return [documents[id] for id in islice(shown, start if hidden else 0, start + most if hidden else most)]


def _passing(company: Company, kind: str, tests: Sequence[Test]) -> Iterator[Document]:
    few = _few(company, kind, tests)
    newest_first = kind in TRANSACTIONS
    ids = company.listing(kind).ids(0, newest_first) if few is None else iter(sorted(few, key=_number, reverse=newest_first))
    return _filtered(company, kind, tests, ids)


def _filtered(company: Company, kind: str, tests: Sequence[Test], ids: Iterable[str]) -> Iterator[Document]:
    derived = kind in WITH_DERIVED and any(test.property in DERIVED for test in tests)
    hidden, documents = company.hidden(kind), company.documents[kind]
    checks = [(test.passes, test.property) for test in tests]
    for id in ids:
        if id not in hidden:
            document = company.shown(kind, documents[id]) if derived else documents[id]
            if all(passes(value_of(document, name)) for passes, name in checks):
                yield documents[id]


def _few(company: Company, kind: str, tests: Sequence[Test]) -> Iterable[str] | None:
    """The ids that one of the tests leaves, where they are few; None: go through everything."""
    for test in tests:
        find = NAMED.get(test.property) if test.sides is not None else None
        if find and find[0](kind) and all(text.strip() for text in test.texts):
            found = {id for text in test.texts for owner, id in find[1](company, kind, text) if owner == kind}
            return [id for id in found if id in company.documents[kind]]
    most = company.count(kind) // FEW
    for test in tests:
        if test.since and company.writes_since(kind, test.since) <= most:
            return [document["Id"] for document in company.changed_since(kind, test.since)]
    for test in sorted(tests, key=lambda test: test.sides is None):
        index = _index(company, kind, test.property) if test is not ONLY_ACTIVE else None
        sets = index.found(test.passes, test.sides) if index is not None else None
        if sets is not None and sum(map(len, sets)) <= most:
            return list(chain.from_iterable(sets))
    return None


def _ordered(
    company: Company, kind: str, tests: Sequence[Test], order: Sequence[tuple[str, bool]], most: int
) -> list[Document]:
    (name, descending), *more = order
    index = _index(company, kind, name)
    if not more and index is not None and _few(company, kind, tests) is None and len(index) <= company.count(kind) // FEW:
        return list(islice(_filtered(company, kind, tests, _in_order(index, descending, kind in TRANSACTIONS)), most))
    found: Iterable[Document] = _passing(company, kind, tests)
    keys = [(partial(_by_property, company, kind, name), descending) for name, descending in order]
    if not more:
        return (nlargest if descending else nsmallest)(most, found, key=keys[0][0])
    found = list(found)
    for key, descending in reversed(keys):
        found.sort(key=key, reverse=descending)
    return found[:most]


def _in_order(index: ValueIndex, descending: bool, newest_first: bool) -> Iterator[str]:
    values = sorted(((order_key(value), ids) for value, ids in index.values()), key=_first, reverse=descending)
    for _, group in groupby(values, key=_first):
        yield from sorted(chain.from_iterable(ids for _, ids in group), key=_number, reverse=newest_first)


def _index(company: Company, kind: str, name: str) -> ValueIndex | None:
    return None if kind in WITH_DERIVED and name in DERIVED else company.value_index(kind, name)


# property -> (for which kinds the company has an index of its own, the (kind, id) that it finds)
Named = tuple[Callable[[str], bool], Callable[[Company, str, str], Iterable[tuple[str, str]]]]
NAMED: dict[str, Named] = {
    "Id": (lambda _kind: True, lambda _company, kind, id: [(kind, id)]),
    "DocNumber": (lambda kind: kind in NUMBER_SEQUENCE, Company.numbered),
    "DisplayName": (lambda kind: kind in PEOPLE, Company.named),
    "FullyQualifiedName": (lambda kind: kind not in PEOPLE, Company.named),
}


def _by_property(company: Company, kind: str, name: str, document: Document) -> tuple[bool, Any]:
    derived = kind in WITH_DERIVED and name in DERIVED
    return order_key(value_of(company.shown(kind, document) if derived else document, name))


def order_key(value: Any) -> tuple[bool, Any]:
    """What a property is ordered by: numbers as numbers, text in any case of letters, nothing first."""
    if isinstance(value, str):
        value = int(value) if value.isdigit() and len(value) < 18 else value.casefold()
        return value is not None, (isinstance(value, str), value)
    return value is not None, (False, value if value is not None else 0)


def _first(pair: tuple[Any, Any]) -> Any:
    return pair[0]


def _number(id: str) -> int:
    return int(id) if id.isdigit() else 0
