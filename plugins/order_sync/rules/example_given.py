"""What an example says of its order, by field, with amounts in the order's currency."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime, time, timezone
from typing import Any

from order_sync.errors import OrderProblem
from order_sync.money import to_minor
from order_sync.rules.values import Value
from order_sync.rules.where import Where

Values = Mapping[str, tuple[Value, ...]]  # by the field's name


class Given:
    """The fields of the order itself; `placed` is the day on which it is placed if the example does not say it."""

    def __init__(self, said: Values, placed: date, where: Where) -> None:
        self.said = said
        self.where = where
        self.currency = str(self.one("currency") or "USD").upper()
        if len(self.currency) != 3 or not self.currency.isalpha():
            raise where.fault(f"“{self.currency}” is no currency.", "Write its three letters, as USD.")
        self.placed = self.day("order date") or placed

    def all(self, name: str) -> tuple[Value, ...]:
        return self.said.get(name, ())

    def one(self, name: str) -> Any:
        values = self.said.get(name)
        return values[0] if values else None

    def yes(self, name: str) -> bool:
        return self.one(name) is True

    def day(self, name: str) -> date | None:
        value = self.one(name)
        return value if isinstance(value, date) else None

    def amount(self, name: str, part: Values | None = None) -> int | None:
        """What is said of an amount of the order, or of a part of it, in minor units; None: nothing."""
        values = (self.said if part is None else part).get(name)
        if not values:
            return None
        try:
            return to_minor(str(values[0]), self.currency)
        except OrderProblem as error:
            raise self.where.fault(f"“{name}” cannot be {values[0]}: {error.message}", "Correct the amount.") from None


def moment(day: date) -> datetime:
    """Noon: the same day in any zone that a store is likely to be in."""
    return datetime.combine(day, time(12), timezone.utc)


def name_of(word: object) -> str:
    """A status word as the order's own enumerations spell it."""
    return str(word).replace(" ", "_")


def shares(said: list[int | None], whole: int | None, usual: int) -> list[int]:
    """Amounts of which some are said: of the whole, if it is said, the others share the rest; else each is the usual."""
    free = sum(value is None for value in said)
    if whole is None or not free:
        return [usual if value is None else value for value in said]
    each, more = divmod(whole - sum(value or 0 for value in said), free)
    rest = iter([each + (number < more) for number in range(free)])
    return [next(rest) if value is None else value for value in said]
