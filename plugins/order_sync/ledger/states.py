"""A record's states, and the only ways from one to another.

    planned ──send──▶ sent ──lose──▶ unclear
       ▲               │                │
       └──not_found────┴────────────────┤
                       ├──confirm───────┴──▶ confirmed ──undo──▶ undone ──plan──▶ planned, a new attempt
                       │                         └──miss──▶ missing ──undo──▶ undone
                       └──refuse───────────▶ refused ──plan──▶ planned, a new attempt

An attempt is one generation of a record. A new one begins only where the last ended for certain: refused or undone. A lost
answer is no end: the record stays unclear until it is found, refused, or proven never to have arrived, and in that last
case it is planned again as the same attempt.
"""

from __future__ import annotations

from collections.abc import Mapping

from order_sync.errors import TerminalError
from order_sync.orders import Word


class State(Word):
    planned = "planned"  # meant, nothing sent
    sent = "sent"  # in a stored batch; no answer yet
    unclear = "unclear"  # its answer was lost, or said nothing for certain
    confirmed = "confirmed"  # it is in QuickBooks
    refused = "refused"  # QuickBooks said no
    undone = "undone"  # it was taken out of QuickBooks by us
    missing = "missing"  # it was confirmed, and a person deleted it


class Move(Word):
    plan = "plan"
    send = "send"
    confirm = "confirm"
    refuse = "refuse"
    lose = "lose"
    not_found = "not_found"
    undo = "undo"
    miss = "miss"


# planned and refused may be confirmed without being sent again: the document was there already, or its answer came late.
ALLOWED: Mapping[State, Mapping[Move, State]] = {
    State.planned: {
        Move.plan: State.planned,
        Move.send: State.sent,
        Move.confirm: State.confirmed,
        Move.refuse: State.refused,
    },
    State.sent: {
        Move.confirm: State.confirmed,
        Move.refuse: State.refused,
        Move.lose: State.unclear,
        Move.not_found: State.planned,
    },
    State.unclear: {
        Move.confirm: State.confirmed,
        Move.refuse: State.refused,
        Move.lose: State.unclear,
        Move.not_found: State.planned,
    },
    State.confirmed: {Move.confirm: State.confirmed, Move.undo: State.undone, Move.miss: State.missing},
    State.refused: {Move.plan: State.planned, Move.confirm: State.confirmed, Move.refuse: State.refused},
    State.undone: {Move.plan: State.planned},
    State.missing: {Move.confirm: State.confirmed, Move.undo: State.undone},
}

NEW_ATTEMPT_AFTER = (State.refused, State.undone)  # planning one of these raises its generation


class ForbiddenMove(TerminalError):
    """The ledger was asked for a step that a record's state does not allow."""


def after(state: State, move: Move, key: str) -> State:
    """The state that a move leads to; ForbiddenMove where the table has none. `key` is only for the message."""
    try:
        return ALLOWED[state][move]
    except KeyError:
        possible = ", ".join(ALLOWED[state])
        raise ForbiddenMove(
            f"The record {key} is {state}; from there it can {possible}, not {move}.",
            remedy="Another run may have worked on this order. Run it again; if it stays so, report it with this text.",
        ) from None
