"""Reports over HTTP, in Intuit's shape."""

from datetime import date, timedelta

import pytest


def report(books, name, **parameters):
    answer = books.get(f"reports/{name}", **parameters)
    assert answer.status_code == 200, answer.text
    return answer.json()


def refused(books, name, **parameters):
    answer = books.get(f"reports/{name}", **parameters)
    assert answer.status_code == 400, answer.text
    (error,) = answer.json()["Fault"]["Error"]
    return error["code"], error["element"]


def values(columns):
    return [cell["value"] for cell in columns["ColData"]]


def flat(rows):
    """The values of every row, header, rows, summary in turn."""
    found = []
    for row in rows.get("Row", []):
        found += [values(row["Header"])] if "Header" in row else []
        found += [values(row)] if "ColData" in row else flat(row.get("Rows", {}))
        found += [values(row["Summary"])] if "Summary" in row else []
    return found


def table(answer):
    return flat(answer["Rows"])


def today(books):
    return books.sandbox.company.clock.today()


@pytest.fixture
def sold(books, bodies):
    """An invoice of 54.60 (30 days to pay), 20.00 of it paid, a receipt of 35.00, an estimate."""
    lines = [{**bodies.line("45.00"), "Description": "Spraying"}, bodies.line("12.50", item="11")]
    lines.append({"Amount": "4.00", "DetailType": "DiscountLineDetail", "DiscountLineDetail": {}})
    invoice = books.make(
        "Invoice",
        bodies.form(
            Line=lines, DocNumber="R-1", TxnTaxDetail={"TotalTax": "1.10"}, PrivateNote="first", TxnDate="2026-08-01"
        ),
    )
    books.make("Payment", bodies.payment("20.00", ("20.00", invoice, "Invoice"), TxnDate="2026-09-10"))
    books.make("SalesReceipt", bodies.form("35.00", customer="2", TxnDate="2026-09-12"))
    books.make("Estimate", bodies.form("99.00", customer="2", TxnDate="2026-09-13"))
    return invoice


def test_a_trial_balance_has_equal_columns(books, sold):
    answer = report(books, "TrialBalance", start_date="2026-08-01", end_date="2026-09-30")
    assert [(column["ColTitle"], column["ColType"]) for column in answer["Columns"]["Column"]] == [
        ("", "Account"),
        ("Debit", "Money"),
        ("Credit", "Money"),
    ]
    assert table(answer) == [
        ["Accounts Receivable (A/R)", "34.60", ""],
        ["Undeposited Funds", "55.00", ""],
        ["Sales Tax Payable", "", "1.10"],
        ["Discounts given", "4.00", ""],
        ["Sales of Product Income", "", "12.50"],
        ["Services", "", "80.00"],
        ["TOTAL", "93.60", "93.60"],
    ]
    assert answer["Rows"]["Row"][0]["ColData"][0]["id"] == "84"
    assert answer["Rows"]["Row"][-1]["group"] == "GrandTotal"
    assert "time" not in answer


def test_a_header_says_what_the_report_is_of(books, sold):
    header = report(books, "ProfitAndLoss", start_date="2026-08-01", end_date="2026-08-31", customer="1")["Header"]
    assert header.pop("Time").startswith(today(books).isoformat())
    assert header == {
        "ReportName": "ProfitAndLoss",
        "ReportBasis": "Accrual",
        "StartPeriod": "2026-08-01",
        "EndPeriod": "2026-08-31",
        "SummarizeColumnsBy": "Total",
        "Currency": "USD",
        "Customer": "1",
        "Option": [{"Name": "AccountingStandard", "Value": "GAAP"}, {"Name": "NoReportData", "Value": "false"}],
    }


def test_profit_and_loss_is_of_the_period_and_the_customer(books, sold):
    answer = report(books, "ProfitAndLoss", start_date="2026-08-01", end_date="2026-12-31", customer="1")
    assert table(answer) == [
        ["Income", ""],
        ["Discounts given", "-4.00"],
        ["Sales of Product Income", "12.50"],
        ["Services", "45.00"],
        ["Total Income", "53.50"],
        ["Gross Profit", "53.50"],
        ["Expenses", ""],
        ["Total Expenses", ""],
        ["Net Operating Income", "53.50"],
        ["Net Income", "53.50"],
    ]
    groups = [row["group"] for row in answer["Rows"]["Row"]]
    assert groups == ["Income", "GrossProfit", "Expenses", "NetOperatingIncome", "NetIncome"]


def test_a_report_of_nothing_is_as_recorded(books):
    answer = report(books, "ProfitAndLoss", start_date="2015-01-01", end_date="2015-07-31", customer="1")
    assert answer["Header"]["Option"][-1] == {"Name": "NoReportData", "Value": "true"}
    assert answer["Rows"]["Row"][:2] == [
        {
            "Header": {"ColData": [{"value": "Income"}, {"value": ""}]},
            "Summary": {"ColData": [{"value": "Total Income"}, {"value": ""}]},
            "type": "Section",
            "group": "Income",
        },
        {
            "Summary": {"ColData": [{"value": "Gross Profit"}, {"value": ""}]},
            "type": "Section",
            "group": "GrossProfit",
        },
    ]


def test_sub_accounts_are_inside_their_parents(books, bodies):
    parts = {"AccountType": "Income", "SubAccount": True, "ParentRef": {"value": "1"}}
    account = books.make("Account", {"Name": "Lawns", **parts})
    item = books.make("Item", {"Name": "Mowing", "Type": "Service", "IncomeAccountRef": {"value": account["Id"]}})
    books.make("SalesReceipt", bodies.form(Line=[bodies.line("10.00", item=item["Id"]), bodies.line("5.00")]))
    (income, *_) = report(books, "ProfitAndLoss")["Rows"]["Row"]
    assert table({"Rows": income["Rows"]}) == [["Services", "5.00"], ["Lawns", "10.00"], ["Total Services", "15.00"]]


def test_a_balance_sheet_holds_the_net_income(books, sold):
    answer = report(books, "BalanceSheet", date_macro="This Fiscal Year")
    rows = dict(row for row in table(answer) if row[1])
    assert rows["TOTAL ASSETS"] == rows["TOTAL LIABILITIES AND EQUITY"] == "89.60"
    assert rows["Net Income"] == "88.50"
    assert [row["group"] for row in answer["Rows"]["Row"]] == ["TotalAssets", "TotalLiabilitiesAndEquity"]


def test_what_earlier_years_earned_is_retained(books, sold):
    after = {"start_date": "2027-01-01", "end_date": "2027-02-01"}
    rows = dict(row for row in table(report(books, "BalanceSheet", **after)) if row[1])
    assert (rows["Retained Earnings"], "Net Income" in rows) == ("88.50", False)
    balance = table(report(books, "TrialBalance", **after))
    assert ["Retained Earnings", "", "88.50"] in balance
    assert balance[-1] == ["TOTAL", "89.60", "89.60"]


def test_a_general_ledger_has_what_was_before_and_every_entry(books, sold):
    answer = report(books, "GeneralLedger", start_date="2026-09-01", end_date="2026-09-30", account="84,1")
    assert [column["ColType"] for column in answer["Columns"]["Column"]] == [
        "tx_date",
        "txn_type",
        "doc_num",
        "name",
        "memo",
        "split_acc",
        "subt_nat_amount",
        "rbal_nat_amount",
    ]
    amy, blue = "Amy's Bird Sanctuary", "Blue Door Books"
    assert table(answer) == [
        ["Accounts Receivable (A/R)", *[""] * 7],
        ["Beginning Balance", *[""] * 6, "54.60"],
        ["2026-09-10", "Payment", "", amy, "", "Undeposited Funds", "-20.00", "34.60"],
        ["Total for Accounts Receivable (A/R)", *[""] * 5, "-20.00", ""],
        ["Services", *[""] * 7],
        ["Beginning Balance", *[""] * 6, "45.00"],
        ["2026-09-12", "Sales Receipt", "", blue, "", "Undeposited Funds", "35.00", "80.00"],
        ["Total for Services", *[""] * 5, "35.00", ""],
    ]


def test_a_general_ledger_shows_the_columns_that_are_asked_for(books, sold):
    columns = "account_name,txn_type,doc_num,memo,split_acc,debt_amt,credit_amt,item_name"
    answer = report(
        books, "GeneralLedger", start_date="2026-08-01", end_date="2026-08-31", columns=columns, source_account_type="Income"
    )
    assert table(answer)[4:8] == [
        ["Sales of Product Income", "Invoice", "R-1", "", "Accounts Receivable (A/R)", "", "12.50", "Garden Lights"],
        ["Total for Sales of Product Income", *[""] * 7],
        ["Services", *[""] * 7],
        ["Services", "Invoice", "R-1", "Spraying", "Accounts Receivable (A/R)", "", "45.00", "Pest Control"],
    ]


def test_customers_balances_are_as_of_a_day(books, sold):
    def balances(**asked):
        return table(report(books, "CustomerBalance", **asked))

    assert balances() == [["Amy's Bird Sanctuary", "34.60"], ["TOTAL", "34.60"]]
    assert balances(report_date="2026-08-31")[-1] == ["TOTAL", "54.60"]
    assert balances(customer="2") == []


def test_jobs_are_inside_their_customers(books, bodies, sold):
    job = books.make("Customer", {"DisplayName": "Aviary", "Job": True, "ParentRef": {"value": "1"}})
    books.make("Invoice", bodies.form("10.00", customer=job["Id"]))
    assert table(report(books, "CustomerBalance")) == [
        ["Amy's Bird Sanctuary", "34.60"],
        ["Aviary", "10.00"],
        ["Total Amy's Bird Sanctuary", "44.60"],
        ["TOTAL", "44.60"],
    ]


@pytest.mark.parametrize(
    ("late", "place"), [(-30, 1), (0, 1), (1, 2), (30, 2), (31, 3), (60, 3), (61, 4), (90, 4), (91, 5), (400, 5)]
)
def test_receivables_age_from_the_day_that_they_are_due(books, bodies, late, place):
    day = date(2026, 6, 30)
    due = (day - timedelta(days=late)).isoformat()
    books.make("Invoice", bodies.form("35.00", DueDate=due, TxnDate="2025-01-01"))
    answer = report(books, "AgedReceivables", report_date="2026-06-30")
    titles = [column["ColTitle"] for column in answer["Columns"]["Column"]]
    assert titles == ["", "Current", "1 - 30", "31 - 60", "61 - 90", "91 and over", "Total"]
    amounts = ["35.00" if at == place else "" for at in range(1, 6)]
    assert table(answer)[0] == ["Amy's Bird Sanctuary", *amounts, "35.00"]
    assert table(answer)[1] == ["TOTAL", *[amount or "0.00" for amount in amounts], "35.00"]


def test_aging_reckons_as_of_the_report_date_or_with_what_is_paid_since(books, sold):
    asked = {"report_date": "2026-09-05"}
    assert table(report(books, "AgedReceivables", **asked))[-1][-1] == "54.60"
    assert table(report(books, "AgedReceivables", aging_method="Current", **asked))[-1][-1] == "54.60"
    assert table(report(books, "AgedReceivables", report_date="2026-09-10"))[-1][-1] == "34.60"


def test_the_detail_of_receivables_begins_with_the_oldest(books, bodies, sold):
    books.make("Payment", bodies.payment("5.00", customer="2", TxnDate="2026-09-20"))
    answer = report(books, "AgedReceivableDetail", report_date="2026-10-15")
    assert table(answer) == [
        ["31 - 60 days past due", *[""] * 6],
        ["2026-08-01", "Invoice", "R-1", "Amy's Bird Sanctuary", "2026-08-31", "54.60", "34.60"],
        ["Total for 31 - 60 days past due", *[""] * 4, "54.60", "34.60"],
        ["1 - 30 days past due", *[""] * 6],
        ["2026-09-20", "Payment", "", "Blue Door Books", "2026-09-20", "-5.00", "-5.00"],
        ["Total for 1 - 30 days past due", *[""] * 4, "-5.00", "-5.00"],
        ["TOTAL", *[""] * 4, "49.60", "29.60"],
    ]


def test_a_transaction_list_has_every_document_whether_it_posts_or_not(books, sold):
    columns = "tx_date,txn_type,doc_num,is_no_post,account_name,other_account,subt_nat_home_amount"
    asked = {"start_date": "2026-08-01", "end_date": "2026-09-30", "columns": columns}
    receivable, undeposited = "Accounts Receivable (A/R)", "Undeposited Funds"
    rows = [
        ["2026-08-01", "Invoice", "R-1", "Yes", receivable, "-Split-", "54.60"],
        ["2026-09-10", "Payment", "", "Yes", undeposited, receivable, "20.00"],
        ["2026-09-12", "Sales Receipt", "", "Yes", undeposited, "Services", "35.00"],
        ["2026-09-13", "Estimate", "", "No", receivable, "Services", "99.00"],
    ]
    assert table(report(books, "TransactionList", **asked)) == rows
    assert table(report(books, "TransactionList", sort_order="descend", **asked)) == rows[::-1]
    for narrowed, found in (
        ({"transaction_type": "ReceivePayment"}, rows[1:2]),
        ({"customer": "1"}, rows[:2]),
        ({"docnum": "R-1"}, rows[:1]),
        ({"bothamount": "99"}, rows[3:]),
        ({"arpaid": "Unpaid"}, rows[:1]),
        ({"end_duedate": "2026-08-31"}, rows[:1]),
        ({"start_createdate": "2100-01-01"}, []),
    ):
        assert table(report(books, "TransactionList", **asked, **narrowed)) == found, narrowed


def test_a_transaction_list_is_grouped_by_customer(books, sold):
    asked = {"start_date": "2026-08-01", "end_date": "2026-09-30", "columns": "tx_date,subt_nat_home_amount"}
    assert table(report(books, "TransactionList", group_by="Customer", **asked)) == [
        ["Amy's Bird Sanctuary", ""],
        ["2026-08-01", "54.60"],
        ["2026-09-10", "20.00"],
        ["Total for Amy's Bird Sanctuary", "74.60"],
        ["Blue Door Books", ""],
        ["2026-09-12", "35.00"],
        ["2026-09-13", "99.00"],
        ["Total for Blue Door Books", "134.00"],
    ]


NAMES = [
    "TrialBalance",
    "GeneralLedger",
    "ProfitAndLoss",
    "BalanceSheet",
    "CustomerBalance",
    "AgedReceivables",
    "AgedReceivableDetail",
    "TransactionList",
]


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("parameters", "code", "element"),
    [
        ({"accounting_method": "Cash"}, "5030", "accounting_method"),
        ({"accounting_method": "Guess"}, "2170", "accounting_method"),
        ({"vendor": "60"}, "5030", "vendor"),
        ({"date_macro": "Some Day"}, "2170", "date_macro"),
        ({"start_date": "01/02/2026"}, "2060", "start_date"),
        ({"start_date": "2026-02-01", "end_date": "2026-01-01"}, "2190", "start_date"),
    ],
)
def test_what_a_report_cannot_do_is_refused_and_not_guessed(books, name, parameters, code, element):
    assert refused(books, name, **parameters) == (code, element)


@pytest.mark.parametrize(
    ("name", "parameters", "code"),
    [
        ("GeneralLedger", {"account": "Checking"}, "2030"),
        ("GeneralLedger", {"columns": "tx_date,everything"}, "2170"),
        ("ProfitAndLoss", {"summarize_column_by": "Mood"}, "2170"),
        ("AgedReceivables", {"aging_period": "0"}, "2240"),
        ("AgedReceivables", {"aging_period": "x"}, "2080"),
        ("TransactionList", {"group_by": "Mood"}, "2170"),
    ],
)
def test_values_that_a_report_does_not_know_are_refused(books, name, parameters, code):
    assert refused(books, name, **parameters)[0] == code


def test_a_company_on_the_cash_basis_is_told_so(books):
    books.control("preferences", ReportPrefs={"ReportBasis": "Cash"})
    assert refused(books, "TrialBalance") == ("5030", "accounting_method")
    assert report(books, "TrialBalance", accounting_method="Accrual")["Header"]["ReportBasis"] == "Accrual"


@pytest.mark.parametrize("name", NAMES)
def test_names_are_found_in_any_case_and_foreign_parameters_are_ignored(books, sold, name):
    answer = report(books, name.lower(), minorversion="75", hello="world", start_date="2026-01-01")
    assert answer["Header"]["ReportName"] == name


def test_an_unknown_report_is_refused(books):
    assert refused(books, "Weather")[0] == "500"
    assert books.post("reports/TrialBalance", {}).status_code == 400


def test_reports_are_metered_reads(books):
    before = books.calls()["reads"]
    report(books, "TrialBalance")
    assert books.calls()["reads"] == before + 1


def test_a_snapshot_brings_the_trial_balance_back_with_what_was_posted_before_an_item_changed(books, bodies):
    books.make("Invoice", bodies.form())
    books.make("Item", {**books.read("Item", "10"), "IncomeAccountRef": {"value": "79"}})
    before = table(report(books, "TrialBalance"))
    books.control("snapshot", name="before")
    books.control("restore", name="before")
    assert table(report(books, "TrialBalance")) == before
    assert books.sandbox.company.ledger.drift() == []


def test_a_snapshot_brings_the_trial_balance_back_with_the_documents(books, bodies):
    books.make("Invoice", bodies.form())
    before = table(report(books, "TrialBalance"))
    books.control("snapshot", name="before")
    books.make("Invoice", bodies.form())
    assert table(report(books, "TrialBalance")) != before
    books.control("restore", name="before")
    assert table(report(books, "TrialBalance")) == before
