"""Several faults of rule files as one error, so that a person sees all of them at once."""

from __future__ import annotations

from collections.abc import Sequence

from order_sync.errors import SettingsError

MOST_SHOWN = 20


def refuse(faults: Sequence[SettingsError]) -> None:
    """Raises one fault as it is, and several as one error with a line for each; nothing where there is none."""
    if len(faults) == 1:
        raise faults[0]
    if faults:
        lines = [str(fault) for fault in faults[:MOST_SHOWN]]
        if len(faults) > MOST_SHOWN:
            lines.append(f"and {len(faults) - MOST_SHOWN} more")
        raise SettingsError("\n".join(lines))
