"""Intuit's side of the wire: several companies, the apps that are connected to them, tokens, faults and limits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from sandbox.quickbooks.call_log import CallLog
from sandbox.quickbooks.clock import Clock
from sandbox.quickbooks.company import Change, Company
from sandbox.quickbooks.messages import Request
from sandbox.quickbooks.oauth import OAuth
from sandbox.quickbooks.samples import SAMPLES
from sandbox.quickbooks.snapshots import Picture, put_back, take
from sandbox.quickbooks.webhooks import Webhooks
from sandbox.quickbooks.world import Shared, World

FIRST_REALM = 9_341_450_000_000_000
COMPANY_PATH = "/v3/company/"
DEFAULT_SAMPLE = "us"


class Intuit:
    """Holds the worlds by realm; the first is meant where a control call names none. Every use holds `lock`."""

    def __init__(self, seed: int = 1, samples: Sequence[str] = (DEFAULT_SAMPLE,), one_clock: bool = False) -> None:
        """`samples` names what fills each company; with `one_clock` they all share the first one's clock."""
        self.seed = seed
        self.one_clock = one_clock
        self.worlds: dict[str, World] = {}
        self._made = 0
        self.oauth = OAuth(seed, str(FIRST_REALM + seed), self.company)
        self.shared = Shared(self.oauth)
        self.lock = self.shared.lock
        self.faults = self.shared.faults
        self.throttle = self.shared.throttle
        self.log = CallLog()
        self.snapshots: dict[tuple[str, str], Picture] = {}
        self.webhooks = Webhooks()
        self.listeners: list[Callable[[World, list[Change]], None]] = [self.webhooks.note]
        self.after: list[Callable[[], None]] = []
        self._first_faults: list[dict[str, Any]] = []
        for sample in samples or (DEFAULT_SAMPLE,):
            self.create(sample)
        self._first_realms = tuple(self.worlds)

    def begin_with(self, switches: dict[str, Any], faults: Sequence[dict[str, Any]]) -> None:
        """Switches of every company, those made later too, and faults: at once, and again after each reset."""
        self.shared.switches.update(switches)
        for world in self.worlds.values():
            world.company.switches.change(dict(switches))
        self._first_faults += faults
        for fault in faults:
            self.faults.add(fault)

    @property
    def first(self) -> World:
        return next(iter(self.worlds.values()))

    def company(self, realm: str) -> Company:
        return self.worlds[realm].company

    def create(self, sample: str = DEFAULT_SAMPLE, clock_of: str | None = None, realm: str | None = None) -> World:
        """Another company, on a clock of its own or on that of the realm `clock_of`. Raises ValueError."""
        if sample not in SAMPLES:
            raise ValueError(f"there is no sample company {sample!r}; there are: {', '.join(SAMPLES)}")
        if clock_of is None and self.one_clock and self.worlds:
            clock_of = self.first.realm
        clock = self.world(clock_of).clock if clock_of else Clock()
        # The hundreds of millions count the companies of one sandbox, so that the realms of two seeds stay apart.
        realm = realm or str(FIRST_REALM + self.seed + 100_000_000 * self._made)
        self._made += 1
        world = World(realm, sample, clock, self.shared)
        self.worlds[realm] = world
        self.oauth.connect(realm)
        return world

    def world(self, realm: str | None) -> World:
        """The company of the realm, the first for None. Raises ValueError."""
        if not realm:
            return self.first
        if realm not in self.worlds:
            raise ValueError(f"there is no company {realm!r}; there are: {', '.join(self.worlds)}")
        return self.worlds[realm]

    def world_asked(self, request: Request) -> World:
        """The company that an API path names; the first where it names none that exists."""
        realm = request.path.removeprefix(COMPANY_PATH).partition("/")[0] if request.path.startswith(COMPANY_PATH) else ""
        return self.worlds.get(realm) or self.first

    def settle(self) -> None:
        """After every request: what was written is carried further, to webhooks and to the state on disk."""
        for world in self.worlds.values():
            changes = world.written()
            if changes:
                for listener in self.listeners:
                    listener(world, changes)
        for step in self.after:
            step()

    def snapshot(self, realm: str | None, name: str) -> Picture:
        """Keeps a company as it now stands under a name, in place of an older one of that name."""
        world = self.world(realm)
        self.snapshots[world.realm, name] = picture = take(world)
        return picture

    def restore(self, realm: str | None, name: str) -> None:
        """Raises ValueError where there is no such snapshot of the company."""
        world = self.world(realm)
        picture = self.snapshots.get((world.realm, name))
        if picture is None:
            known = ", ".join(kept for owner, kept in self.snapshots if owner == world.realm) or "none"
            raise ValueError(f"there is no snapshot {name!r} of company {world.realm}; there are: {known}")
        put_back(world, picture)

    def reset(self) -> None:
        """As freshly started: companies made since are gone, the others are as seeded; tokens, faults, counts too."""
        for realm in [realm for realm in self.worlds if realm not in self._first_realms]:
            del self.worlds[realm]
            self.oauth.forget(realm)
        self._made = len(self.worlds)
        for world in self.worlds.values():
            world.reset()
        self.faults.clear()
        for fault in self._first_faults:
            self.faults.add(fault)
        self.oauth.reset()
        self.log.clear()
        self.webhooks.stop()
        self.snapshots.clear()
