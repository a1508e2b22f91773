"""POST /upload: files with their metadata in one multipart request (Intuit's page of Attachable); contents are not kept.

A part `file_content_NN` is a file, a part `file_metadata_NN` its Attachable; without one the file's own name and type do.
"""

from __future__ import annotations

import json
from decimal import Decimal
from email import message_from_bytes
from email.message import Message
from typing import Any, NamedTuple

from sandbox.quickbooks import attachments
from sandbox.quickbooks.company import Company, Document
from sandbox.quickbooks.errors import Refusal, missing_parameters, refusal
from sandbox.quickbooks.fields import read_request
from sandbox.quickbooks.messages import Request
from sandbox.quickbooks.readers import ABSENT
from sandbox.quickbooks.sales import Asked

MULTIPART = "multipart/form-data"
CONTENT, METADATA = "file_content_", "file_metadata_"


class Uploaded(NamedTuple):
    name: str
    content_type: str
    size: int


def upload(company: Company, request: Request) -> list[dict[str, Any]]:
    """The AttachableResponse: for every file its Attachable or its own Fault."""
    files, metadata = _read(request)
    if not files:
        raise missing_parameters(f"{CONTENT}01")
    return [_answer(company, files[number], metadata.get(number, "{}")) for number in sorted(files)]


def _answer(company: Company, file: Uploaded, metadata: str) -> dict[str, Any]:
    try:
        return {"Attachable": _make(company, file, metadata)}
    except Refusal as error:
        return {"Fault": error.fault()}


def _make(company: Company, file: Uploaded, metadata: str) -> Document:
    try:
        body = json.loads(metadata, parse_float=Decimal)
    except (ValueError, RecursionError) as error:
        raise refusal("2010", f"Property Name:Unexpected content: {error} specified is unsupported or invalid") from None
    if isinstance(body, dict):
        own = {"FileName": file.name, "ContentType": file.content_type}
        body.update({name: value for name, value in own.items() if body.get(name) in ABSENT})
    clean = read_request("Attachable", body)
    if "FileName" not in clean:
        raise missing_parameters("FileName")
    for name in ("Id", "SyncToken", "sparse"):
        clean.pop(name, None)
    with company.atomic():
        made = attachments.create(company, Asked(clean, False, False))
        address = f"/v3/company/{company.realm}/download/{made['Id']}"
        company.put("Attachable", kept := {**made, "Size": file.size, "FileAccessUri": address})
    return kept


def _read(request: Request) -> tuple[dict[str, Uploaded], dict[str, str]]:
    """The files and the metadata, by the number that both bear."""
    content_type = request.headers.get("content-type", "")
    if not content_type.startswith(MULTIPART):
        raise refusal("1050", f"Invalid content type : {content_type}; use {MULTIPART}")
    try:
        message = message_from_bytes(f"Content-Type: {content_type}\r\n\r\n".encode("latin-1") + request.body)
    except RecursionError:
        raise refusal("1050", "Invalid content type : parts are nested too deep") from None
    files: dict[str, Uploaded] = {}
    metadata: dict[str, str] = {}
    for part in message.get_payload() if message.is_multipart() else ():
        assert isinstance(part, Message)
        name = str(part.get_param("name", "", "content-disposition"))
        content = part.get_payload(decode=True)
        sent = content if isinstance(content, bytes) else b""
        if name.startswith(CONTENT):
            files[name.removeprefix(CONTENT)] = Uploaded(part.get_filename() or "", part.get_content_type(), len(sent))
        elif name.startswith(METADATA):
            metadata[name.removeprefix(METADATA)] = sent.decode("utf-8", "replace").strip() or "{}"
    return files, metadata
