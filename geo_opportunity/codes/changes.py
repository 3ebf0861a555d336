"""What became of codes of older editions, as the parsers use it: from table ``code_changes``."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

__all__ = ["Change", "Changes", "joined"]

#: Most codes a note names.
_NAMED: Final = 6


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one code."""

    kind: str
    """moved, merged, split, combined or dropped (see ``tables_training.CodeChanges``)."""
    new: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Changes:
    """What became of the older codes of each system."""

    cip: Mapping[str, Change] = field(default_factory=dict)
    soc: Mapping[str, Change] = field(default_factory=dict)
    onet: Mapping[str, Change] = field(default_factory=dict)

    @classmethod
    def of(cls, table: pd.DataFrame) -> Changes:
        """Return those of table ``code_changes`` (columns system, old, new, kind)."""
        found: dict[str, dict[str, Change]] = {"cip": {}, "soc": {}, "onet": {}}
        for (system, old), rows in table.groupby(["system", "old"], sort=False):
            found[str(system)][str(old)] = Change(str(rows["kind"].iloc[0]), tuple(rows["new"]))
        return cls(**found)


def joined(codes: tuple[str, ...], last: str = "and") -> str:
    """Return codes as a clause: 'a, b and c', the first six and how many more."""
    shown = list(codes[:_NAMED])
    if len(codes) > _NAMED:
        return f"{', '.join(shown)} {last} {len(codes) - _NAMED} more"
    return f" {last} ".join([", ".join(shown[:-1]), shown[-1]] if len(shown) > 1 else shown)
