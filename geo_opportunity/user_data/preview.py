"""What an import found and what it did not, reported before anything is added."""

from __future__ import annotations

from dataclasses import dataclass, replace
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
    ledger: pd.DataFrame
    """Every row of every file read, in order: file, row (of the file), used (bool), reason (why it was left
    out; '' where used), told (what was said of it, '; ' between). Rows read = used + left out."""
    form: str = ""
    """How the file was read, one line: 'semicolon, decimal comma, head on row 4 of sheet Data'."""

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

    def summary(self) -> list[str]:
        """Return what became of the rows, a sentence a file: read, used, and left out by reason.

        >>> preview.summary()                                                # doctest: +SKIP
        ['list.csv: 6,245 rows read: 6,212 used, 33 left out: no CIP code (33)']
        """
        lines = []
        for file, rows in self.ledger.groupby("file", sort=False):
            used = int(rows["used"].sum())
            why = rows.loc[~rows["used"], "reason"].value_counts()
            reasons = "; ".join(f"{reason} ({count:,})" for reason, count in why.items())
            left = f"{len(rows) - used:,} left out: {reasons}" if len(why) else "none left out"
            lines.append(f"{file}: {_rows(len(rows))} read: {used:,} used, {left}")
        return lines

    @property
    def kept(self) -> int:
        """Rows that are used."""
        return int(self.ledger["used"].sum())

    def beside(self, other: Preview) -> Preview:
        """Return this preview with the rows and problems of another file read with it."""
        return replace(
            self,
            ledger=pd.concat([self.ledger, other.ledger], ignore_index=True),
            problems=pd.concat([self.problems, other.problems], ignore_index=True),
        )

    def text(self) -> str:
        """Return the preview as plain text. Texts of the file are shown quoted."""
        lines = [f"{self.name}: {self.file}", *([f"Read as: {self.form}"] if self.form else [])]
        lines += [*self.summary(), ""]
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
            rows = int(group["rows"].iloc[0])
            lines += ["", f"{problem}: {_rows(rows)}, {group['outcome'].iloc[0]}"]
            lines += [
                f"  row {row}: {example}" for row, example in zip(group["row"], group["example"], strict=True)
            ]
        return "\n".join(lines) + "\n"


def _rows(count: int) -> str:
    return f"{count:,} {'row' if count == 1 else 'rows'}"


class Notes:
    """Counts and problems of a file as it is read, with examples from `frame` (indexed by file row)."""

    def __init__(self, frame: pd.DataFrame) -> None:
        self._frame = frame
        self._counts: dict[str, int] = {}
        self._problems: list[dict[str, object]] = []
        self._reason = pd.Series("", index=frame.index, dtype=object)
        self._told: dict[object, list[str]] = {}

    def count(self, item: str, rows: float) -> None:
        """Count `item`."""
        self._counts[item] = int(rows)

    def problem(self, problem: str, bad: pd.Series, outcome: str, columns: Sequence[str]) -> None:
        """Tell of rows where `bad` (indexed like the frame or part of it), which stay in; keep examples.

        Parameters
        ----------
        problem
            What is odd about them, a noun phrase, the same for all rows.
        bad
            Which rows.
        outcome
            What was done: 'kept; …', 'read as …'.
        columns
            Of our columns, those whose texts make the examples.
        """
        rows = bad.index[bad.to_numpy(bool)]
        for row in rows:
            self._told.setdefault(row, []).append(problem)
        self._report(problem, rows, outcome, columns)

    def _report(self, problem: str, rows: pd.Index, outcome: str, columns: Sequence[str]) -> None:
        first = rows[:SAMPLES]
        if first.empty:
            return
        shown = [(c, self._frame[c].array) for c in columns if c in self._frame.columns]
        for row, place in zip(first, self._frame.index.get_indexer(first), strict=True):
            texts = ((c, array[place]) for c, array in shown)
            example = ", ".join(f"{c}={v!r}" for c, v in texts if isinstance(v, str) and v)
            found = {
                "problem": problem,
                "rows": len(rows),
                "outcome": outcome,
                "row": int(row),
                "example": example[:_LONGEST],
            }
            self._problems.append(found)

    def tell_each(self, notes: pd.Series, outcome: str, columns: Sequence[str]) -> None:
        """Tell of each row its own note ('' for none), such as a code's; equal notes are counted together."""
        said = notes[notes.fillna("") != ""]
        for note, rows in said.groupby(said, sort=False):
            self.problem(str(note), notes.index.to_series().isin(rows.index), outcome, columns)

    def leave_out(self, reason: str, bad: pd.Series, columns: Sequence[str]) -> None:
        """Leave out the rows where `bad` that are not left out yet: the first reason of a row is its reason.

        Parameters as of :meth:`problem`. Call it in the order in which a person would check.
        """
        rows = bad.index[bad.to_numpy(bool)]
        fresh = rows[self._reason.loc[rows].to_numpy(object) == ""]
        self._reason.loc[fresh] = reason
        self._report(reason, fresh, "left out", columns)

    @property
    def kept(self) -> pd.Series:
        """Whether each row of the file is still in, bool, indexed like the frame."""
        return self._reason == ""

    def ledger(self, file: str) -> pd.DataFrame:
        """Return the ledger of this file (see :class:`Preview`)."""
        index = self._frame.index
        return pd.DataFrame(
            {
                "file": pd.array([file] * len(index), dtype="str"),
                "row": index.to_numpy("int64"),
                "used": self.kept.to_numpy(bool),
                "reason": self._reason.astype("str").to_numpy(),
                "told": pd.array(["; ".join(self._told.get(row, ())) for row in index], dtype="str"),
            }
        )

    def preview(
        self, name: str, file: str, columns: Mapping[str, str], unknown: Sequence[str], form: str
    ) -> Preview:
        """Return what was collected of a file (see :class:`Preview`)."""
        counts = pd.DataFrame({"item": list(self._counts), "rows": list(self._counts.values())})
        problems = pd.DataFrame(self._problems, columns=["problem", "rows", "outcome", "row", "example"])
        return Preview(name, file, counts, problems, dict(columns), tuple(unknown), self.ledger(file), form)
