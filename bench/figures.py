"""How a script says its figures: one JSON line each, and exit code 1 if one misses its goal."""

from __future__ import annotations

import json
import operator
from collections.abc import Callable
from dataclasses import dataclass

_COMPARE: dict[str, Callable[[float, float], bool]] = {"<=": operator.le, ">=": operator.ge}


@dataclass(frozen=True)
class Figure:
    """`goal` is a comparison with a number, as in "<=0.30"."""

    name: str
    value: float
    unit: str
    goal: str

    @property
    def is_met(self) -> bool:
        return _COMPARE[self.goal[:2]](self.value, float(self.goal[2:]))

    def line(self) -> str:
        return json.dumps({"name": self.name, "value": self.value, "unit": self.unit, "goal": self.goal})


def say(*figures: Figure) -> int:
    """Prints the figures; returns the exit code."""
    for figure in figures:
        print(figure.line())
    return int(not all(figure.is_met for figure in figures))
