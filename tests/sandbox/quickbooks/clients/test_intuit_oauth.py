"""Intuit's own OAuth library against the sandbox: consent, tokens, rotation, revocation."""

from urllib.parse import parse_qsl, urlsplit

import pytest
import requests
from intuitlib.client import AuthClient
from intuitlib.enums import Scopes
from intuitlib.exceptions import AuthClientError

BACK = "http://127.0.0.1:9999/back"


@pytest.fixture
def auth(sandbox):
    """Any address that is not "sandbox" or "production" is fetched as the discovery document."""
    discovery = f"{sandbox.url}/.well-known/openid_configuration"
    with AuthClient(sandbox.client_id, sandbox.client_secret, BACK, environment=discovery) as client:
        yield client


def consented(sandbox, auth, decision="connect"):
    """What the browser is sent back with when a person has decided on the consent page."""
    page = auth.get_authorization_url([Scopes.ACCOUNTING], state_token="s-1")
    assert requests.get(page, timeout=5).status_code == 200
    form = {**dict(parse_qsl(urlsplit(page).query)), "decision": decision, "realm": sandbox.realm}
    answer = requests.post(auth.auth_endpoint, data=form, allow_redirects=False, timeout=5)
    back = answer.headers["Location"]
    assert back.startswith(BACK)
    return dict(parse_qsl(urlsplit(back).query))


def status(sandbox, auth):
    headers = {"Authorization": f"Bearer {auth.access_token}"}
    return requests.get(f"{sandbox.url}/v3/company/{sandbox.realm}/preferences", headers=headers, timeout=5).status_code


def later(sandbox, seconds):
    requests.post(f"{sandbox.url}/_sandbox/clock", json={"seconds": seconds}, timeout=5).raise_for_status()


def test_a_person_connects_the_app_and_its_tokens_open_the_company(sandbox, auth):
    back = consented(sandbox, auth)
    assert (back["state"], back["realmId"]) == ("s-1", sandbox.realm)
    auth.get_bearer_token(back["code"], realm_id=back["realmId"])
    assert (auth.expires_in, auth.x_refresh_token_expires_in) == (3600, 8726400)
    assert status(sandbox, auth) == 200
    assert auth.get_user_info().json()["email"] == "books@example.com"


def test_a_code_works_once(sandbox, auth):
    code = consented(sandbox, auth)["code"]
    auth.get_bearer_token(code)
    with pytest.raises(AuthClientError) as refused:
        auth.get_bearer_token(code)
    assert refused.value.status_code == 400
    assert b"invalid_grant" in refused.value.content
    assert refused.value.intuit_tid


def test_a_person_who_says_no_sends_no_code(sandbox, auth):
    assert consented(sandbox, auth, decision="cancel") == {"error": "access_denied", "state": "s-1"}


def test_an_hour_later_a_refresh_opens_the_company_again(sandbox, auth):
    auth.refresh(sandbox.refresh_token)
    later(sandbox, 3601)
    assert status(sandbox, auth) == 401
    auth.refresh()
    assert status(sandbox, auth) == 200


def test_a_refresh_token_that_was_used_is_refused_while_the_newest_one_works(sandbox, auth):
    auth.refresh(sandbox.refresh_token)
    with pytest.raises(AuthClientError):
        auth.refresh(sandbox.refresh_token)
    auth.refresh()
    assert status(sandbox, auth) == 200


@pytest.mark.parametrize("named", ["access_token", "refresh_token"])
def test_revoking_either_token_ends_the_connection(sandbox, auth, named):
    auth.refresh(sandbox.refresh_token)
    assert auth.revoke(getattr(auth, named)) is True
    assert status(sandbox, auth) == 401
    with pytest.raises(AuthClientError):
        auth.refresh()


def test_a_wrong_secret_is_refused(sandbox, auth):
    auth.client_secret = "wrong"
    with pytest.raises(AuthClientError) as refused:
        auth.refresh(sandbox.refresh_token)
    assert refused.value.status_code == 401
