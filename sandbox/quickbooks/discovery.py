"""Where Intuit's sign-in is found: its paths, and the discovery document that names them (reference section 6.1)."""

from __future__ import annotations

from typing import Any

TOKEN_PATH = "/oauth2/v1/tokens/bearer"
REVOKE_PATH = "/v2/oauth2/tokens/revoke"
CONSENT_PATH = "/connect/oauth2"
USER_PATH = "/v1/openid_connect/userinfo"
KEYS_PATH = "/op/v1/jwks"
DISCOVERY_PATHS = ("/.well-known/openid_configuration", "/.well-known/openid_sandbox_configuration")


def discovery(base: str) -> dict[str, Any]:
    """The document that tells a client where everything is."""
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
