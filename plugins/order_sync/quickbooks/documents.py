"""Reading documents in bulk, by their ids or numbers: several kinds in one call."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from order_sync.quickbooks.company import Company
from order_sync.quickbooks.queries import MOST_NAMED, PAGE, portions, select_in

Document = Mapping[str, Any]


def read_documents(company: Company, ids: Mapping[str, Iterable[str]]) -> dict[str, dict[str, Document]]:
    """The documents by kind and id; a deleted one is absent. Up to 1,000 objects a call; no call for no ids."""
    asked = [(kind, part) for kind, wanted in ids.items() for part in portions(sorted(set(wanted)), MOST_NAMED)]
    found: dict[str, dict[str, Document]] = {kind: {} for kind in ids}
    for together in _calls(asked):
        answers = company.client.queries([select_in(kind, "Id", part) for kind, part in together])
        for (kind, _), answer in zip(together, answers, strict=True):
            found[kind] |= {str(document["Id"]): document for document in answer.get(kind, ())}
    return found


def _calls(asked: Sequence[tuple[str, Sequence[str]]]) -> list[list[tuple[str, Sequence[str]]]]:
    """As few calls as hold all that is asked for, each with at most PAGE objects."""
    calls: list[list[tuple[str, Sequence[str]]]] = []
    room = 0
    for kind, part in asked:
        if room < len(part):
            calls.append([])
            room = PAGE
        calls[-1].append((kind, part))
        room -= len(part)
    return calls


def read_numbered(company: Company, numbers: Mapping[str, Sequence[str]]) -> dict[str, dict[str, list[Document]]]:
    """The documents by kind and number, as written; several may share one."""
    found: dict[str, dict[str, list[Document]]] = {kind: {} for kind in numbers}
    for kind, wanted in numbers.items():
        for portion in portions(sorted(set(wanted)), MOST_NAMED):
            for document in company.client.query(select_in(kind, "DocNumber", portion)).get(kind, ()):
                found[kind].setdefault(str(document.get("DocNumber")), []).append(document)
    return found
