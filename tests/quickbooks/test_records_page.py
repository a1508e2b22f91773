"""Every worked example of docs/records.md, through the sandbox: the page's tables are what comes of it.

`ORDER_SYNC_WRITE_PAGE=1 pytest tests/quickbooks/test_records_page.py` writes the tables; look at them before they are kept.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.quickbooks.worked_examples import Example, examples, play, rewritten

PAGE = Path(__file__).parents[2] / "docs" / "records.md"
EXAMPLES = list(examples(PAGE.read_text()))


@pytest.mark.parametrize("example", EXAMPLES, ids=[example.name for example in EXAMPLES])
def test_the_page_says_what_comes_of_each_example(books, example: Example) -> None:
    made = play(books, example)
    if os.environ.get("ORDER_SYNC_WRITE_PAGE"):
        PAGE.write_text(rewritten(PAGE.read_text(), _written() | {example.name: made}))
    else:
        assert made == example.shown


def test_every_example_of_the_page_has_a_name_of_its_own() -> None:
    assert len({example.name for example in EXAMPLES}) == len(EXAMPLES) == PAGE.read_text().count("\nexample: ")


def _written() -> dict[str, str]:
    """What the tests before this one have written."""
    return {example.name: example.shown for example in examples(PAGE.read_text())}
