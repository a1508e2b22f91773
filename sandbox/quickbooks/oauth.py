"""Intuit's OAuth 2 server: discovery document, consent, tokens that expire and rotate (reference section 6.1)."""

from __future__ import annotations

import base64
import binascii
import hashlib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from sandbox.quickbooks.apps import App
from sandbox.quickbooks.company import Company

ACCESS_SECONDS = 3600
REFRESH_SECONDS = 8_726_400
HARD_SECONDS = 5 * 365 * 86_400
CODE_SECONDS = 300
TOKEN_PATH = "/oauth2/v1/tokens/bearer"
REVOKE_PATH = "/v2/oauth2/tokens/revoke"
CONSENT_PATH = "/connect/oauth2"
USER_PATH = "/v1/openid_connect/userinfo"
KEYS_PATH = "/op/v1/jwks"
DISCOVERY_PATHS = ("/.well-known/openid_configuration", "/.well-known/openid_sandbox_configuration")


class TokenRefused(Exception):
    """An OAuth error answer."""

    def __init__(self, error: str, status: int, description: str = "") -> None:
        super().__init__(error)
        self.status = status
        self.body = {"error": error} | ({"error_description": description} if description else {})


@dataclass
class Token:
    """An access token, a refresh token or an authorization code; times are those of its company's clock."""

    client_id: str
    realm: str
    expires: float
    hard_expires: float = 0.0  # of a grant, however often it is refreshed
    dies: float | None = None  # set when a newer refresh token was issued
    redirect_uri: str = ""  # a code is given for one address only


class OAuth:
    """The apps and their tokens. Values follow from the seed, so that a restarted sandbox knows its first tokens."""

    def __init__(self, seed: int, first_realm: str, company_of: Callable[[str], Company]) -> None:
        """`company_of` gives the company of a realm: each token lives by its company's clock and switches."""
        self.seed = seed
        self.first_realm = first_realm
        self.company_of = company_of
        self._realms: list[str] = []
        client_id = f"SANDBOX{self._secret('client id')[:24]}"
        self._first_app = App(client_id, self._secret("client secret")[:40], "Sandbox app")
        self.reset()

    @property
    def client_id(self) -> str:
        """Of the first app."""
        return self._first_app.client_id

    @property
    def client_secret(self) -> str:
        return self._first_app.client_secret

    @property
    def first_refresh_token(self) -> str:
        """With which the first app starts in the first company."""
        return self.first_token_of(self.client_id, self.first_realm)

    def first_token_of(self, client_id: str, realm: str) -> str:
        purpose = "first" if client_id == self.client_id else f"first of {client_id}"
        return f"RT1-{self._secret(purpose, realm)}"

    def reset(self) -> None:
        """The first app alone, with its first refresh token in every company."""
        self.apps = {self.client_id: self._first_app}
        self._first_app.redirect_uris.clear()
        self._issued = 0
        self._access: dict[str, Token] = {}
        self._codes: dict[str, Token] = {}
        self._refresh: dict[str, Token] = {}
        for realm in self._realms:
            self._connect(self.client_id, realm)

    def connect(self, realm: str) -> None:
        """A company came into being: every app is connected to it."""
        self._realms.append(realm)
        for client_id in self.apps:
            self._connect(client_id, realm)

    def forget(self, realm: str) -> None:
        """The company is gone, and with it every token for it."""
        self._realms.remove(realm)
        self.disconnect(realm)

    def _connect(self, client_id: str, realm: str) -> None:
        now = self._now(realm)
        token = Token(client_id, realm, now + REFRESH_SECONDS, now + HARD_SECONDS)
        self._refresh[self.first_token_of(client_id, realm)] = token

    def register(self, name: str, redirect_uris: list[str]) -> App:
        """Another app, connected to every company."""
        number = len(self.apps)
        client_id = f"SANDBOX{self._secret(f'client id {number}')[:24]}"
        app = App(client_id, self._secret(f"client secret {number}")[:40], name, redirect_uris)
        self.apps[client_id] = app
        for realm in self._realms:
            self._connect(client_id, realm)
        return app

    def disconnect(self, realm: str | None = None, client_id: str | None = None) -> None:
        """A person disconnects the app in QuickBooks: its tokens for the company work no more. None stands for all."""
        for tokens in (self._access, self._refresh, self._codes):
            for value in [
                value
                for value, token in tokens.items()
                if realm in (None, token.realm) and client_id in (None, token.client_id)
            ]:
                del tokens[value]

    def expire_access(self, realm: str) -> None:
        """Every access token for the company is stale; refresh tokens go on."""
        self._access = {value: token for value, token in self._access.items() if token.realm != realm}

    def accepts(self, authorization: str) -> Token | None:
        """The access token of an Authorization header, if it is valid."""
        scheme, _, value = authorization.partition(" ")
        token = self._access.get(value) if scheme.lower() == "bearer" else None
        return token if token and self._now(token.realm) < token.expires else None

    def discovery(self, base: str) -> dict[str, Any]:
        return {
            "issuer": f"{base}/op/v1",
            "authorization_endpoint": base + CONSENT_PATH,
            "token_endpoint": base + TOKEN_PATH,
            "userinfo_endpoint": base + USER_PATH,
            "revocation_endpoint": base + REVOKE_PATH,
            "jwks_uri": base + KEYS_PATH,
            "response_types_supported": ["code"],
            "subject_types_supported": ["public"],
            "scopes_supported": ["com.intuit.quickbooks.accounting"],
            "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        }

    def asking_app(self, asked: dict[str, str]) -> App:
        """The app that asks for consent. Raises TokenRefused where its request is not to be answered by a redirect."""
        app = self.apps.get(asked.get("client_id", ""))
        if app is None:
            raise TokenRefused("invalid_client", 400, "There is no app with this client_id.")
        if not app.allows(asked.get("redirect_uri", "")):
            raise TokenRefused("invalid_request", 400, "The redirect_uri is not one of the app's.")
        if asked.get("response_type") != "code":
            raise TokenRefused("unsupported_response_type", 400, "The response_type must be code.")
        return app

    def consent(self, asked: dict[str, str], realm: str) -> str:
        """The address to which the browser is sent back when the person connects the app to the company."""
        app = self.asking_app(asked)
        code = f"AB1-{self._next()}"
        self._codes[code] = Token(app.client_id, realm, self._now(realm) + CODE_SECONDS, redirect_uri=asked["redirect_uri"])
        return self._back(asked, code=code, realmId=realm)

    def denial(self, asked: dict[str, str]) -> str:
        """The address to which the browser is sent back when the person says no."""
        self.asking_app(asked)
        return self._back(asked, error="access_denied")

    def _back(self, asked: dict[str, str], **answer: str) -> str:
        parts = urlsplit(asked["redirect_uri"])
        state = {"state": asked["state"]} if "state" in asked else {}
        query = urlencode([*parse_qsl(parts.query, keep_blank_values=True), *{**answer, **state}.items()])
        return urlunsplit(parts._replace(query=query))

    def grant(self, authorization: str, form: dict[str, str], with_hard_expiry: bool = False) -> dict[str, Any]:
        """The token endpoint. Raises TokenRefused."""
        app = self._client(authorization, form)
        grants = {"refresh_token": self._use_refresh_token, "authorization_code": self._use_code}
        use = grants.get(form.get("grant_type", ""))
        if use is None:
            raise TokenRefused("unsupported_grant_type", 400)
        realm, hard_expires = use(app, form)
        return self._issue(app, realm, hard_expires, with_hard_expiry)

    def revoke(self, authorization: str, form: dict[str, str]) -> None:
        """Ends the connection that an access or refresh token belongs to. Raises TokenRefused."""
        app = self._client(authorization, form)
        value = form.get("token", "")
        token = self._refresh.get(value) or self._access.get(value)
        if token is None or token.client_id != app.client_id:
            raise TokenRefused("invalid_request", 400, "unknown token")
        self.disconnect(token.realm, app.client_id)

    def shown(self) -> list[dict[str, Any]]:
        """The apps, with the secrets that a client needs to be one of them."""
        return [
            {**asdict(app), "refresh_tokens": {realm: self.first_token_of(app.client_id, realm) for realm in self._realms}}
            for app in self.apps.values()
        ]

    def mark(self) -> tuple[Any, ...]:
        """Another one whenever what `kept` gives has changed."""
        sizes = (len(self._access), len(self._refresh), len(self._codes))
        return self._issued, sizes, tuple((app.client_id, *app.redirect_uris) for app in self.apps.values())

    def kept(self) -> dict[str, Any]:
        """All that a restart has to find again, as plain values."""
        return {
            "issued": self._issued,
            "apps": [asdict(app) for app in self.apps.values()],
            **{
                name: {value: asdict(token) for value, token in tokens.items()}
                for name, tokens in (("access", self._access), ("refresh", self._refresh), ("codes", self._codes))
            },
        }

    def take_back(self, kept: dict[str, Any]) -> None:
        """Puts what `kept` gave in place of what is there."""
        self._issued = kept["issued"]
        self.apps = {app["client_id"]: App(**app) for app in kept["apps"]}
        self._first_app = self.apps[self.client_id]
        self._access, self._refresh, self._codes = (
            {value: Token(**token) for value, token in kept[name].items()} for name in ("access", "refresh", "codes")
        )

    def _client(self, authorization: str, form: dict[str, str]) -> App:
        """By HTTP Basic, or by client_id and client_secret in the form."""
        scheme, _, encoded = authorization.partition(" ")
        client_id, secret = form.get("client_id", ""), form.get("client_secret", "")
        if scheme.lower() == "basic":
            try:
                client_id, _, secret = base64.b64decode(encoded, validate=True).decode().partition(":")
            except (binascii.Error, UnicodeDecodeError):
                client_id = ""
        app = self.apps.get(client_id)
        if app is None or secret != app.client_secret:
            raise TokenRefused("invalid_client", 401)
        return app

    def _use_refresh_token(self, app: App, form: dict[str, str]) -> tuple[str, float]:
        """Gives realm and hard expiry; the token stops working, at once or after the switch's grace."""
        token = self._refresh.get(form.get("refresh_token", ""))
        if token is None or token.client_id != app.client_id:
            raise TokenRefused("invalid_grant", 400, "Incorrect Token type or clientID")
        now = self._now(token.realm)
        if now >= min(token.expires, token.hard_expires, now + 1 if token.dies is None else token.dies):
            raise TokenRefused("invalid_grant", 400, "Incorrect Token type or clientID")
        if token.dies is None:
            token.dies = now + self.company_of(token.realm).switches.refresh_grace_seconds
        return token.realm, token.hard_expires

    def _use_code(self, app: App, form: dict[str, str]) -> tuple[str, float]:
        """A code works once, for the app and the address that it was made for; a wrong try uses it up."""
        code = self._codes.pop(form.get("code", ""), None)
        if code is None or code.client_id != app.client_id or self._now(code.realm) >= code.expires:
            raise TokenRefused("invalid_grant", 400, "The authorization code is expired or was used")
        if form.get("redirect_uri", "") != code.redirect_uri:
            raise TokenRefused("invalid_grant", 400, "The redirect_uri is not the one that the code was made for")
        return code.realm, self._now(code.realm) + HARD_SECONDS

    def _issue(self, app: App, realm: str, hard_expires: float, with_hard_expiry: bool) -> dict[str, Any]:
        now = self._now(realm)
        access, refresh = f"eyJ{self._next()}", f"RT1-{self._next()}"
        self._access[access] = Token(app.client_id, realm, now + ACCESS_SECONDS)
        self._refresh[refresh] = Token(app.client_id, realm, now + REFRESH_SECONDS, hard_expires)
        answer: dict[str, Any] = {
            "token_type": "bearer",
            "access_token": access,
            "refresh_token": refresh,
            "expires_in": ACCESS_SECONDS,
            "x_refresh_token_expires_in": REFRESH_SECONDS,
        }
        return answer | ({"x_refresh_token_hard_expires_in": int(hard_expires - now)} if with_hard_expiry else {})

    def _now(self, realm: str) -> float:
        return self.company_of(realm).clock.seconds()

    def _next(self) -> str:
        self._issued += 1
        return self._secret(f"token {self._issued} {self._now(self.first_realm)}")

    def _secret(self, purpose: str, realm: str | None = None) -> str:
        return hashlib.sha256(f"{self.seed} {realm or self.first_realm} {purpose}".encode()).hexdigest()
