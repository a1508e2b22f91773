"""A person connects an app to a company, or does not, in a real browser."""

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
import requests

HOSTILE = (
    "<script>window.struck = true</script>",
    "\"><img src=x onerror='window.struck = true'>",
    "' onmouseover='window.struck = true",
    "\u202eright to left עברית",
    "🧾🦆 & <b>bold</b>",
    "A" * 1000,
)


def asked(sandbox, **more):
    parameters = {
        "client_id": sandbox.client_id,
        "redirect_uri": f"{sandbox.url}/window",
        "response_type": "code",
        "scope": "com.intuit.quickbooks.accounting",
        "state": "a 'state' & more",
    }
    return f"{sandbox.url}/connect/oauth2?{urlencode({**parameters, **more})}"


def answer(browser):
    return {name: value for name, (value,) in parse_qs(urlsplit(browser.address).query).items()}


@pytest.fixture(params=["browser", "plain_browser"])
def any_browser(request):
    """With scripts and without."""
    return request.getfixturevalue(request.param)


def test_a_person_picks_a_company_and_connects_and_the_code_works_for_that_company(any_browser, sandbox):
    _, other = sandbox.intuit.worlds
    any_browser.open(asked(sandbox))
    assert "would like to see and change your books" in any_browser.title
    assert other in any_browser.text and urlsplit(sandbox.url).netloc in any_browser.text
    (choice,) = any_browser.find(f"input[value='{other}']")
    choice.click()
    any_browser.follow("Connect")
    came_back = answer(any_browser)
    assert any_browser.address.startswith(f"{sandbox.url}/window?")
    assert came_back["realmId"] == other and came_back["state"] == "a 'state' & more"
    form = {"grant_type": "authorization_code", "code": came_back["code"], "redirect_uri": f"{sandbox.url}/window"}
    credentials = (sandbox.client_id, sandbox.client_secret)
    tokens = requests.post(f"{sandbox.url}/oauth2/v1/tokens/bearer", auth=credentials, data=form, timeout=5).json()
    headers = {"Authorization": f"Bearer {tokens['access_token']}"}
    assert requests.get(f"{sandbox.url}/v3/company/{other}/companyinfo/{other}", headers=headers, timeout=5).ok


def test_a_person_who_says_no_goes_back_with_access_denied_and_without_a_code(any_browser, sandbox):
    any_browser.open(asked(sandbox))
    any_browser.follow("No, thanks")
    assert answer(any_browser) == {"error": "access_denied", "state": "a 'state' & more"}


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"client_id": "nobody"}, "There is no app with this client_id."),
        ({"redirect_uri": "https://example.com/steal"}, "The redirect_uri is not one of the app's."),
        ({"response_type": "token"}, "The response_type must be code."),
    ],
)
def test_a_request_that_is_not_right_is_explained_and_goes_nowhere(browser, sandbox, wrong, says):
    browser.open(asked(sandbox, **wrong))
    assert browser.title == "The app cannot be connected"
    assert says in browser.text
    assert browser.address.startswith(sandbox.url)
    assert not browser.find("a, button, input")


@pytest.mark.parametrize("name", HOSTILE, ids=lambda name: name[:12])
def test_whatever_an_app_and_a_company_are_called_the_page_shows_it_and_does_not_run_it(browser, sandbox, name):
    body = {"name": name, "redirect_uris": [f"{sandbox.url}/window"]}
    *_, app = requests.post(f"{sandbox.url}/_sandbox/apps", json=body, timeout=5).json()
    with sandbox.intuit.lock:
        info = sandbox.company.documents["CompanyInfo"]["1"]
        sandbox.company.put("CompanyInfo", {**info, "CompanyName": name})
    for phone in (False, True):
        browser.be_a_phone(phone)
        browser.open(asked(sandbox, client_id=app["client_id"], state=name))
        assert name in browser.title and browser.text.count(name) >= 2
        assert not browser.overflows()
        assert browser.driver.execute_script("return window.struck") is None
    browser.follow("Connect")
    assert answer(browser)["state"] == name
    assert name in browser.text
    assert browser.driver.execute_script("return window.struck") is None
    assert browser.complaints() == []
