"""The paths of Intuit's sign-in: discovery, consent, tokens, revocation."""

from __future__ import annotations

from sandbox.quickbooks.messages import JSON, Answer, Request, json_answer
from sandbox.quickbooks.oauth import CONSENT_PATH, DISCOVERY_PATHS, REVOKE_PATH, TOKEN_PATH, TokenRefused
from sandbox.quickbooks.world import World

HARD_EXPIRY_HEADER = "x-include-refresh-token-hard-expires-in"


def answer(world: World, request: Request, url: str) -> Answer:
    try:
        return _answer(world, request, url)
    except TokenRefused as error:
        return json_answer(error.body, error.status, JSON)


def _answer(world: World, request: Request, url: str) -> Answer:
    authorization = request.headers.get("authorization", "")
    asked = (request.method, request.path)
    if request.method == "GET" and request.path in DISCOVERY_PATHS:
        return json_answer(world.oauth.discovery(url))
    if asked == ("GET", CONSENT_PATH):
        return Answer(302, b"", headers={"Location": world.oauth.consent(request.parameters)})
    if asked == ("POST", TOKEN_PATH):
        with_hard_expiry = request.headers.get(HARD_EXPIRY_HEADER, "").lower() == "true"
        tokens = world.oauth.grant(authorization, request.form(), with_hard_expiry)
        world.calls.add("refreshes")
        return json_answer(tokens)
    if asked == ("POST", REVOKE_PATH):
        world.oauth.revoke(authorization, str(request.json().get("token", "")))
        return json_answer({})
    return json_answer({"error": "not found"}, 404, JSON)
