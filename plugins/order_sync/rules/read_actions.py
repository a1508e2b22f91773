"""Reads what stands after `do`: actions with their values."""

from __future__ import annotations

import re
from collections.abc import Callable
from decimal import Decimal

from order_sync.rules.actions import ACTIONS, CUSTOM_FIELD, ELSEWHERE, Action, find_action
from order_sync.rules.expressions import CLEAR, Copy, Expression, Template
from order_sync.rules.fields import Field, find_field
from order_sync.rules.read_conditions import FIELD_NAMES
from order_sync.rules.rule import Do
from order_sync.rules.values import Kind, NewLine, Value, parse_value, plain, plain_name
from order_sync.rules.where import Where, nearest
from order_sync.rules.yaml_text import Node, Written

EXPRESSIONS = ("copy", "template", "clear")
NEW_LINE = ("item", "amount", "quantity", "description")
LONGEST_TEMPLATE = 1_000
_BRACES = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")


def read_do(node: Node, where: Where) -> tuple[Do, ...]:
    """One action by its name, several with their values, or a list of either."""
    found: list[Do] = []
    for part in node if isinstance(node, list) else [node]:
        calls: dict[str, Node] = {part: Written("", part.line)} if isinstance(part, Written) else where.mapping(part, "“do”")
        found += [read_action(name, value, where.at(name)) for name, value in calls.items()]
    if not found:
        raise where.fault("it does nothing.", "Name an action after “do”, or take the rule out.")
    names = [do.action.name for do in found]
    for name in names:
        if names.count(name) > 1:
            raise where.fault(f"it does “{name}” twice.", "Keep one of them.")
    return tuple(found)


def read_action(name: str, node: Node, where: Where) -> Do:
    """One action with its value."""
    elsewhere = ELSEWHERE.get(plain_name(name))
    if elsewhere is not None:
        raise where.fault(f"“{name}” has no place in QuickBooks Online.", elsewhere)
    action = find_action(name)
    if action is None:
        raise where.unknown("action", name, (*ACTIONS, f"{CUSTOM_FIELD}name"))
    if action.kind is Kind.line:
        return Do(action, _new_line(node, where))
    if isinstance(node, dict):
        return Do(action, _expression(action, where.mapping(node, f"the value of “{action.name}”"), where))
    return Do(action, _literal(action, where.text(node, f"the value of “{action.name}”"), where))


def _literal(action: Action, text: Written, where: Where) -> Value | None:
    return _LITERALS.get(action.kind, _parsed)(action, text, where)


def _yes_unless_said(action: Action, text: Written, where: Where) -> Value | None:
    return _parsed(action, text, where) if text.strip() else True


def _parsed(action: Action, text: Written, where: Where) -> Value | None:
    if not text.strip():
        return None
    return _fitting(action.kind, text, action, where)


def _choice(action: Action, text: Written, where: Where) -> Value | None:
    value = _parsed(action, text, where)
    if isinstance(value, str) and value.removesuffix("s") in action.words:
        return value.removesuffix("s")  # sales receipts, as the commercial model says it
    if value is not None and value not in action.words:
        raise where.at(text).fault(f"“{action.name}” cannot be “{text}”.", nearest(str(value), action.words, "word"))
    return value


def _text(action: Action, text: Written, where: Where) -> Value | None:
    value = text.strip()
    if len(value) > action.longest:
        raise where.at(text).fault(
            f"the value of “{action.name}” is longer than {action.longest} characters.",
            "QuickBooks holds no more: shorten it.",
        )
    return value or None


_LITERALS: dict[Kind, Callable[[Action, Written, Where], Value | None]] = {
    Kind.yes_no: _yes_unless_said,
    Kind.text: _text,
    Kind.choice: _choice,
}


def _fitting(kind: Kind, text: Written, action: Action, where: Where) -> Value:
    try:
        return parse_value(kind, text, where.today)
    except ValueError as error:
        raise where.at(text).fault(f"“{text}” does not fit “{action.name}”.", f"Write {error}.") from None


def _expression(action: Action, parts: dict[str, Node], where: Where) -> Expression:
    """`{copy: FIELD}`, `{template: "..."}` or `{clear: yes}`."""
    if len(parts) != 1:
        raise where.fault(f"the value of “{action.name}” says {len(parts)} things.", "Say one of copy, template and clear.")
    ((name, node),) = parts.items()
    text = where.text(node, f"“{name}”")
    if name == "copy":
        return _copy(action, text, where.at(text))
    if name == "template":
        return _template(action, text, where.at(text))
    if name != "clear":
        raise where.at(name).unknown("kind of value", name, EXPRESSIONS)
    if plain(text) not in ("yes", "true", "") or not action.can_be_cleared:
        raise where.at(name).fault(f"“{action.name}” cannot be cleared so.", "Write {clear: yes}, for a text or a date.")
    return CLEAR


def _copy(action: Action, text: Written, where: Where) -> Copy:
    field = _field(text, where)
    refuse_other_kind(action, field, where)
    return Copy(field)


def refuse_other_kind(action: Action, field: Field, where: Where) -> None:
    """A text takes any field's content, any other value only that of a field of its own kind."""
    if action.kind in (Kind.text, Kind.choice) or (action.kind is field.kind and action.kind is not Kind.yes_no):
        return
    can_copy = action.kind in (Kind.number, Kind.money, Kind.date)
    raise where.fault(
        f"“{field.name}” is {field.kind}, which “{action.name}” cannot copy.",
        f"Copy a field that is {action.kind}." if can_copy else "Write its value.",
    )


def _template(action: Action, text: Written, where: Where) -> Template:
    if action.kind is not Kind.text:
        raise where.fault(f"“{action.name}” takes {action.kind}, not a template.", "Write the value, or copy a field.")
    if len(text) > LONGEST_TEMPLATE:
        raise where.fault(f"the template is longer than {LONGEST_TEMPLATE} characters.", "Shorten it.")
    return Template(parse_template(text, where))


def parse_template(text: str, where: Where) -> tuple[str | Field, ...]:
    """The parts of a template: fields in braces, the text between them; {{ and }} are braces."""
    parts: list[str | Field] = []
    at = 0
    for found in _BRACES.finditer(text):
        _add_text(parts, text[at : found.start()])
        at = found.end()
        if found[0] in ("{{", "}}"):
            _add_text(parts, found[0][0])
        elif found[1] is None:
            raise where.fault(f"a brace stands alone in “{text}”.", "Write {field}, or {{ for a brace.")
        else:
            parts.append(_field(Written(found[1], where.line), where))
    _add_text(parts, text[at:])
    return tuple(parts)


def _add_text(parts: list[str | Field], text: str) -> None:
    if not text:
        return
    if parts and isinstance(parts[-1], str):
        parts[-1] += text
    else:
        parts.append(text)


def _field(text: Written, where: Where) -> Field:
    field = find_field(text)
    if field is None:
        raise where.unknown("field", text, FIELD_NAMES)
    return field


def _new_line(node: Node, where: Where) -> NewLine | None:
    """`{item: Gift wrap, amount: 3.50}`, with quantity and description where they differ from 1 and the item."""
    if isinstance(node, Written) and not node.strip():
        return None
    parts = where.mapping(node, "the new line")
    for name in parts:
        if name not in NEW_LINE:
            raise where.at(name).unknown("part of a new line called", name, NEW_LINE)
    texts = {name: where.text(value, f"“{name}”") for name, value in parts.items()}
    if not texts.get("item", "").strip() or "amount" not in texts:
        raise where.fault("a new line needs an item and an amount.", "Write add line: {item: Gift wrap, amount: 3.50}.")
    amount, quantity = (_number(texts.get(name, Written("1", where.line)), name, where) for name in ("amount", "quantity"))
    if amount < 0 or quantity <= 0:
        raise where.fault("a new line's amount or quantity is negative.", "A discount is not a line; write amounts from 0.")
    return NewLine(texts["item"].strip()[:100], amount, quantity, texts.get("description", "").strip()[:4000])


def _number(text: Written, name: str, where: Where) -> Decimal:
    try:
        return Decimal(str(parse_value(Kind.number, text)))
    except ValueError as error:
        raise where.at(text).fault(f"“{text}” does not fit “{name}”.", f"Write {error}.") from None
