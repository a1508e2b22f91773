"""What `order-sync rules` shows, for a terminal."""

from __future__ import annotations

from collections.abc import Sequence

from rich.console import Group, RenderableType
from rich.text import Text

from order_sync.rules import ExampleResult


def examples(results: Sequence[ExampleResult]) -> RenderableType:
    """Every example that failed, with what happened and why; then how many there were."""
    failed = [result for result in results if not result.passed]
    left_out = [result for result in results if result.left_out]
    parts = [part for result in failed for part in _failed(result)]
    parts += [Text(f"{_place(result)}: not run: {result.left_out}", style="dim") for result in left_out]
    run = len(results) - len(left_out)
    if not run:
        return Group(*parts, Text("No example was run: write some beside the rules (docs/rules.md)."))
    said = f"{run - len(failed)} of {run} {'example holds' if run == 1 else 'examples hold'}"
    return Group(*parts, Text(said + ".", style="bold red" if failed else "bold green"))


def _failed(result: ExampleResult) -> list[Text]:
    rows = [("given", result.given), ("expected", result.expected), ("happened", result.happened)]
    rows += [("why" if number == 0 else "", why) for number, why in enumerate(result.why)]
    return [
        Text(f"{_place(result)}: an example does not hold.", style="bold red"),
        *(Text(f"  {name:<9} {said}") for name, said in rows),
    ]


def _place(result: ExampleResult) -> str:
    return f"{result.file}, line {result.line}, rule “{result.rule}”"
