"""OAuth: discovery, token rotation, expiry, the gateway's 401."""

from urllib.parse import parse_qsl, urlsplit

import pytest
import requests

BACK = "http://127.0.0.1/back"


def test_the_discovery_document_names_the_token_endpoint(sandbox):
    found = requests.get(f"{sandbox.url}/.well-known/openid_configuration", timeout=5).json()
    assert found["token_endpoint"] == f"{sandbox.url}/oauth2/v1/tokens/bearer"
    assert {"issuer", "authorization_endpoint", "userinfo_endpoint", "revocation_endpoint", "jwks_uri"} <= found.keys()


def test_a_refresh_answers_new_tokens_and_ends_the_old_refresh_token(sandbox, books):
    newer = books.token(sandbox.refresh_token)
    assert (newer.status_code, newer.json()["error"]) == (400, "invalid_grant")


def test_the_newest_refresh_token_works(sandbox, books):
    with sandbox.world.lock:
        sandbox.world.oauth.reset()
    tokens = books.token(sandbox.refresh_token).json()
    assert tokens["token_type"] == "bearer"
    assert (tokens["expires_in"], tokens["x_refresh_token_expires_in"]) == (3600, 8726400)
    assert books.token(tokens["refresh_token"]).status_code == 200


def test_with_a_grace_the_previous_refresh_token_works_until_it_is_over(sandbox, books):
    books.control("reset")
    books.control("switches", refresh_grace_seconds=86400)
    assert books.token(sandbox.refresh_token).status_code == 200
    books.control("clock", seconds=86000)
    assert books.token(sandbox.refresh_token).status_code == 200
    books.control("clock", seconds=500)
    assert books.token(sandbox.refresh_token).json()["error"] == "invalid_grant"


def test_wrong_client_credentials_are_an_invalid_client(sandbox, books):
    wrong = books.session.post(
        f"{sandbox.url}/oauth2/v1/tokens/bearer",
        auth=(sandbox.client_id, "wrong"),
        data={"grant_type": "refresh_token", "refresh_token": sandbox.refresh_token},
    )
    assert (wrong.status_code, wrong.json()) == (401, {"error": "invalid_client"})


def test_another_grant_type_is_refused(books, sandbox):
    assert books.token(sandbox.refresh_token, grant_type="password").json()["error"] == "unsupported_grant_type"


def test_a_refresh_token_lasts_a_hundred_days(sandbox, books):
    books.control("reset")
    books.control("clock", seconds=101 * 86400)
    assert books.token(sandbox.refresh_token).json()["error"] == "invalid_grant"


def test_an_access_token_expires_after_an_hour_with_the_gateways_lower_case_body(books):
    books.control("clock", seconds=3599 - 60)
    assert books.get("preferences").status_code == 200
    books.control("clock", seconds=120)
    refused = books.get("preferences")
    assert refused.status_code == 401
    assert refused.headers["WWW-Authenticate"] == 'Bearer realm="Intuit", error="invalid_token"'
    body = refused.json()
    assert body["fault"]["type"] == "AUTHENTICATION"
    assert body["fault"]["error"][0]["code"] == "3200"
    assert isinstance(body["time"], int)


def test_no_token_is_refused(books):
    assert requests.get(f"{books.base}/preferences", timeout=5).status_code == 401


def test_another_company_is_forbidden(sandbox, books):
    answer = books.session.get(f"{sandbox.url}/v3/company/1/preferences", timeout=5)
    assert (answer.status_code, answer.json()["fault"]["error"][0]["code"]) == (403, "3100")


def test_a_person_who_disconnects_the_app_ends_every_token(sandbox, books):
    books.control("disconnect")
    assert books.get("preferences").status_code == 401


def consented(books, sandbox, realm=None, **more):
    """The parameters with which the browser comes back from the consent page."""
    asked = {"client_id": sandbox.client_id, "response_type": "code", "redirect_uri": BACK, "state": "s1", **more}
    page = books.session.get(sandbox.url + "/connect/oauth2", params=asked, timeout=5)
    assert page.status_code == 200, page.text
    assert "Sandbox Trading Company" in page.text
    form = {**asked, "decision": "connect", "realm": realm or sandbox.realm} | more
    sent = books.session.post(sandbox.url + "/connect/oauth2", data=form, allow_redirects=False, timeout=5)
    assert sent.status_code == 302
    return dict(parse_qsl(urlsplit(sent.headers["Location"]).query))


def use_code(books, code, redirect_uri=BACK):
    return books.token("", grant_type="authorization_code", code=code, redirect_uri=redirect_uri)


def test_an_authorization_code_gives_the_first_tokens_once(sandbox, books):
    back = consented(books, sandbox)
    assert (back["state"], back["realmId"]) == ("s1", sandbox.realm)
    tokens = use_code(books, back["code"])
    assert tokens.status_code == 200
    books.session.headers["Authorization"] = f"Bearer {tokens.json()['access_token']}"
    assert books.get("preferences").status_code == 200
    assert use_code(books, back["code"]).json()["error"] == "invalid_grant"


def test_a_code_is_not_taken_for_another_address_and_expires_after_five_minutes(sandbox, books):
    wrong = use_code(books, consented(books, sandbox)["code"], "http://127.0.0.1/elsewhere")
    assert (wrong.status_code, wrong.json()["error"]) == (400, "invalid_grant")
    late = consented(books, sandbox)["code"]
    books.control("clock", seconds=301)
    assert use_code(books, late).json()["error"] == "invalid_grant"
    assert use_code(books, "AB1-made-up").json()["error"] == "invalid_grant"


def test_a_code_is_not_taken_from_another_app(sandbox, books):
    other = books.control("apps", name="Another")[1]
    code = consented(books, sandbox)["code"]
    answer = books.session.post(
        sandbox.url + "/oauth2/v1/tokens/bearer",
        auth=(other["client_id"], other["client_secret"]),
        data={"grant_type": "authorization_code", "code": code, "redirect_uri": BACK},
        timeout=5,
    )
    assert (answer.status_code, answer.json()["error"]) == (400, "invalid_grant")


@pytest.mark.parametrize(
    "wrong", [{"client_id": "nobody"}, {"redirect_uri": "https://evil.example/"}, {"response_type": "token"}]
)
def test_a_wrong_consent_request_is_told_on_a_page_and_never_sent_on(sandbox, books, wrong):
    asked = {"client_id": sandbox.client_id, "response_type": "code", "redirect_uri": BACK, **wrong}
    for send in (
        lambda: books.session.get(sandbox.url + "/connect/oauth2", params=asked, allow_redirects=False, timeout=5),
        lambda: books.session.post(
            sandbox.url + "/connect/oauth2", data={**asked, "decision": "connect"}, allow_redirects=False, timeout=5
        ),
    ):
        answer = send()
        assert answer.status_code == 400
        assert "cannot be connected" in answer.text


def test_an_app_with_registered_addresses_is_sent_to_no_other(sandbox, books):
    books.control("apps", client_id=sandbox.client_id, redirect_uris=["http://localhost:9/ours"])
    asked = {"client_id": sandbox.client_id, "response_type": "code", "redirect_uri": BACK}
    assert books.session.get(sandbox.url + "/connect/oauth2", params=asked, timeout=5).status_code == 400
    assert "code" in consented(books, sandbox, redirect_uri="http://localhost:9/ours")


def test_a_person_who_says_no_sends_the_app_an_error(sandbox, books):
    back = consented(books, sandbox, decision="cancel")
    assert back == {"error": "access_denied", "state": "s1"}


def test_what_an_app_writes_into_its_request_is_harmless_on_the_page(sandbox, books):
    asked = {"client_id": sandbox.client_id, "response_type": "code", "redirect_uri": BACK, "state": '"><script>x</script>'}
    page = books.session.get(sandbox.url + "/connect/oauth2", params=asked, timeout=5).text
    assert "<script>" not in page


def test_revocation_ends_the_access_and_the_refresh_token_of_one_company(sandbox, books):
    books.control("reset")
    second = books.control("companies", sample="uk")
    other = books.token(second["refresh_token"]).json()
    tokens = books.sign_in(sandbox.refresh_token)
    address, client = sandbox.url + "/v2/oauth2/tokens/revoke", (sandbox.client_id, sandbox.client_secret)
    assert books.session.post(address, auth=(client[0], "wrong"), json={"token": "x"}, timeout=5).status_code == 401
    assert books.session.post(address, auth=client, json={"token": "x"}, timeout=5).status_code == 400
    assert books.session.post(address, auth=client, json={"token": tokens["refresh_token"]}, timeout=5).status_code == 200
    assert books.get("preferences").status_code == 401
    assert books.token(tokens["refresh_token"]).json()["error"] == "invalid_grant"
    assert books.token(other["refresh_token"]).status_code == 200


def test_a_token_opens_one_company_only(sandbox, books):
    second = books.control("companies", sample="uk")
    answer = books.session.get(f"{sandbox.url}/v3/company/{second['realm']}/preferences", timeout=5)
    assert (answer.status_code, answer.json()["fault"]["error"][0]["code"]) == (403, "3100")
    books.sign_in(second["refresh_token"])
    answer = books.session.get(f"{sandbox.url}/v3/company/{second['realm']}/preferences", timeout=5)
    assert answer.json()["Preferences"]["CurrencyPrefs"]["HomeCurrency"] == {"value": "GBP"}
