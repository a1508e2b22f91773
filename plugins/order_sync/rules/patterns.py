"""Regular expressions that cannot blow up: RE2 matches in time linear in the text, whatever the pattern."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

import re2

LONGEST = 500  # characters of a pattern
_MEMORY = 4 << 20  # bytes that one compiled pattern may take


@dataclass(frozen=True)
class Pattern:
    """A pattern as written; found anywhere in a text. Case and outer blanks count only where it is `exact`."""

    text: str
    exact: bool = False

    def __str__(self) -> str:
        return self.text

    def found_in(self, text: str) -> bool:
        return self._compiled.search(text if self.exact else text.strip()) is not None

    def check(self) -> None:
        """Raises ValueError, in plain words, where it cannot be used."""
        if len(self.text) > LONGEST:
            raise ValueError(f"a pattern of at most {LONGEST} characters")
        try:
            _ = self._compiled
        except re2.error as error:
            detail = error.args[0].decode(errors="replace") if isinstance(error.args[0], bytes) else str(error)
            raise ValueError(
                f"a regular expression (RE2: no look-around, no back-references); this one has: {detail}"
            ) from None

    @cached_property
    def _compiled(self) -> Any:
        return re2.compile(self.text, options(self.exact))


def has_pattern_signs(text: str) -> bool:
    """Whether the text means something else as a pattern; a dot alone does not make it one."""
    return any(sign in text for sign in "^$\\[]|*+?(){}")


def options(exact: bool) -> Any:
    """How patterns are compiled, alone and in sets."""
    chosen = re2.Options()
    chosen.case_sensitive = exact
    chosen.log_errors = False
    chosen.max_mem = _MEMORY
    return chosen
