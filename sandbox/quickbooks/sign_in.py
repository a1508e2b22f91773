"""The paths of Intuit's sign-in: discovery, consent, tokens, revocation, who signed in."""

from __future__ import annotations

from typing import Any

from sandbox.quickbooks.consent_page import HEADERS, consent_page, refusal_page
from sandbox.quickbooks.errors import Refusal
from sandbox.quickbooks.intuit import Intuit
from sandbox.quickbooks.messages import JSON, Answer, Request, json_answer
from sandbox.quickbooks.oauth import (
    CONSENT_PATH,
    DISCOVERY_PATHS,
    KEYS_PATH,
    REVOKE_PATH,
    TOKEN_PATH,
    USER_PATH,
    TokenRefused,
)

HARD_EXPIRY_HEADER = "x-include-refresh-token-hard-expires-in"
HTML = "text/html;charset=utf-8"


def answer(intuit: Intuit, request: Request, url: str) -> Answer:
    try:
        return _answer(intuit, request, url)
    except TokenRefused as error:
        return json_answer(error.body, error.status, JSON)


def _answer(intuit: Intuit, request: Request, url: str) -> Answer:
    authorization = request.headers.get("authorization", "")
    asked = (request.method, request.path)
    if request.method == "GET" and request.path in DISCOVERY_PATHS:
        return json_answer(intuit.oauth.discovery(url))
    if request.path == CONSENT_PATH and request.method in ("GET", "POST"):
        return _consent(intuit, request)
    if asked == ("POST", TOKEN_PATH):
        with_hard_expiry = request.headers.get(HARD_EXPIRY_HEADER, "").lower() == "true"
        tokens = intuit.oauth.grant(authorization, request.form(), with_hard_expiry)
        token = intuit.oauth.accepts(f"Bearer {tokens['access_token']}")
        intuit.world(token.realm if token else None).calls.add("refreshes")
        return json_answer(tokens)
    if asked == ("POST", REVOKE_PATH):
        intuit.oauth.revoke(authorization, _sent(request))
        return json_answer({})
    if asked == ("GET", KEYS_PATH):
        return json_answer({"keys": []})  # no id tokens are signed here
    if asked == ("GET", USER_PATH):
        return _user(intuit, authorization)
    return json_answer({"error": "not found"}, 404, JSON)


def _consent(intuit: Intuit, request: Request) -> Answer:
    """The page, and what its buttons send. An app or an address that is not known is told so here, never by a redirect."""
    asked = request.parameters if request.method == "GET" else request.form()
    try:
        app = intuit.oauth.asking_app(asked)
        if request.method == "GET":
            companies = [
                (realm, world.company.documents["CompanyInfo"]["1"]["CompanyName"]) for realm, world in intuit.worlds.items()
            ]
            return Answer(200, consent_page(app.name, companies, asked), HTML, HEADERS)
        if asked.get("decision") != "connect":
            return Answer(302, b"", HTML, {"Location": intuit.oauth.denial(asked)})
        if asked.get("realm") not in intuit.worlds:
            raise TokenRefused("invalid_request", 400, "There is no such company.")
        return Answer(302, b"", HTML, {"Location": intuit.oauth.consent(asked, asked["realm"])})
    except TokenRefused as error:
        return Answer(error.status, refusal_page(error.body["error_description"]), HTML, HEADERS)


def _user(intuit: Intuit, authorization: str) -> Answer:
    token = intuit.oauth.accepts(authorization)
    if token is None:
        raise TokenRefused("invalid_token", 401)
    return json_answer({"sub": f"sandbox-{token.realm}", "email": "books@example.com", "emailVerified": True})


def _sent(request: Request) -> dict[str, Any]:
    """Revocation is sent as JSON or as a form."""
    if not request.headers.get("content-type", "").startswith(JSON):
        return request.form()
    try:
        body = request.json()
    except Refusal:
        body = None
    return {name: str(value) for name, value in body.items()} if isinstance(body, dict) else {}
