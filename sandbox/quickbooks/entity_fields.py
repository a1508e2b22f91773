"""The properties that every kind has, and a shorthand for tables of properties."""

from __future__ import annotations

from sandbox.quickbooks.readers import (
    Reader,
    dropped,
    flag,
    text,
)


def each(reader: Reader, *names: str) -> dict[str, Reader]:
    """The same reader for several properties."""
    return dict.fromkeys(names, reader)


ENTITY: dict[str, Reader] = {
    "Id": text(30),
    "SyncToken": text(30),
    "sparse": flag,
    **each(dropped, "MetaData", "domain", "status", "AttachableRef", "NameAndId", "Overview", "HeaderFull", "HeaderLite"),
}
