"""What may stand for an action's value: a field's content, a text with fields in it, a map's column, or the
word that empties the target."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Union

from order_sync.orders import Order
from order_sync.rules.fields import Field, Level, Scene
from order_sync.rules.map_table import MapTable
from order_sync.rules.values import Kind, Value, plain


@dataclass(frozen=True)
class Copy:
    """The field's content as it stands at the rule's turn; a blank one does nothing."""

    field: Field

    def value(self, scene: Scene, kind: Kind) -> Value | None:
        """For a text the field's values as people write them; for any other kind its first value."""
        if kind is Kind.text:
            return self.field.copied(scene) or None
        return next(iter(self.field.values(scene)), None)


@dataclass(frozen=True)
class Template:
    """A text with fields in it: "{order number}/{sku}". Fields are put in as text and nothing is ever run."""

    parts: tuple[str | Field, ...]

    def value(self, scene: Scene, _kind: Kind) -> Value | None:
        """None where every field in it is blank."""
        shown = [part if isinstance(part, str) else part.copied(scene) for part in self.parts]
        has_fields = any(isinstance(part, Field) for part in self.parts)
        if has_fields and not any(text for part, text in zip(self.parts, shown, strict=True) if isinstance(part, Field)):
            return None
        return "".join(shown).strip() or None

    def __str__(self) -> str:
        return "".join(
            part.replace("{", "{{").replace("}", "}}") if isinstance(part, str) else f"{{{part.name}}}"
            for part in self.parts
        )


@dataclass(frozen=True)
class Lookup:
    """What a column of the map says in the row of the field's content; a blank cell does nothing."""

    field: Field
    table: MapTable
    column: int

    def value(self, scene: Scene, _kind: Kind) -> Value | None:
        return self.table.cell(self.field.values(scene), self.column)

    def of(self, target: Any, order: Order) -> Value | None:
        """The value for what the field is of: an order, a line or a payment."""
        given = self.field.read(target, order)
        return self.table.cell([plain(text) for text in given if isinstance(text, str)], self.column)


@dataclass(frozen=True)
class Clear:
    """Empties the target."""


CLEAR = Clear()
READS = (Copy, Template, Lookup)  # those whose value depends on the order
Expression = Union[Copy, Template, Lookup, Clear]  # noqa: UP007 (an alias made at run time, on Python 3.10 too)


def fields_in(value: object) -> tuple[Field, ...]:
    """The fields that a value reads."""
    if isinstance(value, (Copy, Lookup)):
        return (value.field,)
    return tuple(part for part in value.parts if isinstance(part, Field)) if isinstance(value, Template) else ()


def levels_of(value: object) -> frozenset[Level]:
    return frozenset(field.level for field in fields_in(value))
