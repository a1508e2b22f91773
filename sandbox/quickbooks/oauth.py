"""Intuit's OAuth 2 server: discovery document, consent, tokens that expire and rotate (reference section 6.1)."""

from __future__ import annotations

import base64
import binascii
import hashlib
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from sandbox.quickbooks.clock import Clock
from sandbox.quickbooks.switches import Switches

ACCESS_SECONDS = 3600
REFRESH_SECONDS = 8_726_400
HARD_SECONDS = 5 * 365 * 86_400
CODE_SECONDS = 300
TOKEN_PATH = "/oauth2/v1/tokens/bearer"
REVOKE_PATH = "/v2/oauth2/tokens/revoke"
CONSENT_PATH = "/connect/oauth2"
DISCOVERY_PATHS = ("/.well-known/openid_configuration", "/.well-known/openid_sandbox_configuration")


class TokenRefused(Exception):
    """An OAuth error answer."""

    def __init__(self, error: str, status: int, description: str = "") -> None:
        super().__init__(error)
        self.status = status
        self.body = {"error": error} | ({"error_description": description} if description else {})


@dataclass
class RefreshToken:
    expires: float
    hard_expires: float
    dies: float | None = None  # set when a newer one was issued


class OAuth:
    """Tokens of one company and one app. Values follow from the seed, so that a restarted sandbox knows its first token."""

    def __init__(self, realm: str, seed: int, clock: Clock, switches: Switches) -> None:
        self.realm = realm
        self.seed = seed
        self.clock = clock
        self.switches = switches
        self.client_id = f"SANDBOX{self._secret('client id')[:24]}"
        self.client_secret = self._secret("client secret")[:40]
        self.first_refresh_token = f"RT1-{self._secret('first')}"
        self.reset()

    def reset(self) -> None:
        """Only the first refresh token is valid."""
        now = self.clock.seconds()
        self._issued = 0
        self._access: dict[str, float] = {}
        self._codes: dict[str, float] = {}
        self._refresh = {self.first_refresh_token: RefreshToken(now + REFRESH_SECONDS, now + HARD_SECONDS)}

    def disconnect(self) -> None:
        """A person disconnects the app in QuickBooks: no token works any more."""
        self._access.clear()
        self._refresh.clear()

    def accepts(self, authorization: str) -> bool:
        scheme, _, token = authorization.partition(" ")
        return scheme.lower() == "bearer" and self.clock.seconds() < self._access.get(token, 0.0)

    def discovery(self, base: str) -> dict[str, Any]:
        return {
            "issuer": f"{base}/op/v1",
            "authorization_endpoint": base + CONSENT_PATH,
            "token_endpoint": base + TOKEN_PATH,
            "userinfo_endpoint": f"{base}/v1/openid_connect/userinfo",
            "revocation_endpoint": base + REVOKE_PATH,
            "jwks_uri": f"{base}/op/v1/jwks",
            "response_types_supported": ["code"],
            "scopes_supported": ["com.intuit.quickbooks.accounting"],
            "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic"],
        }

    def consent(self, asked: dict[str, str]) -> str:
        """The address to which the browser is sent back: the sandbox's user always agrees."""
        if asked.get("client_id") != self.client_id or asked.get("response_type") != "code" or not asked.get("redirect_uri"):
            raise TokenRefused("invalid_request", 400)
        code = f"AB1-{self._next()}"
        self._codes[code] = self.clock.seconds() + CODE_SECONDS
        answer = {"code": code, "state": asked.get("state", ""), "realmId": self.realm}
        return f"{asked['redirect_uri']}?{urlencode(answer)}"

    def grant(self, authorization: str, form: dict[str, str], with_hard_expiry: bool = False) -> dict[str, Any]:
        """The token endpoint. Raises TokenRefused."""
        self._check_client(authorization)
        grants = {"refresh_token": self._use_refresh_token, "authorization_code": self._use_code}
        use = grants.get(form.get("grant_type", ""))
        if use is None:
            raise TokenRefused("unsupported_grant_type", 400)
        return self._issue(use(form), with_hard_expiry)

    def revoke(self, authorization: str, token: str) -> None:
        self._check_client(authorization)
        if token not in self._refresh and token not in self._access:
            raise TokenRefused("invalid_request", 400, "unknown token")
        self.disconnect()

    def _check_client(self, authorization: str) -> None:
        scheme, _, encoded = authorization.partition(" ")
        try:
            given = base64.b64decode(encoded, validate=True).decode()
        except (binascii.Error, UnicodeDecodeError):
            given = ""
        if scheme.lower() != "basic" or given != f"{self.client_id}:{self.client_secret}":
            raise TokenRefused("invalid_client", 401)

    def _use_refresh_token(self, form: dict[str, str]) -> float:
        """Gives the grant's hard expiry; the token stops working, at once or after the switch's grace."""
        now = self.clock.seconds()
        token = self._refresh.get(form.get("refresh_token", ""))
        if (
            token is None
            or now >= token.expires
            or now >= token.hard_expires
            or (token.dies is not None and now >= token.dies)
        ):
            raise TokenRefused("invalid_grant", 400, "Incorrect Token type or clientID")
        if token.dies is None:
            token.dies = now + self.switches.refresh_grace_seconds
        return token.hard_expires

    def _use_code(self, form: dict[str, str]) -> float:
        now = self.clock.seconds()
        if now >= self._codes.pop(form.get("code", ""), 0.0):
            raise TokenRefused("invalid_grant", 400, "The authorization code is expired or was used")
        return now + HARD_SECONDS

    def _issue(self, hard_expires: float, with_hard_expiry: bool) -> dict[str, Any]:
        now = self.clock.seconds()
        access, refresh = f"eyJ{self._next()}", f"RT1-{self._next()}"
        self._access[access] = now + ACCESS_SECONDS
        self._refresh[refresh] = RefreshToken(now + REFRESH_SECONDS, hard_expires)
        answer: dict[str, Any] = {
            "token_type": "bearer",
            "access_token": access,
            "refresh_token": refresh,
            "expires_in": ACCESS_SECONDS,
            "x_refresh_token_expires_in": REFRESH_SECONDS,
        }
        return answer | ({"x_refresh_token_hard_expires_in": int(hard_expires - now)} if with_hard_expiry else {})

    def _next(self) -> str:
        self._issued += 1
        return self._secret(f"token {self._issued} {self.clock.seconds()}")

    def _secret(self, purpose: str) -> str:
        return hashlib.sha256(f"{self.seed} {self.realm} {purpose}".encode()).hexdigest()
