"""OAuth: discovery, token rotation, expiry, the gateway's 401."""

import requests


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
    assert (answer.status_code, answer.json()["Fault"]["Error"][0]["code"]) == (403, "3100")


def test_a_person_who_disconnects_the_app_ends_every_token(sandbox, books):
    books.control("disconnect")
    assert books.get("preferences").status_code == 401


def test_an_authorization_code_gives_the_first_tokens_once(sandbox, books):
    asked = {"client_id": sandbox.client_id, "response_type": "code", "redirect_uri": "http://127.0.0.1/back", "state": "s1"}
    consent = books.session.get(f"{sandbox.url}/connect/oauth2", params=asked, allow_redirects=False)
    assert consent.status_code == 302
    back = requests.Request("GET", consent.headers["Location"]).prepare().path_url
    assert f"realmId={sandbox.realm}" in back
    code = back.partition("code=")[2].partition("&")[0]
    assert books.token("", grant_type="authorization_code", code=code).status_code == 200
    assert books.token("", grant_type="authorization_code", code=code).json()["error"] == "invalid_grant"
