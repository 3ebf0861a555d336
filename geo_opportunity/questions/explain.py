"""The full derivation of one outcome: inputs, formulas, certainty, and what would turn it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

import numpy as np
import pandas as pd

from geo_opportunity.questions import explain_flips, explain_inputs, explain_training
from geo_opportunity.questions.explain_lines import Case, shown
from geo_opportunity.questions.options import rules_with
from geo_opportunity.wording import us_dates

if TYPE_CHECKING:
    from geo_opportunity.dataset import Dataset
    from geo_opportunity.rules import Rules

__all__ = ["explain", "explain_text"]

_FORMULAS: Final = {
    ("growing", "nation"): "growth > 0 and growth >= the nation's for all occupations over the same period",
    ("growing", "faster"): "growth > 0 and growth > the area's average",
    ("growing", "any"): "growth > 0",
    ("growing", "percent"): "growth >= least growth",
    ("growing", "openings"): "openings >= least openings",
    ("accessible", ""): (
        "pass where share within reach >= least share. Below it: learned on the job where no program is "
        "required (one would help where programs are known); a required program is partly in reach from half "
        "of the least share, in reach of few from a tenth of adults, else of none; and unknown where listing "
        "coverage < least coverage, where most are trained outside the list, or where campuses that may "
        "teach it could make up the difference"
    ),
    ("supply", ""): (
        "undersupply below 0.8 local completers per opening, oversupply above 1.25, balanced between; not "
        "part of the three tests"
    ),
    ("kind", ""): "the first line of the table of kinds that applies to the three outcomes",
}
#: Heads of the parts of the text, by the lines' roles.
_PARTS: Final = (
    ("From", ("input", "constant", "setting", "step", "result")),
    ("How sure", ("certainty",)),
    ("What would turn it", ("flip",)),
)


def _formula(test: str, rules: Rules) -> str:
    if test == "sustaining":
        return "wage >= wage needed" + (
            ", and entry education below a bachelor's degree" if rules.pay == "fed" else ""
        )
    return _FORMULAS[test, rules.growth if test == "growing" else ""]


def explain(
    data: Dataset, area_code: str, soc: str, rules: Rules | None = None, **settings: Any
) -> pd.DataFrame:
    """Return what one area's outcome for one occupation rests on, line by line.

    The three tests, then how supply compares with demand, then the kind that the three outcomes make.

    Columns: test (growing, sustaining, accessible, supply, kind); role (``explain_lines.ROLES``: input,
    constant, setting, step, result, certainty, flip); quantity (plain words), value (number, or a word where
    it is one; NaN unknown), unit, and shown (both in words); basis (flag of a published figure, how an
    estimate was made, or "setting"); how (the line's own formula or details); source (publishers with
    vintages, "" of a setting or of what is worked out); formula (the test in words); outcome (Status,
    verdict, or Kind) and reason of the test.

    Raises
    ------
    UnknownCodeError
        The data have no such area or occupation.
    """
    case = Case(data, area_code, soc, rules_with(rules, settings))
    cell = case.cell
    sure, turns = explain_flips.certainty(case), explain_flips.flips(case)
    inputs = {
        "growing": explain_inputs.growing(case),
        "sustaining": explain_inputs.sustaining(case),
        "accessible": explain_training.accessible(case),
    }
    parts = [
        (
            test,
            [*lines, *(line for line in (*sure, *turns) if line.test == test)],
            cell[test],
            cell[f"reason_{test}"],
        )
        for test, lines in inputs.items()
    ]
    parts += [
        (test, *made(case))
        for test, made in (("supply", explain_training.supply), ("kind", explain_training.kind))
    ]
    rows = [
        {
            "test": test,
            "role": line.role,
            "quantity": line.quantity,
            "value": line.value.item() if isinstance(line.value, np.generic) else line.value,
            "unit": line.unit,
            "shown": shown(line.value, line.unit),
            "basis": line.basis,
            "how": line.how,
            "source": case.source(line),
            "formula": _formula(test, case.rules),
            "outcome": outcome,
            "reason": reason,
        }
        for test, lines, outcome, reason in parts
        for line in lines
    ]
    return pd.DataFrame(rows).astype({"value": object})


def explain_text(data: Dataset, area_code: str, soc: str, rules: Rules | None = None, **settings: Any) -> str:
    """Return :func:`explain` as text: each test with its formula, its lines, and the sources numbered.

    Raises
    ------
    UnknownCodeError
        The data have no such area or occupation.
    """
    table = explain(data, area_code, soc, rules, **settings)
    sources = {text: n for n, text in enumerate(dict.fromkeys(t for t in table["source"] if t), start=1)}
    lines = [f"{data.occupations['title'][soc]}, {data.areas['title'][area_code]}"]
    for test, rows in table.groupby("test", sort=False):
        first = rows.iloc[0]
        reason = str(first["reason"])
        lines += ["", f"{test}: {first['outcome']}. {reason[:1].upper()}{reason[1:]}".rstrip()]
        lines.append(f"  Rule: {first['formula']}")
        for head, roles in _PARTS:
            some = rows.loc[rows["role"].isin(roles)]
            if len(some):
                lines.append(f"  {head}")
                lines += [_line(row, sources) for row in some.to_dict("records")]
    listed = (f"  ({n}) {us_dates(text)}" for text, n in sources.items())
    return "\n".join([*lines, "", "Sources", *listed])


def _line(row: dict[Any, Any], sources: dict[str, int]) -> str:
    basis = f" [{row['basis']}]" if row["basis"] else ""
    how = f"; {row['how']}" if row["how"] else ""
    source = f" ({sources[row['source']]})" if row["source"] else ""
    return f"    {row['quantity']}: {row['shown']}{basis}{how}{source}"
