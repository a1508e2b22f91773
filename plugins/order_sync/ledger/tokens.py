"""A company's QuickBooks tokens: the one secret that the ledger keeps, encrypted, one row a company."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime

import msgspec
from cryptography.fernet import Fernet, InvalidToken, MultiFernet
from sqlalchemy import select

from order_sync.errors import CredentialsError
from order_sync.ledger.database import Database
from order_sync.ledger.leases import Fence, check_fences
from order_sync.ledger.tables import tokens

_NEW_KEY = (
    "Make one with `python -c 'from cryptography.fernet import Fernet; print(Fernet.generate_key().decode())'`, "
    "keep it safe, and set it as ORDER_SYNC_KEY."
)


@dataclass(frozen=True)
class Tokens:
    """Secrets, never shown in `repr`. Times aware UTC."""

    access_token: str = field(repr=False)
    access_expires_at: datetime
    refresh_token: str = field(repr=False)
    refresh_expires_at: datetime


class TokensOfCompanies:
    """Every method is one short transaction."""

    def __init__(self, database: Database, key: str | None) -> None:
        """`key`: Fernet keys, comma separated, the newest first; it encrypts, the others still decrypt."""
        self._database = database
        self._ciphers = _ciphers(key)

    def __repr__(self) -> str:
        return "TokensOfCompanies()"

    def read(self, company: str) -> Tokens | None:
        """The company's tokens; None where none were written. CredentialsError without the key they were written with."""
        cipher = self._cipher()
        with self._database.reading() as connection:
            encrypted = connection.scalar(select(tokens.c.encrypted).where(tokens.c.company == company))
        return None if encrypted is None else _decrypt(cipher, encrypted, company)

    def write(self, company: str, new: Tokens, fence: Fence | Iterable[Fence] = ()) -> None:
        """Stores the tokens, encrypted; to be done before they are used. `fence`: the company's tokens lease.

        Busy if the fence is stale: another process has renewed meanwhile, and its tokens must stay.
        """
        now = self._database.clock()
        encrypted = self._cipher().encrypt(msgspec.json.encode(new))
        with self._database.writing() as connection:
            check_fences(connection, [fence] if isinstance(fence, Fence) else fence, now)
            row = {"company": company, "encrypted": encrypted, "updated_at": now}
            self._database.upsert(connection, tokens, [row])

    def encrypt_anew(self) -> int:
        """Encrypts every row with the newest key, after which older ones can be taken away. Returns how many rows."""
        cipher = self._cipher()
        with self._database.writing() as connection:
            rows = connection.execute(select(tokens).with_for_update()).all()
            renewed = [
                {
                    "company": row.company,
                    "encrypted": cipher.encrypt(msgspec.json.encode(_decrypt(cipher, row.encrypted, row.company))),
                    "updated_at": row.updated_at,
                }
                for row in rows
            ]
            self._database.upsert(connection, tokens, renewed)
        return len(renewed)

    def _cipher(self) -> MultiFernet:
        if self._ciphers is None:
            raise CredentialsError("There is no key to encrypt QuickBooks' tokens with.", remedy=_NEW_KEY)
        return self._ciphers


def _ciphers(key: str | None) -> MultiFernet | None:
    """The key as ciphers. Errors never repeat it."""
    keys = [part.strip() for part in (key or "").split(",") if part.strip()]
    try:
        return MultiFernet([Fernet(part) for part in keys]) if keys else None
    except ValueError:
        raise CredentialsError("ORDER_SYNC_KEY is not a Fernet key.", remedy=_NEW_KEY) from None


def _decrypt(cipher: MultiFernet, encrypted: bytes, company: str) -> Tokens:
    try:
        return msgspec.json.decode(cipher.decrypt(encrypted), type=Tokens)
    except (InvalidToken, msgspec.DecodeError):
        raise CredentialsError(
            f"The stored sign-in to company {company} cannot be read with this ORDER_SYNC_KEY.",
            remedy="Set the key that it was written with (several may be given, comma separated, the newest first).",
        ) from None
