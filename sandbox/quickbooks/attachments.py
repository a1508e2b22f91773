"""Attachments' metadata: notes and file names beside documents; the files themselves are not kept (see uploads.py)."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

from sandbox.quickbooks.company import Company, Document
from sandbox.quickbooks.errors import business, missing_parameters
from sandbox.quickbooks.fields import KIND_OF_PATH
from sandbox.quickbooks.sales import Asked

KEPT = ("FileName", "ContentType", "FileAccessUri", "Size")


def create(company: Company, asked: Asked) -> Document:
    return company.add("Attachable", _checked(company, asked.clean))


def update(company: Company, before: Document, asked: Asked) -> Document:
    kept = [name for name in before if asked.sparse or name in KEPT]
    values = {**{name: deepcopy(before[name]) for name in kept if name in before}, **asked.clean}
    return company.replace("Attachable", before, _checked(company, values))


def _checked(company: Company, values: dict[str, Any]) -> dict[str, Any]:
    """A note or a file's name must be there; what it is attached to must exist (text recorded)."""
    if "Note" not in values and "FileName" not in values:
        raise missing_parameters("Note")
    for reference in values.get("AttachableRef", []):
        entity = reference.get("EntityRef", {})
        kind, id = KIND_OF_PATH.get(entity.get("type", "").lower()), entity.get("value", "")
        if kind is None or company.find(kind, id) is None:
            named = f"{entity.get('type', '')} {id}"
            raise business(f"The entity {named} that you are trying to link does not exist. {named}")
        reference.setdefault("IncludeOnSend", False)
    return values
