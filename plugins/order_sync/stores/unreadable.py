"""An order that cannot be normalised costs only itself."""

from __future__ import annotations

from collections.abc import Callable

from order_sync.errors import OrderProblem
from order_sync.orders import Order, UnreadableOrder

# What reading JSON of an unexpected shape raises.
_WRONG_SHAPE = (LookupError, TypeError, ValueError, AttributeError, ArithmeticError)


def read_order(normalise: Callable[[], Order], *, store: str, order_id: str, number: str) -> Order | UnreadableOrder:
    """The normalised order, or why it cannot be read, in words for the bookkeeper."""
    try:
        return normalise()
    except OrderProblem as problem:
        return UnreadableOrder(
            store=store,
            order_id=order_id,
            number=number,
            reason=problem.message,
            remedy=problem.remedy or "Look at the order in the store.",
        )
    except _WRONG_SHAPE as error:
        what = f"“{error.args[0]}” is missing" if isinstance(error, KeyError) else f"{type(error).__name__}: {error}"
        return UnreadableOrder(
            store=store,
            order_id=order_id,
            number=number,
            reason=f"The store gave order {number or order_id} in a form that cannot be read ({what}).",
            remedy="Open and save the order in the store, then run it again; report it if it stays.",
        )
