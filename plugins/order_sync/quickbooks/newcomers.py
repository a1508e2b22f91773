"""Creating the items and payment methods that are missing, in batches, each name by one process only.

A name that QuickBooks knows already (6240) is read and adopted.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from order_sync.ledger import Operation, Outcome, ReferenceRow, name_lease
from order_sync.quickbooks import references
from order_sync.quickbooks.batches import Answer, Intent, send
from order_sync.quickbooks.claims import Claims, take_when_free
from order_sync.quickbooks.company import Company
from order_sync.quickbooks.faults import FaultClass, class_of
from order_sync.quickbooks.queries import MOST_NAMED, portions, select_in

NAME_FIELD = {"Customer": "DisplayName", "Item": "Name", "PaymentMethod": "Name"}
CATEGORY = "Category"
PATIENCE = 120.0  # seconds to wait for names that another process is creating


@dataclass(frozen=True)
class Newcomer:
    """Something to be created under a name."""

    kind: str
    name: str
    body: Mapping[str, Any]


@dataclass(frozen=True)
class Created:
    """What became of newcomers: entries of the lists by (kind, name asked for), and why the others failed."""

    found: dict[tuple[str, str], ReferenceRow]
    failed: dict[tuple[str, str], Answer]


def create(company: Company, newcomers: Sequence[Newcomer], claims: Claims) -> Created:
    """Creates what is missing, or takes over what another process or person created meanwhile."""
    wanted = {name_lease(company.realm, new.kind, new.name): new for new in newcomers}
    if not wanted:
        return Created({}, {})
    taken = set(take_when_free(claims, list(wanted), company.sleep, PATIENCE))
    try:
        found = _look_up(company, wanted.values())
        missing = {lease: new for lease, new in wanted.items() if (new.kind, new.name) not in found}
        answers = send_newcomers(company, {lease: new for lease, new in missing.items() if lease in taken}, claims)
        answers = _with_duplicates(company, missing, answers)
    finally:
        claims.give_back(taken)
    failed: dict[tuple[str, str], Answer] = {}
    for lease, new in missing.items():
        busy = Answer(None, None, f"Another run is creating “{new.name}”.", "It is tried again by itself.", "busy")
        answer = answers.get(lease, busy)
        if answer.confirmed and answer.document:
            found[new.kind, new.name] = references.read_reference(new.kind, answer.document)
        else:
            failed[new.kind, new.name] = answer
    return Created(found, failed)


def _look_up(company: Company, newcomers: Iterable[Newcomer]) -> dict[tuple[str, str], ReferenceRow]:
    """What the mirror knows by now: another process may have been faster."""
    by_kind: dict[str, dict[str, Newcomer]] = {}
    for new in newcomers:
        by_kind.setdefault(new.kind, {})[new.name] = new
    return {
        (kind, name): row
        for kind, named in by_kind.items()
        for name, row in references.known(company, kind, named).items()
        if _is_as_meant(named[name], {"Type": row.details.get("type")})
    }


def send_newcomers(company: Company, newcomers: Mapping[str, Newcomer], claims: Claims) -> dict[str, Answer]:
    """Sends what is to be created, by the lease of its name, under which it is; what was made goes into the mirror."""
    generations = company.ledger.batches.generations(newcomers, Operation.create)
    intents = [
        Intent(lease, Operation.create, new.kind, dict(new.body), generations[lease], lease)
        for lease, new in newcomers.items()
    ]
    answers = send(company, intents, claims)
    by_kind: dict[str, list[Mapping[str, Any]]] = {}
    for lease, answer in answers.items():
        if answer.confirmed and answer.document:
            by_kind.setdefault(newcomers[lease].kind, []).append(answer.document)
    for kind, documents in by_kind.items():
        references.save(company, kind, documents)
    return answers


def _with_duplicates(
    company: Company, newcomers: Mapping[str, Newcomer], answers: Mapping[str, Answer]
) -> dict[str, Answer]:
    """The answers, those of names that exist already replaced by what was found under them."""
    duplicates = {
        lease: newcomers[lease] for lease, answer in answers.items() if class_of(answer.code) is FaultClass.duplicate_name
    }
    return {**answers, **find_by_name(company, duplicates)}


def find_by_name(company: Company, newcomers: Mapping[str, Newcomer]) -> dict[str, Answer]:
    """The newcomers that QuickBooks knows by their names, read in bulk and written into the mirror."""
    found: dict[str, Answer] = {}
    for kind, field in NAME_FIELD.items():
        leases = {_identity(kind, new.body): lease for lease, new in newcomers.items() if new.kind == kind}
        names = list(dict.fromkeys(str(new.body[field]) for new in newcomers.values() if new.kind == kind))
        for portion in portions(names, MOST_NAMED):
            documents = company.client.query(select_in(kind, field, portion)).get(kind, [])
            references.save(company, kind, documents)
            for document in documents:
                lease = leases.get(_identity(kind, document))
                if lease and _is_as_meant(newcomers[lease], document):
                    found[lease] = Answer(Outcome.confirmed, document)
    return found


def _identity(kind: str, document: Mapping[str, Any]) -> tuple[str, str]:
    """What QuickBooks tells entries apart by: an item's name within its category; a person's name alone."""
    parent = (document.get("ParentRef") or {}).get("value") if kind == "Item" else None
    return str(document.get(NAME_FIELD[kind])).strip().casefold(), str(parent or "")


def _is_as_meant(new: Newcomer, document: Mapping[str, Any]) -> bool:
    """A category sells nothing, and what is sold holds no items."""
    return new.kind != "Item" or (new.body.get("Type") == CATEGORY) == (document.get("Type") == CATEGORY)
