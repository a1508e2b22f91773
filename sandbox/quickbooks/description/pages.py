"""The paths of Intuit's sign-in, of the window, and of the description itself."""

from __future__ import annotations

from typing import Any

from sandbox.quickbooks.description.components import TEXT, WHOLE, Schema, object_of, one_of_words
from sandbox.quickbooks.description.operations import (
    ANY,
    HEADERS,
    TOKEN,
    Paths,
    in_path,
    json_answer,
    operation,
    page_answer,
    query,
)
from sandbox.quickbooks.fields import KINDS
from sandbox.quickbooks.messages import JSON
from sandbox.quickbooks.oauth import CONSENT_PATH, DISCOVERY_PATHS, KEYS_PATH, REVOKE_PATH, TOKEN_PATH, USER_PATH
from sandbox.quickbooks.window import PREFIX

FORM = "application/x-www-form-urlencoded"
APP = [{"app": []}]
TOKEN_ERROR = json_answer("Refused", object_of({"error": TEXT, "error_description": TEXT}, "error"), HEADERS)
STRUCK = {
    "429": {"description": "A fault that was switched on"},
    "5XX": {"description": "A fault that was switched on struck"},
}
ASKED: dict[str, Schema] = {
    **dict.fromkeys(("client_id", "scope", "state"), TEXT),
    "redirect_uri": {"type": "string", "format": "uri"},
    "response_type": one_of_words(["code"]),
}
NEEDED = ("client_id", "redirect_uri", "response_type")
GRANT = object_of(
    {
        "grant_type": one_of_words(["refresh_token", "authorization_code"]),
        **dict.fromkeys(("refresh_token", "code", "redirect_uri", "client_id", "client_secret"), TEXT),
    },
    "grant_type",
)
REVOKED = object_of(dict.fromkeys(("token", "client_id", "client_secret"), TEXT), "token")
TOKENS = object_of(
    {
        **dict.fromkeys(("token_type", "access_token", "refresh_token"), TEXT),
        **dict.fromkeys(("expires_in", "x_refresh_token_expires_in"), WHOLE),
    },
    *("token_type", "access_token", "refresh_token", "expires_in", "x_refresh_token_expires_in"),
)


def sign_in_paths(realms: list[str]) -> Paths:
    def call(id: str, summary: str, answers: dict[str, Any], *parameters: Any, body: Any = None, **more: Any) -> Any:
        answers = {**answers, "401": TOKEN_ERROR, **STRUCK}
        return operation(id, "Sign-in", summary, answers, list(parameters), body, **more)

    done, refused = {"200": json_answer("Done", ANY, HEADERS)}, {"400": TOKEN_ERROR}
    page = {"200": page_answer("The page"), "302": {"description": "Back to the app"}, "400": page_answer("Refused")}
    asked = [query(name, schema, required=name in NEEDED) for name, schema in ASKED.items()]
    consent = object_of({**ASKED, "decision": one_of_words(["connect", "cancel"]), "realm": one_of_words(realms)}, *NEEDED)
    return {
        **{
            path: {"get": call(f"discovery{number}", "The discovery document", done)}
            for number, path in enumerate(DISCOVERY_PATHS, start=1)
        },
        CONSENT_PATH: {
            "get": call("askConsent", "The page of consent", page, *asked),
            "post": call("consent", "What the page sends", page, body=_form(consent)),
        },
        TOKEN_PATH: {
            "post": call(
                "grant",
                "Tokens for a refresh token or a code",
                {"200": json_answer("Tokens", TOKENS, HEADERS), **refused},
                body=_form(GRANT),
                security=APP,
            )
        },
        REVOKE_PATH: {
            "post": call(
                "revoke",
                "Ends a connection",
                {**done, **refused},
                body={"required": True, "content": {JSON: {"schema": REVOKED}, FORM: {"schema": REVOKED}}},
                security=APP,
            )
        },
        KEYS_PATH: {"get": call("keys", "No keys: id tokens are not signed here", done)},
        USER_PATH: {"get": call("user", "Who signed in", done, security=TOKEN)},
    }


def _form(schema: Schema) -> dict[str, Any]:
    return {"required": True, "content": {FORM: {"schema": schema}}}


def window_paths(realms: list[str], path: str) -> Paths:
    """The window's pages, and at `path` the description."""
    company = in_path("realmId", one_of_words(realms), "The company")
    kind, id = in_path("kind", one_of_words(KINDS)), in_path("id", {"type": "string", "pattern": "^[0-9]{1,9}$"})
    start = query("start", {"type": "integer", "minimum": 0}, "How many rows are left out before")
    pages: dict[str, tuple[str, list[Any]]] = {
        "": ("showCompanies", []),
        "/{realmId}": ("showCompany", [company]),
        "/{realmId}/calls": ("showCalls", [company, start]),
        "/{realmId}/calls/{id}": ("showCall", [company, id]),
        "/{realmId}/deleted": ("showDeleted", [company, start]),
        "/{realmId}/{kind}": ("showDocuments", [company, kind, start]),
        "/{realmId}/{kind}/{id}": ("showDocument", [company, kind, id]),
    }
    answers = {"200": page_answer("The page"), "404": page_answer("No such page")}
    own = operation("description", "Description", "This description", {"200": json_answer("OpenAPI", ANY, HEADERS)})
    return {
        path: {"get": own},
        **{
            PREFIX + rest: {"get": operation(name, "Window", "A page of the window", answers, asked)}
            for rest, (name, asked) in pages.items()
        },
    }
