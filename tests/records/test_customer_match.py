"""Which customer an order means, and under which name a new one is created."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from order_sync.customer_settings import CustomerSettings, NameSource
from order_sync.errors import SettingsError
from order_sync.orders import Address, Customer, Order
from order_sync.records.buyer import buyer_of
from order_sync.records.customer_match import match
from order_sync.records.known_customers import KnownCustomer, KnownCustomers, Wish, folded
from order_sync.records.reasons import Unbookable
from order_sync.records.record import Buyer
from tests.generators.companies import a_sync
from tests.generators.orders import an_order

NOBODY = KnownCustomers()


def known(*customers: KnownCustomer, others: frozenset[str] = frozenset()) -> KnownCustomers:
    by_name = {folded(one.name): one for one in sorted(customers, key=lambda one: one.is_active)}
    by_email: dict[str, tuple[KnownCustomer, ...]] = {}
    for one in customers:
        for email in one.emails:
            by_email[email] = (*by_email.get(email, ()), one)
    return KnownCustomers(by_name, by_email, others)


def a_customer(name: str, *emails: str, id_: str = "7", currency: str = "USD", **more: object) -> KnownCustomer:
    return KnownCustomer(quickbooks_id=id_, name=name, emails=emails, currency=currency, **more)  # type: ignore[arg-type]


def ada(name: str = "Ada Lockwood", email: str = "ada@example.com", company: str = "", **more: object) -> Order:
    bill_to = Address(name=name, company=company)
    return an_order(bill_to=bill_to, customer=Customer(name=name, email=email), **more)


def found(
    order: Order,
    customers: KnownCustomers = NOBODY,
    notes: list[str] | None = None,
    currency: str = "",
    **settings: object,
) -> Buyer:
    note = ([] if notes is None else notes).append
    return buyer_of(order, CustomerSettings.model_validate(settings), note, customers, currency)


def who(order: Order, customers: KnownCustomers = NOBODY, currency: str = "", **settings: object) -> tuple[str, str]:
    buyer = found(order, customers, currency=currency, **settings)
    return buyer.display_name, buyer.customer_id


def refusal(order: Order, customers: KnownCustomers = NOBODY, **settings: object) -> str:
    with pytest.raises(Unbookable) as stop:
        found(order, customers, **settings)
    return stop.value.problem.code


def test_a_customer_is_found_by_email_whatever_his_name() -> None:
    assert who(ada(), known(a_customer("Lockwood, A.", "ada@example.com"))) == ("Lockwood, A.", "7")


def test_a_customer_is_found_by_name_where_no_email_finds_him() -> None:
    assert who(ada(), known(a_customer("ADA LOCKWOOD"))) == ("ADA LOCKWOOD", "7")
    assert who(ada(email=""), known(a_customer("Ada Lockwood", "someone@example.com"))) == ("Ada Lockwood", "7")


def test_a_customer_whom_nobody_knows_is_new_under_his_own_name() -> None:
    assert who(ada(), known(a_customer("Grace Holloway", "grace@example.com"))) == ("Ada Lockwood", "")


def test_email_goes_before_name_or_after_it_as_the_sync_says() -> None:
    customers = known(a_customer("Lockwood, A.", "ada@example.com", id_="1"), a_customer("Ada Lockwood", id_="2"))
    assert who(ada(), customers) == ("Lockwood, A.", "1")
    assert who(ada(), customers, match=["name", "email"]) == ("Ada Lockwood", "2")
    assert who(ada(), customers, match="name") == ("Ada Lockwood", "2")


def test_of_several_with_one_email_he_of_the_name_is_meant_then_the_first_one() -> None:
    household = [
        a_customer(name, "home@example.com", id_=id_) for name, id_ in (("Bo Lockwood", "9"), ("Ada Lockwood", "10"))
    ]
    assert who(ada(email="home@example.com"), known(*household)) == ("Ada Lockwood", "10")
    assert who(ada("Cy Lockwood", email="home@example.com"), known(*household)) == ("Bo Lockwood", "9")


def test_several_emails_with_commas_between_each_may_match() -> None:
    customers = known(a_customer("Lockwood, A.", "old@example.com", "ada@work.example"))
    assert who(ada(email="ada@example.com, Ada@Work.example"), customers) == ("Lockwood, A.", "7")


def test_two_people_of_one_name_are_told_apart_by_email() -> None:
    customers = known(a_customer("Ada Lockwood", "other@example.com"))
    assert who(ada(), customers) == ("Ada Lockwood (ada@example.com)", "")
    assert who(ada(), customers, same_name="merge") == ("Ada Lockwood", "7")
    assert who(ada(), customers, match=["name"]) == ("Ada Lockwood", "7")


def test_where_even_the_name_that_tells_apart_is_somebody_elses_a_person_must_decide() -> None:
    company = known(
        a_customer("Ada Lockwood", "other@example.com", id_="1"),
        a_customer("Ada Lockwood (ada@example.com)", "third@example.com", id_="2"),
    )
    assert refusal(ada(), company) == "customer_not_told_apart"


def test_whoever_was_told_apart_is_found_again_even_without_his_email_in_quickbooks() -> None:
    customers = known(a_customer("Ada Lockwood", "other@example.com"), a_customer("Ada Lockwood (ada@example.com)", id_="8"))
    assert who(ada(), customers) == ("Ada Lockwood (ada@example.com)", "8")


@pytest.mark.parametrize("email", ["a:b@example.com", "\x07a@example.com", f"{'a' * 700}@example.com"])
def test_an_email_of_any_shape_tells_apart_in_a_name_that_quickbooks_can_hold(email: str) -> None:
    name, _ = who(ada("A" * 500, email=email), known(a_customer("A" * 500, "other@example.com")))
    assert len(name) <= 500 and name.endswith(")") and not set(name) & set(":\x07\t\n")


@pytest.mark.parametrize("blank", [" ", ":", " : ", "\x08"])
def test_a_rule_that_names_nobody_leaves_the_orders_own_name(blank: str) -> None:
    assert found(ada(customer_display_name=blank)).display_name == "Ada Lockwood"


def test_by_email_alone_a_name_that_somebody_has_is_told_apart() -> None:
    assert who(ada(), known(a_customer("Ada Lockwood")), match=["email"]) == ("Ada Lockwood (ada@example.com)", "")
    assert who(ada(email=""), known(a_customer("Ada Lockwood")), match=["email"]) == ("Ada Lockwood", "7")


def test_a_customer_has_one_currency_so_there_is_one_for_each() -> None:
    customers = known(a_customer("Ada Lockwood", "ada@example.com"))
    order = ada(currency="EUR")
    assert who(order, customers, currency="EUR") == ("Ada Lockwood (EUR)", "")
    both = known(*customers.by_name.values(), a_customer("Ada Lockwood (EUR)", "ada@example.com", id_="8", currency="EUR"))
    assert who(order, both, currency="EUR") == ("Ada Lockwood (EUR)", "8")
    assert who(ada(), both, currency="USD") == ("Ada Lockwood", "7")


def test_currency_and_email_both_stand_in_a_name_where_both_tell_apart() -> None:
    customers = known(
        a_customer("Ada Lockwood", "ada@example.com"), a_customer("Ada Lockwood (EUR)", "other@example.com", currency="EUR")
    )
    assert who(ada(), customers, currency="EUR") == ("Ada Lockwood (EUR) (ada@example.com)", "")


def test_a_name_that_a_vendor_has_gets_the_syncs_suffix_or_is_quarantined() -> None:
    vendors = known(others=frozenset({"ada lockwood"}))
    assert who(ada(), vendors) == ("Ada Lockwood (customer)", "")
    assert who(ada(), vendors, suffix="- web") == ("Ada Lockwood - web", "")
    assert refusal(ada(), vendors, name_taken="quarantine") == "customer_name_taken"
    assert who(ada(), known(a_customer("Ada Lockwood (customer)"))) == ("Ada Lockwood (customer)", "7")


def test_an_inactive_customer_is_left_woken_or_reported_as_the_sync_says() -> None:
    customers = known(a_customer("Ada Lockwood", "ada@example.com", is_active=False))
    notes: list[str] = []
    assert found(ada(), customers, notes).customer_id == ""
    assert notes == ["QuickBooks' customer “Ada Lockwood” is inactive, so a new one is created."]
    assert who(ada(), customers, when_inactive="reactivate") == ("Ada Lockwood", "7")
    assert refusal(ada(), customers, when_inactive="quarantine") == "customer_inactive"


def test_an_inactive_namesake_of_somebody_else_stops_nobody() -> None:
    customers = known(a_customer("Ada Lockwood", "other@example.com", is_active=False))
    assert who(ada(), customers, when_inactive="quarantine") == ("Ada Lockwood", "")


def test_a_missing_customer_is_created_reported_or_booked_under_the_single_one() -> None:
    assert refusal(ada(), when_missing="quarantine") == "customer_missing"
    single = found(ada(), known(a_customer("Web store")), when_missing="single", single="Web store")
    assert (single.display_name, single.customer_id, single.email, single.phone) == ("Web store", "7", "", "")
    assert single.bill_to == ada().bill_to
    assert who(ada(), known(a_customer("Ada Lockwood")), when_missing="single", single="Web store") == ("Ada Lockwood", "7")


ORDER = an_order(
    bill_to=Address(name="Mary Ann Evans", company="Mill Ltd"),
    ship_to=Address(name="Kit Marsh", company="Dock Ltd"),
    customer=Customer(name="Mary Evans", email="Mary@Example.com"),
    channel="Market place",
)


@pytest.mark.parametrize(
    ("sources", "name"),
    [
        ("first_last", "Mary Ann Evans"),
        ("last_first", "Evans, Mary Ann"),
        ("billing_company", "Mill Ltd"),
        ("shipping_first_last", "Kit Marsh"),
        ("shipping_last_first", "Marsh, Kit"),
        ("shipping_company", "Dock Ltd"),
        ("email", "mary@example.com"),
        ("channel", "Market place"),
        ("store_currency", "mugs USD"),
        ("order_number", "1001"),
        ("single", "Web store"),
    ],
)
def test_each_source_names_the_customer(sources: str, name: str) -> None:
    assert found(ORDER, name=[sources], single="Web store").display_name == name


def test_the_first_source_that_the_order_has_names_the_customer() -> None:
    private = ada(company="-")
    assert found(private, name=["billing_company", "last_first"]).display_name == "Lockwood, Ada"
    assert found(private, name=["billing_company", "single"], single="Web store").display_name == "Web store"


@pytest.mark.parametrize("source", ["channel", "store_currency", "single"])
def test_a_customer_who_stands_for_many_is_found_by_name_alone_and_has_nobodys_email(source: str) -> None:
    customers = known(a_customer("Mary Evans", "mary@example.com"))
    buyer = found(ORDER, customers, name=[source], single="Web store")
    assert (buyer.customer_id, buyer.email, buyer.phone, buyer.ship_to) == ("", "", "", ORDER.ship_to)


def test_a_rule_names_the_customer_whatever_his_email() -> None:
    customers = known(a_customer("Mary Evans", "ada@example.com", id_="1"), a_customer("Web orders", id_="2"))
    assert who(ada(customer_display_name="Web orders"), customers) == ("Web orders", "2")


def test_a_rule_chooses_the_source_of_the_name() -> None:
    assert who(ada(company="Mill Ltd", match_customer_by="company")) == ("Mill Ltd", "")
    assert who(ada(match_customer_by="email")) == ("ada@example.com", "")


def test_a_sub_customer_is_found_under_his_parent_alone() -> None:
    market, elsewhere = a_customer("Market", id_="1"), a_customer("Ada Lockwood", id_="2")
    child = a_customer("Ada Lockwood", id_="3", parent_id="1")
    order = ada(customer_display_name="Market:Ada Lockwood")
    assert who(order, known(market, child)) == ("Ada Lockwood", "3")
    assert who(order, known(market, elsewhere)) == ("Ada Lockwood (Market)", "")
    assert found(order, known(market)).wish.parents == ("Market",)


def test_new_customers_stand_under_the_parent_that_the_sync_names() -> None:
    assert found(ORDER, parent="channel").wish.parents == ("Market place",)
    assert found(ORDER, parent="single", single="Web store").wish.parents == ("Web store",)
    assert found(ORDER, parent="billing_company", name=["billing_company"]).wish.parents == ()


def test_long_names_that_begin_alike_stay_two_customers() -> None:
    notes: list[str] = []
    one, other = (found(ada("A" * 510 + end), notes=notes).display_name for end in "XY")
    assert one != other and len(one) == len(other) == 500
    assert any("was cut" in note for note in notes)


@pytest.mark.parametrize(
    "wrong",
    [
        "{when_missing: single}",
        "{name: [single]}",
        "{name: [single, email], single: Web}",
        "{match: []}",
        "{match: [email, email]}",
        "{parent: email}",
        "{suffix: 'a:b'}",
        "{single: ''}",
    ],
)
def test_settings_that_cannot_be_meant_are_refused(wrong: str) -> None:
    with pytest.raises(SettingsError):
        a_sync(more=f"customers: {wrong}\n")


_NAMES = st.sampled_from(["Ada Lockwood", "ada lockwood", "Kit Marsh"])
_EMAILS = st.sampled_from(["a@example.com", "b@example.com", "c@example.com"])
_WISHES = st.builds(Wish, _NAMES, st.lists(_EMAILS, max_size=2, unique=True).map(tuple), st.sampled_from(["USD", "EUR"]))


@given(st.lists(_WISHES, max_size=12), st.sampled_from([("email", "name"), ("name", "email"), ("email",), ("name",)]))
def test_no_name_is_given_twice_and_everyone_is_found_again(wishes: list[Wish], ways: tuple[str, ...]) -> None:
    """Orders arrive one after the other; a second run of the same orders finds everybody, and nobody has two currencies."""
    settings = CustomerSettings(match=ways)  # type: ignore[arg-type]
    made: list[KnownCustomer] = []
    for wish in wishes:
        one = match(wish, known(*made), settings)
        if one.customer is None:
            assert folded(one.name) not in {folded(other.name) for other in made}
            made.append(a_customer(one.name, *wish.emails, id_=str(len(made)), currency=wish.currency))
        else:
            assert one.customer.currency == wish.currency
    for wish in wishes:
        again = match(wish, known(*made), settings).customer
        assert again is not None and again.currency == wish.currency


@given(st.lists(_WISHES, max_size=12))
def test_by_email_first_nobody_is_booked_under_another_persons_email(wishes: list[Wish]) -> None:
    made: list[KnownCustomer] = []
    for wish in wishes:
        one = match(wish, known(*made), CustomerSettings())
        if one.customer is None:
            made.append(a_customer(one.name, *wish.emails, id_=str(len(made)), currency=wish.currency))
        elif wish.emails and one.customer.emails:
            assert set(wish.emails) & set(one.customer.emails)


_ANY = st.text(max_size=600)


@given(_ANY, _ANY, _ANY, _ANY, st.permutations([source for source in NameSource if source is not NameSource.single]))
def test_whatever_a_store_writes_a_customer_has_a_name_that_quickbooks_can_hold(
    name: str, email: str, company: str, rule: str, sources: list[NameSource]
) -> None:
    order = ada(name, email, company, customer_display_name=rule, number="1001")
    buyer = buyer_of(order, CustomerSettings(name=tuple(sources)), lambda _: None)
    for one in (buyer.display_name, *buyer.wish.parents):
        assert 0 < len(one) <= 500 and one == one.strip() and not set(one) & set(":\t\n")
