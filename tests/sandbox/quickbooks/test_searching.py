"""What a query finds by the indexes is what a look at every document would find, in the same order."""

from functools import partial
from unittest import mock

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.quickbooks import query, searching, seed, value_index
from sandbox.quickbooks.company import Company
from sandbox.quickbooks.documents import Options, write
from sandbox.quickbooks.errors import Refusal
from sandbox.quickbooks.fields import TRANSACTIONS
from sandbox.quickbooks.values import value_of

NAMES = ("Ada", "ada", "Bo", "BO:1", "ß", "SS")
NUMBERS = ("A1", "a1", "7", "07", "10", "")
AMOUNTS = ("0", "1.00", "1.5", "20.00")
NOTES = ("", "x", "X", "1")
DAYS = ("2026-01-01", "2026-01-02", "2026-02-01")
PROPERTIES = {
    "Customer": ("Id", "DisplayName", "Notes", "Active", "Balance", "MetaData.LastUpdatedTime", "SyncToken"),
    "Invoice": ("Id", "DocNumber", "TxnDate", "TotalAmt", "Balance", "CustomerRef", "MetaData.CreateTime", "EmailStatus"),
    "Payment": ("Id", "TxnDate", "TotalAmt", "PaymentRefNum", "MetaData.LastUpdatedTime"),
}
TIMES = ("2026-01-01T00:00:00-08:00", "2030-01-01T00:00:01Z", "2100-01-01")
TEXTS = {
    "Active": ("true", "false"),
    **dict.fromkeys(("Balance", "TotalAmt"), AMOUNTS),
    **dict.fromkeys(("MetaData.LastUpdatedTime", "MetaData.CreateTime"), TIMES),
    "TxnDate": DAYS,
}

works = st.tuples(
    st.sampled_from(("create", "create", "create", "update", "delete", "inactive", "later")),
    st.sampled_from(tuple(PROPERTIES)),
    st.integers(0, 5),
    st.integers(0, 5),
)

SOME = [("create", kind, place, place % 4) for kind in ("Invoice", "Payment", "Customer") for place in range(5)]


@st.composite
def queries(draw):
    kind = draw(st.sampled_from(tuple(PROPERTIES)))
    names = st.sampled_from(PROPERTIES[kind])
    conditions = [condition(draw, draw(names)) for _ in range(draw(st.sampled_from((0, 0, 1, 1, 2))))]
    text = f"select {draw(st.sampled_from(('*', '*', 'count(*)')))} from {kind}"
    text += " where " * bool(conditions) + " and ".join(conditions)
    order = [f"{name} {draw(st.sampled_from(('', 'desc')))}" for name in draw(st.lists(names, max_size=2, unique=True))]
    text += " orderby " * bool(order) + ", ".join(order)
    return text + f" startposition {draw(st.integers(1, 4))} maxresults {draw(st.integers(0, 5))}"


def condition(draw, name):
    values = [f"'{text}'" for text in TEXTS.get(name, (*NAMES, *NUMBERS, *NOTES, *"12345", " ", "145", "146"))]
    sign = draw(st.sampled_from(("=", "in") if name == "Id" else ("=", "in", "<", ">", "<=", ">=", "like")))
    if sign == "in":
        return f"{name} in ({', '.join(draw(st.lists(st.sampled_from(values), min_size=1, max_size=3)))})"
    wanted = draw(st.sampled_from(values))
    return f"{name} like {wanted[:-1]}%'" if sign == "like" else f"{name} {sign} {wanted}"


def work(company, step):
    what, kind, first, second = step
    if what == "later":
        company.clock.advance(first + 1)
        return
    documents = list(company.documents[kind].values())
    picked = documents[first % len(documents)] if documents else None
    operation = {"inactive": "update"}.get(what, what)
    body = body_of(kind, first, second) if operation != "delete" else {}
    if operation != "create" and picked:
        body |= {"Id": picked["Id"], "SyncToken": picked["SyncToken"], "sparse": True}
    if what == "inactive":
        body = {name: body[name] for name in ("Id", "SyncToken", "sparse") if name in body} | {"Active": second % 2 == 0}
    try:
        write(company, kind, body, Options(operation=operation, duplicates_allowed=True))
    except Refusal:
        return


def body_of(kind, first, second):
    if kind == "Customer":
        return {"DisplayName": f"{NAMES[first]}{second // 2 or ''}", "Notes": NOTES[second % 4]}
    body = {"CustomerRef": {"value": str(1 + first % 2)}, "TxnDate": DAYS[second % 3]}
    amount = AMOUNTS[first % 4]
    if kind == "Payment":
        return {**body, "TotalAmt": amount, "PaymentRefNum": NUMBERS[second]}
    line = {"Amount": amount, "DetailType": "SalesItemLineDetail", "SalesItemLineDetail": {"ItemRef": {"value": "10"}}}
    return {**body, "DocNumber": NUMBERS[second], "Line": [line]}


def plainly(company, text):
    """The answer by a look at every document."""
    asked = query.parse(text)
    tests = query._tests(company, asked)
    found = [
        shown
        for id, document in company.documents[asked.kind].items()
        if id not in company.hidden(asked.kind)
        for shown in [company.shown(asked.kind, document)]
        if all(test.passes(value_of(shown, test.property)) for test in tests)
    ]
    if asked.count:
        return {"totalCount": len(found)}
    found.sort(key=lambda document: int(document["Id"]), reverse=asked.kind in TRANSACTIONS)
    for name, descending in reversed(asked.order):
        found.sort(key=lambda document, name=name: searching.order_key(value_of(document, name)), reverse=descending)
    page = found[asked.start - 1 : asked.start - 1 + asked.most]
    return {asked.kind: page, "startPosition": asked.start, "maxResults": len(page)} if page else {}


@settings(max_examples=80, deadline=None)
@given(
    before=st.lists(works, max_size=10),
    after=st.lists(works, max_size=8),
    texts=st.lists(queries(), min_size=1, max_size=12),
    few=st.sampled_from((1, 3)),
)
def test_every_query_finds_what_a_look_at_every_document_finds(before, after, texts, few):
    company = Company("1")
    seed.fill(company)
    with mock.patch.object(value_index, "WORTH_IT", 0), mock.patch.object(searching, "FEW", few):
        for step in (*SOME, *before):
            work(company, step)
        for text in texts:  # now the indexes are made; what is written afterwards has to keep them right
            assert answered(partial(query.answer, company), text) == answered(partial(plainly, company), text), text
        with company.hiding_new():
            for step in after:
                work(company, step)
            for text in texts:
                assert answered(partial(query.answer, company), text) == answered(partial(plainly, company), text), text


def answered(ask, text):
    try:
        return ask(text)
    except Refusal as refused:
        return str(refused)


def test_a_write_that_is_refused_half_way_leaves_the_indexes_as_they_were():
    company = Company("1")
    seed.fill(company)
    with mock.patch.object(value_index, "WORTH_IT", 0):
        texts = [
            f"select count(*) from Customer where {c}" for c in ("DisplayName like 'A%'", "Active = true", "Job = false")
        ]
        before = [query.answer(company, text) for text in texts]
        with pytest.raises(RuntimeError), company.atomic():
            company.add("Customer", {"DisplayName": "Anna", "Active": True})
            company.replace("Customer", company.documents["Customer"]["1"], {"DisplayName": "Zoe", "Active": False})
            raise RuntimeError
        assert [query.answer(company, text) for text in texts] == before
        assert query.answer(company, "select count(*) from Customer") == {"totalCount": 5}


def test_a_property_that_holds_structures_is_searched_without_an_index():
    company = Company("1")
    seed.fill(company)
    with mock.patch.object(value_index, "WORTH_IT", 0):
        index = company.value_index("Customer", "Notes")
        assert index is not None
        company.put("Customer", {**company.documents["Customer"]["1"], "Notes": [1]})
        assert company.value_index("Customer", "Notes") is None
