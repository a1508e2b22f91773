"""Reading documents in bulk, by their ids or numbers: several kinds in one call."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from order_sync.quickbooks.company import Company
from order_sync.quickbooks.queries import MOST_NAMED, PAGE, portions, select_in

Document = Mapping[str, Any]


def read_documents(company: Company, ids: Mapping[str, Iterable[str]]) -> dict[str, dict[str, Document]]:
    """The documents by kind and id; a deleted one is absent. Up to 1,000 objects a call; no call for no ids."""
    asked = [(kind, portion) for kind, wanted in ids.items() for portion in portions(sorted(set(wanted)), MOST_NAMED)]
    found: dict[str, dict[str, Document]] = {kind: {} for kind in ids}
    for together in _calls(asked):
        answers = company.client.queries([select_in(kind, "Id", portion) for kind, portion in together])
        for (kind, _), answer in zip(together, answers, strict=True):
            found[kind] |= {str(document["Id"]): document for document in answer.get(kind, ())}
    return found


def _calls(asked: Iterable[tuple[str, Sequence[str]]]) -> Iterator[list[tuple[str, Sequence[str]]]]:
    """What may be asked in one call: at most 1,000 objects in all."""
    together: list[tuple[str, Sequence[str]]] = []
    for kind, portion in asked:
        if together and sum(len(ids) for _, ids in together) + len(portion) > PAGE:
            yield together
            together = []
        together.append((kind, portion))
    if together:
        yield together


def read_numbered(company: Company, numbers: Mapping[str, Sequence[str]]) -> dict[str, dict[str, list[Document]]]:
    """The documents by kind and number, as written; several may share one."""
    found: dict[str, dict[str, list[Document]]] = {kind: {} for kind in numbers}
    for kind, wanted in numbers.items():
        for portion in portions(sorted(set(wanted)), MOST_NAMED):
            for document in company.client.query(select_in(kind, "DocNumber", portion)).get(kind, ()):
                found[kind].setdefault(str(document.get("DocNumber")), []).append(document)
    return found
