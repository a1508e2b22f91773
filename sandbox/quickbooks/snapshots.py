"""A company's books as they stand at one moment, kept beside it and put back later.

Stored documents are never changed in place, so that a picture only holds on to them: taking one copies no document.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sandbox.quickbooks.company import Document, Removed
from sandbox.quickbooks.fields import KINDS
from sandbox.quickbooks.replay import Kept
from sandbox.quickbooks.world import World


@dataclass(frozen=True)
class Picture:
    taken: str
    documents: Mapping[str, Mapping[str, Document]]
    entries: Mapping[tuple[str, str], bytes]  # of the general ledger, by kind and id of the document
    removed: tuple[Removed, ...]
    last_numbers: Mapping[str, str]
    last_ids: Mapping[str, int]
    switches: Mapping[str, Any]
    answers: Mapping[tuple[str, str], Kept]

    @property
    def count(self) -> int:
        return sum(len(found) for found in self.documents.values())


def take(world: World) -> Picture:
    company = world.company
    return Picture(
        taken=world.clock.stamp(),
        documents={kind: dict(found) for kind, found in company.documents.items()},
        entries=company.ledger.all_kept(),
        removed=tuple(company.removed),
        last_numbers=dict(company.last_numbers),
        last_ids=company.last_ids(),
        switches=company.switches.shown(),
        answers=world.replay.kept(),
    )


def put_back(world: World, picture: Picture) -> None:
    """Books, switches and answered request ids are those of the picture; clock, counts and tokens go on."""
    company = world.company
    company.clear()
    with company.ledger.restore(picture.entries):
        for kind in KINDS:
            company.put_in(kind, picture.documents.get(kind, {}).values())
    company.removed.extend(picture.removed)
    company.last_numbers.update(picture.last_numbers)
    for sequence, last in picture.last_ids.items():
        company.start_ids(sequence, last + 1)
    company.switches.change(dict(picture.switches))
    world.replay.take_back(picture.answers)
