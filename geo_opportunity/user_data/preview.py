"""What an import found and what it did not, reported before anything is added."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

__all__ = ["SAMPLES", "Notes", "Preview"]

#: Example rows kept per problem.
SAMPLES: Final = 5
#: Longest example text; what a file says is data and is cut, never interpreted.
_LONGEST: Final = 160


@dataclass(frozen=True, slots=True, eq=False)
class Preview:
    """What was read, kept, matched and lost, counted."""

    name: str
    """Name the user gave the addition."""
    file: str
    counts: pd.DataFrame
    """item (plain words), rows (how many)."""
    problems: pd.DataFrame
    """problem, rows (count), outcome (what was done), row (of the file), example: up to SAMPLES each."""
    columns: Mapping[str, str]
    """Our column -> the file's column read for it."""
    unknown_columns: tuple[str, ...]
    """Columns of the file nothing was read from."""

    def count(self, item: str) -> int:
        """Return one count by its words.

        Raises
        ------
        KeyError
            Nothing of that name was counted.
        """
        return int(self.counts.set_index("item")["rows"].loc[item])

    def problem(self, text: str) -> int:
        """Return how many rows have a problem; 0 when none has."""
        rows = self.problems.loc[self.problems["problem"] == text, "rows"]
        return int(rows.iloc[0]) if len(rows) else 0

    def text(self) -> str:
        """Return the preview as plain text. Texts of the file are shown quoted."""
        lines = [f"{self.name}: {self.file}", ""]
        lines += [
            f"  {int(rows):>9,}  {item}"
            for item, rows in zip(self.counts["item"], self.counts["rows"], strict=True)
        ]
        lines += [
            "",
            "Columns read: " + ", ".join(f"{ours} from {theirs!r}" for ours, theirs in self.columns.items()),
        ]
        lines += ["Columns not used: " + (", ".join(map(repr, self.unknown_columns)) or "none")]
        for problem, group in self.problems.groupby("problem", sort=False):
            lines += ["", f"{problem}: {int(group['rows'].iloc[0]):,} rows, {group['outcome'].iloc[0]}"]
            lines += [
                f"  row {row}: {example}" for row, example in zip(group["row"], group["example"], strict=True)
            ]
        return "\n".join(lines) + "\n"


class Notes:
    """Counts and problems of a file as it is read, with examples from `frame` (indexed by file row)."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame
        self._counts: dict[str, int] = {}
        self._problems: list[dict[str, object]] = []

    def count(self, item: str, rows: float) -> None:
        """Count `item`."""
        self._counts[item] = int(rows)

    def problem(self, problem: str, bad: pd.Series, outcome: str, columns: Sequence[str]) -> None:
        """Count rows where `bad` (indexed like the frame or part of it); keep examples of `columns`."""
        rows = bad.index[bad.to_numpy(bool)]
        shown = [c for c in columns if c in self._frame.columns]
        for row in rows[:SAMPLES]:
            example = ", ".join(
                f"{c}={v!r}" for c, v in self._frame.loc[row, shown].items() if isinstance(v, str) and v
            )
            found = {
                "problem": problem,
                "rows": len(rows),
                "outcome": outcome,
                "row": int(row),
                "example": example[:_LONGEST],
            }
            self._problems.append(found)

    def preview(self, name: str, file: str, columns: Mapping[str, str], unknown: Sequence[str]) -> Preview:
        """Return what was collected."""
        counts = pd.DataFrame({"item": list(self._counts), "rows": list(self._counts.values())})
        problems = pd.DataFrame(self._problems, columns=["problem", "rows", "outcome", "row", "example"])
        return Preview(name, file, counts, problems, dict(columns), tuple(unknown))
