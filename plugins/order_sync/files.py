"""What travels between tasks: files in a run's own folder, on a disk or in object storage.

Tasks pass addresses, never data. A chunk is one gzipped file of JSON lines.
"""

from __future__ import annotations

import gzip
import re
from collections.abc import Iterable, Iterator
from typing import TypeVar

import fsspec
import msgspec

CHUNK_ORDERS = 1_000

Row = TypeVar("Row")


def run_folder(base: str, sync: str, run_id: str) -> str:
    """The address of a run's folder; what a file name cannot hold, or what would lead out of the sync's, is replaced."""
    return f"{base.rstrip('/')}/{sync}/{re.sub(r'[^A-Za-z0-9_.-]|^[.]+', '_', run_id)}"


def write_bytes(address: str, content: bytes) -> str:
    """Writes whole or not at all where the storage can move a file; returns the address."""
    filesystem, path = fsspec.core.url_to_fs(address)
    filesystem.makedirs(path.rpartition("/")[0], exist_ok=True)
    with filesystem.transaction, filesystem.open(path, "wb") as file:
        file.write(content)
    return address


def read_bytes(address: str) -> bytes:
    filesystem, path = fsspec.core.url_to_fs(address)
    with filesystem.open(path, "rb") as file:
        content: bytes = file.read()
    return content


def exists(address: str) -> bool:
    filesystem, path = fsspec.core.url_to_fs(address)
    return bool(filesystem.exists(path))


def beside(address: str, folder: str) -> str:
    """The same file name in another of the run's folders: .../orders/0001.gz -> .../planned/0001.gz."""
    parent, _, name = address.rpartition("/")
    return f"{parent.rpartition('/')[0]}/{folder}/{name}"


def clear(folder: str) -> None:
    """Removes a folder with all that is in it, if it is there."""
    filesystem, path = fsspec.core.url_to_fs(folder)
    if filesystem.exists(path):
        filesystem.rm(path, recursive=True)


def list_files(folder: str) -> list[str]:
    """The addresses of a folder's files, in the order of their names; none where there is no folder."""
    filesystem, path = fsspec.core.url_to_fs(folder)
    if not filesystem.exists(path):
        return []
    return sorted(filesystem.unstrip_protocol(name) for name in filesystem.ls(path, detail=False))


def write_value(address: str, value: object) -> str:
    return write_bytes(address, msgspec.json.encode(value))


def read_value(address: str, kind: type[Row]) -> Row:
    return msgspec.json.decode(read_bytes(address), type=kind)


def write_rows(address: str, rows: Iterable[object]) -> str:
    encode = msgspec.json.Encoder().encode
    # mtime 0: the same rows give the same bytes
    return write_bytes(address, gzip.compress(b"".join(encode(row) + b"\n" for row in rows), mtime=0))


def read_rows(address: str, kind: type[Row]) -> Iterator[Row]:
    decode = msgspec.json.Decoder(kind).decode
    for line in gzip.decompress(read_bytes(address)).splitlines():
        yield decode(line)
