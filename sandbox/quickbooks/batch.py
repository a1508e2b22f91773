"""The batch endpoint: up to thirty independent items, each with its own outcome (reference section 3)."""

from __future__ import annotations

import random
from collections.abc import Callable
from typing import Any

from sandbox.quickbooks import changes, query
from sandbox.quickbooks.calls import Calls
from sandbox.quickbooks.company import Company
from sandbox.quickbooks.documents import Options, write
from sandbox.quickbooks.errors import (
    MESSAGES,
    Problem,
    Refusal,
    missing_parameters,
    refusal,
    unknown_property,
    unsupported_operation,
)
from sandbox.quickbooks.faults import Fault
from sandbox.quickbooks.fields import KINDS, read_id
from sandbox.quickbooks.money import as_json
from sandbox.quickbooks.replay import LONGEST_IN_BATCH, Replay, check_item_id, checked_request_id, digest
from sandbox.quickbooks.sending import send

MOST_ITEMS = 30
ITEM_PROPERTIES = ("bId", "operation", "optionsData", "Query", "CDCQuery", "ReportQuery")
OPERATIONS = ("create", "update", "delete")
Item = dict[str, Any]


class Cut(Exception):
    """The connection is to be dropped without an answer."""


class Batch:
    """One batch request at work."""

    def __init__(self, company: Company, calls: Calls, replay: Replay, fault: Fault | None = None) -> None:
        self.company = company
        self.calls = calls
        self.replay = replay
        self.fault = fault
        self.objects = 0  # how many the queries have found so far

    def answer(self, body: Any, request_id: str | None) -> list[Item]:
        """The BatchItemResponse. Raises Refusal for a request that is refused as a whole, Cut by a fault."""
        items = _items(body)
        request_id = checked_request_id(request_id, LONGEST_IN_BATCH)
        self.calls.add("items", len(items))
        order = list(range(len(items)))
        if self._struck("shuffle"):
            random.Random(len(items)).shuffle(order)
        answers = []
        with self.company.hiding_new():
            for done, place in enumerate(order):
                if self._struck("cut_mid_batch") and done >= self._fault_item(len(items) // 2):
                    raise Cut
                answers.append(self._item(place, items[place], request_id))
        if self._struck("lost_item"):
            del answers[self._fault_item(0)]
        return answers

    def _item(self, place: int, item: Item, request_id: str | None) -> Item:
        item_id = str(item.get("bId", ""))
        echo = {"bId": item_id} if item_id else {}
        if self._struck("bad_item") and place == self._fault_item(0):
            return {**_fault(self._planned_refusal()), **echo}
        body = digest(as_json(item).encode()) if request_id else ""
        refused = False
        try:
            check_item_id(request_id, item_id)
            replayed = self.replay.find(request_id, body, item_id) if item_id else None
            if replayed is not None:
                self.calls.add("replayed")
                return {**replayed, **echo}
            answer = self._perform(item)
        except Refusal as error:
            self.calls.add("refused")
            answer, refused = _fault(error), True
        if item_id and not any(name in item for name in READS):
            self.replay.keep(request_id, body, answer, item_id, refused)
        return {**answer, **echo}

    def _perform(self, item: Item) -> Item:
        for name, read in READS.items():
            if name in item:
                return self._read(item[name], read)
        kind = next((name for name in item if name in KINDS), None)
        if kind is None or not item.get("operation"):
            raise missing_parameters("operation" if kind else "entity")
        if item["operation"] == "send" and self.company.switches.batch_runs_all:
            self.calls.add("writes")
            return {kind: send(self.company, kind, read_id(item[kind]), "")}
        known = (*OPERATIONS, "void") if self.company.switches.batch_runs_all else OPERATIONS
        if item["operation"] not in known:
            raise unsupported_operation(f"{item['operation']} {kind}")
        document = write(self.company, kind, item[kind], _options(item))
        self.calls.add("writes")
        return {kind: document}

    def _read(self, asked: Any, read: Callable[[Company, Any], Item]) -> Item:
        """A query's answer. Raises 10100 where the batch would answer more objects than one may (the code is assumed)."""
        self.calls.add("batch_queries")
        found = read(self.company, asked)
        self.calls.add("metered", int(self.company.switches.batch_queries_metered))
        self.objects += sum(len(rows) for part in _parts(found) for rows in part.values() if isinstance(rows, list))
        most = int(self.company.switches.batch_objects_most)
        if most and self.objects > most:
            raise refusal("10100", f"The batch answers more than {most} objects")
        return found

    def _struck(self, kind: str) -> bool:
        return self.fault is not None and self.fault.kind == kind

    def _fault_item(self, default: int) -> int:
        found = self.fault.item if self.fault else None
        return default if found is None else found

    def _planned_refusal(self) -> Refusal:
        code = self.fault.code if self.fault else "6000"
        text = "Business Validation Error: refused on request of a test" if code == "6000" else MESSAGES.get(code, code)
        return Refusal(Problem(code if code in MESSAGES else "6000", text))


def _queried(company: Company, asked: Any) -> Item:
    return {"QueryResponse": query.answer(company, str(asked))}


def _changed(company: Company, asked: Any) -> Item:
    if not company.switches.batch_runs_all:
        raise unsupported_operation("CDCQuery")
    wanted = asked if isinstance(asked, dict) else {}
    entities, since = wanted.get("Entities", ""), wanted.get("ChangedSince", "")
    return {"CDCResponse": changes.answer(company, str(entities), str(since))}


def _reported(_company: Company, _asked: Any) -> Item:
    raise unsupported_operation("ReportQuery")


READS: dict[str, Callable[[Company, Any], Item]] = {"Query": _queried, "CDCQuery": _changed, "ReportQuery": _reported}


def _parts(found: Item) -> list[Item]:
    if "QueryResponse" in found:
        return [found["QueryResponse"]]
    return [part for answer in found["CDCResponse"] for part in answer["QueryResponse"]]


def _items(body: Any) -> list[Item]:
    if not isinstance(body, dict) or not isinstance(body.get("BatchItemRequest"), list) or not body["BatchItemRequest"]:
        raise missing_parameters("BatchItemRequest")
    items: list[Item] = body["BatchItemRequest"]
    for name in body:
        if name != "BatchItemRequest":
            raise unknown_property(name, "IntuitBatchRequest", 1)
    if len(items) > MOST_ITEMS:
        raise refusal("1040", f"Batch size exceeds allowed limit : {len(items)} items, at most {MOST_ITEMS} are allowed")
    for item in items:
        if not isinstance(item, dict):
            raise refusal("2010", "Property Name:BatchItemRequest specified is unsupported or invalid")
        for name in item:
            if name not in (*ITEM_PROPERTIES, *KINDS):
                raise unknown_property(name, "BatchItemRequest", len(ITEM_PROPERTIES) + len(KINDS))
    return items


def _options(item: Item) -> Options:
    asked = {option.strip() for option in str(item.get("optionsData", "")).split(",")}
    return Options(
        operation=item["operation"],
        duplicates_allowed="allowduplicatedocnum" in asked,
        void="void" in asked and item["operation"] == "update",
    )


def _fault(error: Refusal) -> Item:
    return {"Fault": error.fault()}
