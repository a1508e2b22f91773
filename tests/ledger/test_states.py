from __future__ import annotations

import pytest

from order_sync.ledger.states import ALLOWED, NEW_ATTEMPT_AFTER, ForbiddenMove, Move, State, after


def test_every_state_has_its_row_in_the_table():
    assert set(ALLOWED) == set(State)


def test_every_state_but_planned_is_reached_from_another():
    reached = {to for moves in ALLOWED.values() for to in moves.values()}
    assert reached == set(State)


@pytest.mark.parametrize(
    ("state", "move", "to"),
    [
        (State.planned, Move.send, State.sent),
        (State.sent, Move.confirm, State.confirmed),
        (State.sent, Move.refuse, State.refused),
        (State.sent, Move.lose, State.unclear),
        (State.unclear, Move.confirm, State.confirmed),
        (State.unclear, Move.not_found, State.planned),
        (State.refused, Move.plan, State.planned),
        (State.undone, Move.plan, State.planned),
        (State.confirmed, Move.undo, State.undone),
        (State.confirmed, Move.miss, State.missing),
    ],
)
def test_a_record_goes_the_ways_of_the_table(state: State, move: Move, to: State):
    assert after(state, move, "key") is to


@pytest.mark.parametrize(
    ("state", "move"),
    [
        (State.confirmed, Move.send),
        (State.sent, Move.send),
        (State.unclear, Move.send),
        (State.confirmed, Move.plan),
        (State.unclear, Move.plan),
        (State.confirmed, Move.refuse),
        (State.missing, Move.plan),
    ],
)
def test_a_forbidden_step_is_refused_in_words(state: State, move: Move):
    with pytest.raises(ForbiddenMove, match=rf"The record 1\|mugs\|7 is {state}; from there it can .*, not {move}"):
        after(state, move, "1|mugs|7")


def test_only_what_has_ended_for_certain_begins_a_new_attempt():
    assert set(NEW_ATTEMPT_AFTER) == {State.refused, State.undone}
