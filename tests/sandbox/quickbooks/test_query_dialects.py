"""The query language sentence by sentence (reference section 4.4), beside test_queries.py."""

from decimal import Decimal

import pytest

from sandbox.quickbooks.entity_fields import ENTITY
from sandbox.quickbooks.fields import FIELDS
from sandbox.quickbooks.readers import amount, day, dropped, flag, number, percent
from sandbox.quickbooks.values import DATES, FLAGS, NUMBERS, searchable


def found(books, condition, kind="Invoice", tail=""):
    return [document["Id"] for document in books.query(f"select * from {kind} where {condition} {tail}").get(kind, [])]


def detail(books, text):
    answer = books.get("query", query=text)
    assert answer.status_code == 400, answer.text
    (error,) = answer.json()["Fault"]["Error"]
    return error["code"], error["Detail"]


@pytest.fixture
def three(books, bodies):
    """Invoices of 10, 20 and 100, of the first days of March."""
    dates = ("2026-03-01", "2026-03-02", "2026-03-03")
    amounts = ("10.00", "20.00", "100.00")
    made = [
        books.make("Invoice", bodies.form(total, TxnDate=date, DueDate=date, DocNumber=f"W_{date[-1]}%"))
        for date, total in zip(dates, amounts, strict=True)
    ]
    return [invoice["Id"] for invoice in made]


@pytest.mark.parametrize(
    ("condition", "places"),
    [
        ("TotalAmt = '20'", [1]),
        ("TotalAmt < 100", [0, 1]),
        ("TotalAmt > '20.00'", [2]),
        ("TotalAmt <= 20.0", [0, 1]),
        ("TotalAmt >= 20", [1, 2]),
        ("TotalAmt IN ('10', 100)", [0, 2]),
        ("Balance > 9.99 and Balance < 20.01", [0, 1]),
        ("TxnDate = '2026-03-02'", [1]),
        ("TxnDate > '2026-03-01T23:59:59-07:00'", [1, 2]),
        ("TxnDate in ('2026-03-01', '2026-03-03')", [0, 2]),
        ("DueDate <= '2026-03-02'", [0, 1]),
        ("TxnDate < CURRENT_DATE", [0, 1, 2]),
        ("TxnDate = current_date", []),
        ("DocNumber like 'w%'", [0, 1, 2]),
        ("DocNumber like '%_2%'", [1]),
        ("DocNumber like 'W__%'", []),
        ("DocNumber like 'W'", []),
        ("DocNumber = 'w_1%'", [0]),
        ("ShipDate = ' '", [0, 1, 2]),
        ("ShipDate = ''", [0, 1, 2]),
        ("TotalAmt = ' '", []),
        ("ProjectRef = '7'", []),
        ("ProjectRef = ' '", [0, 1, 2]),
        ("id in ('1')", []),
    ],
)
def test_operators_compare_by_the_sort_of_the_property(books, three, condition, places):
    assert sorted(found(books, condition), key=int) == [three[place] for place in places]


def test_every_property_is_compared_by_how_it_is_read():
    for table in FIELDS.values():
        for name, reader in table.items():
            sorts = {day: DATES, flag: FLAGS, number: NUMBERS, amount: NUMBERS, percent: NUMBERS}
            if name not in ENTITY and reader is not dropped:
                assert reader not in sorts or name in sorts[reader], name
    assert {"ExchangeRate", "DueDays", "Deposit", "Rate"} <= NUMBERS
    assert not NUMBERS & DATES and not NUMBERS & FLAGS


def test_a_known_property_is_never_refused_as_not_filterable_unless_that_is_proven(books):
    for kind in FIELDS:
        for name in searchable(kind).values():
            value = "1" if name in NUMBERS else "true" if name in FLAGS else "2026-01-01"
            answer = books.get("query", query=f"select * from {kind} where {name} = '{value}' maxresults 1")
            assert answer.status_code == 200, (kind, name, answer.text)


@pytest.mark.parametrize(
    ("text", "order"),
    [
        ("ORDERBY TotalAmt", [0, 1, 2]),
        ("ORDER BY TotalAmt DESC", [2, 1, 0]),
        ("order by totalamt asc", [0, 1, 2]),
        ("ORDERBY CustomerRef, TxnDate DESC", [2, 1, 0]),
        ("ORDER BY Balance DESC STARTPOSITION 2", [1, 0]),
        ("ORDER BY TxnDate MAXRESULTS 1 STARTPOSITION 3", [2]),
        ("ORDER BY DocNumber STARTPOSITION 4", []),
        ("ORDER BY MetaData.CreateTime, Id", [0, 1, 2]),
    ],
)
def test_rows_come_in_the_order_that_is_asked_for(books, three, text, order):
    rows = books.query(f"select * from Invoice {text}").get("Invoice", [])
    assert [row["Id"] for row in rows] == [three[place] for place in order]


def test_the_last_page_says_how_many_it_has(books):
    page = books.query("select * from Customer order by Id startposition 5 maxresults 5")
    assert (page["startPosition"], page["maxResults"], len(page["Customer"])) == (5, 1, 1)


def test_a_count_takes_conditions_and_leaves_out_what_is_inactive(books, three):
    assert books.query("SELECT COUNT(*) FROM Invoice WHERE TotalAmt > '10'") == {"totalCount": 2}
    books.make("Customer", {"Id": "2", "SyncToken": "0", "sparse": True, "Active": False})
    assert books.query("select count(*) from Customer") == {"totalCount": 4}
    assert books.query("select Count(*) from Customer where Active in (true, false)") == {"totalCount": 5}
    assert books.query("select count(*) from Customer where active = 'false'") == {"totalCount": 1}


def test_a_quote_is_escaped_by_a_backslash_alone(books):
    books.make("Customer", {"DisplayName": r"Adam's \ Candy"})
    assert found(books, r"DisplayName = 'Adam\'s \\ Candy'", "Customer")
    code, text = detail(books, "select * from Customer where DisplayName = 'Adam's \\\\ Candy'")
    assert (code, text.startswith("QueryParserError: ")) == ("4000", True)


def test_times_are_compared_in_any_offset(books, bodies):
    made = books.make("Invoice", bodies.form())
    stamp = made["MetaData"]["LastUpdatedTime"]
    assert stamp.endswith("-07:00")
    hour = int(stamp[11:13])
    same = f"{stamp[:11]}{hour:02}{stamp[13:19]}.000-07:00"
    assert found(books, f"MetaData.LastUpdatedTime = '{same}'") == [made["Id"]]
    assert found(books, f"MetaData.LastUpdatedTime >= '{same}' and metadata.createtime <= '{same}'") == [made["Id"]]
    assert found(books, f"MetaData.LastUpdatedTime > '{same}'") == []
    assert found(books, "MetaData.LastUpdatedTime > '2020-01-01T00:00:00Z'") == [made["Id"]]
    assert found(books, "MetaData.LastUpdatedTime > 2020-01-01T00:00:00+05:30") == [made["Id"]]


@pytest.mark.parametrize(
    ("text", "code", "words"),
    [
        ("select", "4000", r'QueryParserError: Encountered " <EOF> "" at line 1, column 7.'),
        ("select * from Customer where Id = '1' or Id = '2'", "4000", r'Encountered " "or "" at line 1, column 39.'),
        ("select * from Customer join Invoice", "4000", '"join "'),
        ("select * from Customer group by Id", "4000", '"group "'),
        ("select Id, DisplayName from Customer", "4000", '"Id "'),
        ("select * from Customer where Id <> '1'", "4000", '"<> "'),
        ("select *, Colour from Item", "4001", "Property Colour not found for Entity Item"),
        ("select * from Invoice where Colour = 'red'", "4001", "Property Colour not found for Entity Invoice"),
        ("select * from Invoice where DepartmentRef = '1'", "4001", "property 'DepartmentRef' is not queryable"),
        ("select * from Invoice order by Line", "4001", "property 'Line' is not queryable"),
        ("select * from Customer startposition -1", "4001", "value -1 is too small. Min allowed value is 1"),
        ("select * from Customer maxresults 1001", "4001", "value 1001 is too large. Max allowed value is 1000"),
        ("select * from Customer where Active = 'perhaps'", "4001", "perhaps is not a valid boolean"),
    ],
)
def test_what_is_not_the_language_is_refused_in_words_that_say_where(books, text, code, words):
    answered, said = detail(books, text)
    assert answered == code
    assert words in said
    assert said.startswith("QueryParserError: " if code == "4000" else "QueryValidationError: ")


@pytest.mark.parametrize("name", ["Sku", "MetaData.CreateTime", "Description", "MetaData"])
def test_known_properties_may_be_named_beside_the_star(books, name):
    assert books.query(f"SELECT *, {name} FROM Item")["Item"]


def test_prices_are_numbers(books):
    rows = books.query("select * from Item where UnitPrice > 12 and UnitPrice < 100 order by UnitPrice")["Item"]
    assert [row["UnitPrice"] for row in rows] == [Decimal("12.5"), Decimal(35)]
