"""Readers of what a family pays: known answers on small files, and every fault refused with its name."""

from __future__ import annotations

import itertools

import pandas as pd
import pytest

from geo_opportunity.errors import FormatError, MissingColumnError, ValueRangeError
from geo_opportunity.sources import family
from geo_opportunity.sources.base import Located, Variant
from tests.support import RAW, needs_raw

SOURCES = {s.id: s for s in family.SOURCES}


def located(source_id, path):
    """Return the source as if found at `path`, read with its last variant's reader."""
    source = SOURCES[source_id]
    return Located(source, Variant(path.name, source.variants[-1].read), path)


# ------------------------------------------------------- food, poverty guidelines

FOOD = [
    '"","X","X.1","Weekly.cost.2","X.2","X.3","Monthly.cost.2","X.4"',
    '"1","","Low-cost","Moderate-","Liberal","Low-cost","Moderate-","Liberal"',
    '"2","Age-sex groups","plan","cost plan","plan","plan","cost plan","plan"',
    '"3","Child:","","","","","",""',
]


def food_lines():
    ages = {"Child:": ("1 year", "2-3 years", "4-5 years", "6-8 years", "9-11 years")}
    ages |= {
        f"{s}:": ("12-13 years", "14-18 years", "19-50 years", "51-70 years", "71+ years")
        for s in ("Male", "Female")
    }
    lines = FOOD[:3]
    cost = 150.0
    for heading, groups in ages.items():
        lines.append(f'"9","{heading}","","","","","",""')
        for group in groups:
            cost += 10
            lines.append(f'"9","{group}","$1","$2","$3","${cost:.2f}","$1,001.00","$1,002.00"')
    return lines


def test_food_plan(tmp_path):
    path = tmp_path / "food.csv"
    path.write_text("\n".join(food_lines()))
    frame = located("food_plan", path).read().set_index("person")
    assert len(frame) == 15
    assert frame.loc["child 1", "low_cost_monthly"] == 160
    assert frame.loc["child 9-11", "low_cost_monthly"] == 200
    assert frame.loc["male 12-13", "low_cost_monthly"] == 210
    assert frame.loc["female 71+", "low_cost_monthly"] == 300
    assert frame.loc["female 71+", "moderate_monthly"] == 1001
    assert set(frame["month"]) == {"2022-09"}


def test_food_plan_faults(tmp_path):
    path = tmp_path / "food.csv"
    lines = food_lines()
    path.write_text("\n".join(lines[:-1]))
    with pytest.raises(FormatError, match="lists the groups"):
        located("food_plan", path).read()
    path.write_text("\n".join(lines).replace("$160.00", "$16.00"))
    with pytest.raises(ValueRangeError, match="low_cost_monthly, row 5: 16"):
        located("food_plan", path).read()
    path.write_text("\n".join(lines).replace('"Low-cost"', '"Thrifty"'))
    with pytest.raises(FormatError, match="expected low-cost"):
        located("food_plan", path).read()
    path.write_text("a,b\n1,2\n")
    with pytest.raises(MissingColumnError, match="2 columns"):
        located("food_plan", path).read()


GUIDELINES = [
    (2025, "48_states_and_dc", 15650, 5500),
    (2025, "alaska", 19550, 6880),
    (2025, "hawaii", 17990, 6330),
    (2026, "48_states_and_dc", 15960, 5680),
    (2026, "alaska", 19950, 7100),
    (2026, "hawaii", 18360, 6530),
]


def write_guidelines(path, rows):
    columns = ["year", "area", "one_person_usd", "each_additional_person_usd"]
    pd.DataFrame(rows, columns=columns).assign(federal_register="91 FR 1797").to_csv(path, index=False)


@pytest.mark.parametrize("column", [2, 3])
def test_shuffled_poverty_guidelines_are_refused(tmp_path, column):
    """Every one of the 719 wrong orders of a column breaks the order of years or the proportion of areas."""
    path = tmp_path / "p.csv"
    for order in list(itertools.permutations(row[column] for row in GUIDELINES))[1::13]:
        write_guidelines(
            path,
            [
                [*row[:column], value, *row[column + 1 :]]
                for row, value in zip(GUIDELINES, order, strict=True)
            ],
        )
        with pytest.raises(ValueRangeError, match=r"p\.csv.*(does not rise|is not 1\.25).*Federal Register"):
            located("poverty_guidelines", path).read()


@pytest.mark.parametrize("row", range(6))
def test_missing_poverty_guidelines_are_refused(tmp_path, row):
    path = tmp_path / "p.csv"
    write_guidelines(path, GUIDELINES[:row] + GUIDELINES[row + 1 :])
    year, area, *_ = GUIDELINES[row]
    with pytest.raises(FormatError, match=rf"p\.csv has no guideline of {year} {area}"):
        located("poverty_guidelines", path).read()


def test_a_further_person_adds_about_a_third(tmp_path):
    path = tmp_path / "p.csv"
    write_guidelines(path, [(*row[:3], row[3] // 2) for row in GUIDELINES])
    with pytest.raises(ValueRangeError, match=r"a further person adds 0\.18"):
        located("poverty_guidelines", path).read()


def test_poverty_guidelines(tmp_path):
    path = tmp_path / "p.csv"
    head = "year,area,one_person_usd,each_additional_person_usd,federal_register\n"
    write_guidelines(path, GUIDELINES)
    frame = located("poverty_guidelines", path).read()
    assert frame["one_person"].tolist() == [15650, 19550, 17990, 15960, 19950, 18360]
    path.write_text(head + "2025,guam,15650,5500,x\n")
    with pytest.raises(FormatError, match="'guam' is no area"):
        located("poverty_guidelines", path).read()
    path.write_text(head + "2025,alaska,1565,5500,x\n")
    with pytest.raises(ValueRangeError, match="one_person_usd, row 2"):
        located("poverty_guidelines", path).read()
    path.write_text(head + "2025,alaska,19550,6880,x\n2025,alaska,19550,6880,x\n")
    with pytest.raises(FormatError, match=r"year, area: .* is there twice"):
        located("poverty_guidelines", path).read()


# ------------------------------------------------------------- state income tax

POSTAL = [f"{a}{b}" for a in "ABC" for b in "ABCDEFGHIJKLMNOPQ"]  # 51 two-letter codes


def state_taxes(path, edit=lambda frame: frame):
    """Write 5 % of wages less 1,000 for every family type and state, payroll tax of 2026."""
    rows = [
        (f, s, w, 0.05 * w - 1_000, 0.05 * w, 0.062 * min(w, 184_500) + 0.0145 * w)
        for f in ("a1c0", "a1c1", "a2c0", "a2c2", "a2c2w1")
        for s in POSTAL
        for w in (15_000, 50_000, 200_000)
    ]
    payroll = "employee_payroll_tax"
    tax = "state_income_tax"
    columns = ["family", "state", "wages", tax, f"{tax}_before_refundable_credits", payroll]
    edit(pd.DataFrame(rows, columns=columns)).to_csv(path, index=False)
    return path


def test_state_income_tax(tmp_path):
    frame = located("state_income_tax", state_taxes(tmp_path / "t.csv")).read()
    assert len(frame) == 5 * 51 * 3
    assert frame["state_income_tax"].tolist()[:3] == [-250, 1_500, 9_000]
    assert set(frame["year"]) == {2026}


@pytest.mark.parametrize(
    ("edit", "error", "words"),
    [
        (lambda f: f.drop(columns="wages"), MissingColumnError, "lacks the column wages"),
        (lambda f: f.drop(index=4), FormatError, "51 states, 3 wages and 1 holes"),
        (lambda f: f[f["state"] != "AA"], FormatError, "50 states"),
        (lambda f: f[f["family"] != "a2c2"], FormatError, "4 family types"),
        (lambda f: pd.concat([f, f[:1]]), FormatError, "is there twice"),
        (lambda f: f.replace({"family": {"a2c2": "a3c2"}}), FormatError, "'a3c2' is no family type"),
        (lambda f: f.assign(state_income_tax=f["state_income_tax"] * 12), ValueRangeError, "-80% to 15%"),
        (lambda f: f.assign(state_income_tax=0.06 * f["wages"]), ValueRangeError, "more than the tax before"),
        (
            lambda f: f.assign(
                employee_payroll_tax=0.062 * f["wages"].clip(upper=176_100) + 0.0145 * f["wages"]
            ),
            FormatError,
            "payroll tax is not that of 2026",
        ),
        (lambda f: f[f["wages"] < 200_000], FormatError, "payroll tax is not that of 2026"),
    ],
)
def test_state_income_tax_faults(tmp_path, edit, error, words):
    with pytest.raises(error, match=words):
        located("state_income_tax", state_taxes(tmp_path / "t.csv", edit)).read()


def test_state_tax_that_rises_faster_than_wages_is_refused(tmp_path):
    def edit(frame):
        steep = frame.assign(wages=frame["wages"].replace({50_000: 15_900}))
        low = steep["wages"] == 15_000
        return steep.assign(state_income_tax=steep["state_income_tax"].mask(low, -1_000).mask(~low, 700))

    with pytest.raises(ValueRangeError, match="tax of a1c0 in AA rises faster than wages"):
        located("state_income_tax", state_taxes(tmp_path / "t.csv", edit)).read()


# ------------------------------------------------------------------- real files


@needs_raw
@pytest.mark.raw
def test_real_values():
    food = SOURCES["food_plan"].locate(RAW).read().set_index("person")["low_cost_monthly"]
    assert (food["child 1"], food["male 19-50"], food["female 71+"]) == (153.6, 294.7, 247.3)
    guide = SOURCES["poverty_guidelines"].locate(RAW).read().set_index(["year", "area"])
    assert guide.loc[(2026, "hawaii"), "one_person"] == 18_360
    tax = SOURCES["state_income_tax"].locate(RAW).read().set_index(["family", "state", "wages"])
    assert len(tax) == 7_650
    assert tax.loc[("a1c1", "WI", 15_000), "state_income_tax"] == -177.08
    assert tax.loc[("a2c2", "TX", 100_000), "state_income_tax"] == 0


@needs_raw
@pytest.mark.raw
def test_the_file_of_2025_law_is_refused():
    with pytest.raises(FormatError, match="payroll tax is not that of 2026"):
        family.read_state_income_tax(RAW / "budgets" / "state_income_tax_2025_policyengine.csv.gz")
