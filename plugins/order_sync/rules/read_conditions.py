"""Reads what stands after `when`."""

from __future__ import annotations

from order_sync.rules.comparisons import COMPARISONS, EQUALS, IN, PATTERNS, Comparison, Takes
from order_sync.rules.conditions import ALWAYS, AllOf, AnyOf, Compare, Condition, Not
from order_sync.rules.fields import CUSTOM, FIELDS, LINE_CUSTOM, Field, find_field
from order_sync.rules.patterns import Pattern
from order_sync.rules.values import Kind, Value, parse_value, plain, plain_name
from order_sync.rules.where import Where, nearest
from order_sync.rules.yaml_text import Node, Written

FIELD_NAMES = (*FIELDS, f"{CUSTOM}name", f"{LINE_CUSTOM}name")
JOINERS = ("all", "any", "not")


CASE = "case"


def read_when(node: Node, where: Where) -> Condition:
    """A mapping of conditions that must all hold, or the word `always`."""
    if isinstance(node, Written):
        if plain(node) == "always":
            return ALWAYS
        raise where.at(node).fault(
            f"“when: {node}” is no condition." if node else "“when” is blank.",
            "Write when: {field: value}, or when: always.",
        )
    return _read_all(node, where)


def _read_all(node: Node, where: Where) -> Condition:
    if isinstance(node, list):
        raise where.at(node).fault(
            "a list of conditions does not say whether all or any of them must hold.", "Write all: or any: before the list."
        )
    if not node:
        raise where.fault("a condition is blank.", "Write {field: value}, or take it out.")
    parts = [part for name, value in where.mapping(node, "a condition").items() for part in _read_part(name, value, where)]
    return parts[0] if len(parts) == 1 else AllOf(tuple(parts))


def _read_part(name: str, value: Node, where: Where) -> list[Condition]:
    here = where.at(name)
    if name == "not":
        return [Not(_read_all(value, here))]
    if name in ("all", "any"):
        if not isinstance(value, list) or not value:
            raise here.fault(
                f"“{name}” should be a list of conditions.", f"Write {name}: [{{field: value}}, {{field: value}}]."
            )
        parts = tuple(_read_all(part, here) for part in value)
        return [AllOf(parts) if name == "all" else AnyOf(parts)]
    field = find_field(name)
    if field is None:
        raise here.unknown("field", name, (*FIELD_NAMES, *JOINERS))
    return list(_read_comparisons(field, value, here))


def _read_comparisons(field: Field, node: Node, where: Where) -> list[Compare]:
    if isinstance(node, list):
        return [_compare(field, IN, node, where)]
    if isinstance(node, Written):
        bare = COMPARISONS.get(plain_name(node))
        if bare is not None and bare.takes is Takes.nothing:
            return [Compare(field, bare)]
        return [_compare(field, EQUALS, node, where)]
    if not node:
        raise where.fault(f"“{field.name}” is compared with nothing.", "Say “is empty”, or a value.")
    found = []
    parts = where.mapping(node, field.name)
    exact = _is_exact(field, parts.pop(CASE, None), where)
    for name, wanted in parts.items():
        comparison = COMPARISONS.get(name)
        if comparison is None:
            raise where.at(name).unknown("comparison", name, (*COMPARISONS, CASE))
        found.append(_compare(field, comparison, wanted, where.at(name), exact))
    if not found:
        raise where.fault(f"“{field.name}” is compared with nothing.", "Say “is empty”, or a value.")
    return found


def _is_exact(field: Field, node: Node | None, where: Where) -> bool:
    """Whether case and blanks count, as “case: exact” says."""
    if node is None:
        return False
    if plain_name(where.text(node, f"“{CASE}”")) != "exact" or field.kind is not Kind.text:
        raise where.at(node).fault(
            f"“{CASE}” can only be exact, and only for a text.", f"Write {CASE}: exact, or leave it out."
        )
    return True


def _compare(field: Field, comparison: Comparison, node: Node, where: Where, exact: bool = False) -> Compare:
    if field.kind not in comparison.kinds:
        raise where.fault(
            f"“{field.name}” is {field.kind}, which “{comparison.name}” cannot compare.",
            f"Use one of: {', '.join(name for name, other in COMPARISONS.items() if field.kind in other.kinds)}.",
        )
    written = _written(field, comparison, node, where)
    wanted = tuple(_value(field, comparison, text, where, exact) for text in written)
    if comparison.takes is Takes.two and wanted[0] > wanted[1]:  # type: ignore[operator]
        raise where.fault(f"nothing lies between {written[0]} and {written[1]}.", "Put the smaller one first.")
    return Compare(field, comparison, wanted, tuple(str(text) for text in written), exact)


def _written(field: Field, comparison: Comparison, node: Node, where: Where) -> list[Written]:
    """The texts that the comparison wants, as many as it takes."""
    if comparison.takes is Takes.nothing:
        if isinstance(node, Written) and plain(node) in ("", "yes", "true"):
            return []
        raise where.at(node).fault(f"“{comparison.name}” takes no value.", f"Write {field.name}: {comparison.name}")
    texts = [where.text(part, f"a value of “{field.name}”") for part in (node if isinstance(node, list) else [node])]
    if not texts or any(not text.strip() for text in texts):
        raise where.at(node).fault(f"“{field.name}” is compared with a blank.", f"Write a value, or {field.name}: is empty")
    takes = comparison.takes
    if (takes is Takes.one and len(texts) != 1) or (takes is Takes.two and len(texts) != 2):
        raise where.at(node).fault(f"“{comparison.name}” takes {comparison.takes}.", "Correct the number of values.")
    return texts


def _value(field: Field, comparison: Comparison, text: Written, where: Where, exact: bool) -> Value:
    try:
        if comparison.name in PATTERNS:
            return read_pattern(text, exact)
        if exact:
            return str(text)
        value = parse_value(field.kind, text, where.today)
    except ValueError as error:
        raise where.at(text).fault(f"“{text}” does not fit “{field.name}”.", f"Write {error}.") from None
    if field.kind is Kind.choice and value not in field.words:
        raise where.at(text).fault(f"“{field.name}” is never “{text}”.", nearest(str(value), field.words, "word"))
    return value


def read_pattern(text: str, exact: bool) -> Pattern:
    """A pattern that is known to work; raises ValueError in plain words."""
    pattern = Pattern(str(text), exact)
    pattern.check()
    return pattern
