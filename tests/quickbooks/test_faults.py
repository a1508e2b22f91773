"""QuickBooks' faults, in the shapes that its answers have (reference section 5)."""

import pytest

from order_sync.errors import CompanyError, CredentialsError, RecordRefused, Throttled, Unavailable
from order_sync.quickbooks.faults import FaultClass, as_error, class_of, read_faults


def answer(*codes, message="Words", detail="More words"):
    errors = [{"Message": message, "Detail": detail, "code": code, "element": ""} for code in codes]
    return {"Fault": {"Error": errors, "type": "ValidationFault"}, "time": "2026-04-29T11:55:16.670-07:00"}


@pytest.mark.parametrize(
    ("code", "expected"),
    [
        ("3001", Throttled),
        ("10000", Unavailable),
        ("130", Unavailable),
        ("3200", CredentialsError),
        ("3100", CompanyError),
        ("6190", CompanyError),
        ("5020", CompanyError),
        ("10200", CompanyError),
        ("6070", RecordRefused),
        ("2020", RecordRefused),
        ("610", RecordRefused),
        ("987654", RecordRefused),
    ],
)
def test_every_code_has_its_class_and_a_remedy(code, expected):
    error = as_error(read_faults(answer(code))[0])
    assert isinstance(error, expected)
    assert error.remedy


def test_the_gravest_of_several_faults_comes_first():
    assert [fault.code for fault in read_faults(answer("6140", "2020", "6190"))] == ["6190", "2020", "6140"]


def test_the_gateway_spells_its_fault_in_lower_case():
    error = {"message": "AuthenticationFailed", "detail": "Token expired", "code": "3200", "element": None}
    (fault,) = read_faults(
        {"warnings": None, "fault": {"error": [error], "type": "AUTHENTICATION"}, "batchItemResponse": []}
    )
    assert (fault.code, fault.meaning.kind) == ("3200", FaultClass.sign_in)


def test_an_answer_without_a_fault_has_none():
    for nothing in (None, [], {}, {"Invoice": {"Id": "1"}}, {"fault": None}):
        assert read_faults(nothing) == ()


def test_a_fault_without_code_or_words_is_still_a_fault():
    (fault,) = read_faults({"Fault": {"type": "SystemFault"}})
    assert fault.words
    assert class_of(fault.code) is FaultClass.data


def test_intuits_number_of_the_call_is_in_the_message():
    assert "1-abc" in as_error(read_faults(answer("6070"))[0], "1-abc").message
