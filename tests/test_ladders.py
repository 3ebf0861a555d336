"""Next rungs and ladders: known answers by hand, properties, faults."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo_opportunity.errors import UnknownCodeError
from geo_opportunity.measures import ladders as m
from geo_opportunity.questions.ladders import ladder_text, ladders, next_rungs
from geo_opportunity.rules import Rules
from geo_opportunity.vocabulary import STATUS_CODES, Status

if TYPE_CHECKING:
    from geo_opportunity.atlas import Atlas

HIGH, AWARD, BACHELOR = (
    "High school diploma or equivalent",
    "Postsecondary nondegree award",
    "Bachelor's degree",
)
OCCUPATIONS = pd.DataFrame(
    [
        ("47-1011", "First-Line Supervisors of Construction Trades", HIGH, "None", 3.0),
        ("47-2061", "Construction Laborers", HIGH, "Short-term on-the-job training", 2.0),
        ("47-2073", "Operating Engineers", HIGH, "Moderate-term on-the-job training", 2.0),
        ("47-2111", "Electricians", HIGH, "Apprenticeship", 3.0),
        ("51-1011", "First-Line Supervisors of Production Workers", HIGH, "None", 3.0),
    ],
    columns=["soc", "title", "entry_education", "training", "job_zone"],
)
RELATED = pd.DataFrame(
    [
        ("47-2061", "47-2073", 7),
        ("47-2073", "47-2061", 3),
        ("47-2111", "47-2061", 19),
        ("47-2061", "99-9999", 1),
    ],
    columns=["soc", "related_soc", "rank"],
)


# ------------------------------------------------------------------------ links


def test_links_and_their_basis() -> None:
    frame = m.rung_links(RELATED, OCCUPATIONS)
    assert not frame.duplicated(["soc", "to"]).any()
    links = {(r.soc, r.to): (r.basis, r.rank) for r in frame.itertuples()}
    assert links["47-2061", "47-2073"] == (0, 5.0)  # mean of 7 and 3
    assert links["47-2061", "47-2111"] == (2, 20.0)  # listed only by electricians: (21 + 19) / 2
    assert links["47-2111", "47-1011"] == (1, 1.0)  # a trade's own supervisors
    assert links["47-2073", "47-2111"] == (3, 10.0)  # same minor group, job zone 2 to 3
    assert ("47-2061", "47-1011") not in links  # a laborer is not yet past the helper's stage
    assert ("47-2111", "51-1011") not in links  # another major group


def test_least_education_takes_the_documented_lower_route() -> None:
    least = m.least_education(
        pd.DataFrame({"soc": ["29-1141", "47-2111"], "entry_education": [BACHELOR, HIGH]})
    )
    assert least.tolist() == ["Associate's degree", HIGH]


# ------------------------------------------------------------------------- cost

PLAIN = {
    "rank": 1.0,
    "basis": 0,
    "years": 0.0,
    "growth": 0.1,
    "accessible": 1,
    "openings": 50.0,
    "openings_before": 50.0,
    "work_experience": "None",
    "raise": 0.0,
    "apprenticeable": False,
}


def cost(**changes: object) -> float:
    return float(m.step_cost(pd.DataFrame([PLAIN | changes]))[0])


def test_cost_of_a_step() -> None:
    w = m.WEIGHTS
    assert cost() == 1.0
    assert cost(years=2.0) == pytest.approx(1 + 2 * w["year"])
    assert cost(rank=21.0, basis=2) == pytest.approx(1 + w["rank"] + w["basis"])
    assert cost(growth=-0.01) == pytest.approx(1 + w["declining"])
    assert cost(growth=np.nan) == pytest.approx(1 + w["declining"] / 2)
    codes = STATUS_CODES
    for status in (Status.NONE, Status.LOW):
        assert cost(accessible=codes[status]) == pytest.approx(1 + w["unreachable"])
    for status in (Status.PARTIAL, Status.UNKNOWN):
        assert cost(accessible=codes[status]) == pytest.approx(1 + w["unreachable"] / 2)
    for status in (Status.PASS, Status.NOT_NEEDED, Status.WOULD_HELP):
        assert cost(accessible=codes[status]) == 1.0
    assert cost(openings=12.5) == pytest.approx(1 + 2 * w["room"])
    assert cost(openings=np.nan) == pytest.approx(1 + m.ROOM_HALVINGS * 2 / 3 * w["room"])
    assert cost(openings=0.0) == pytest.approx(1 + m.ROOM_HALVINGS * w["room"])
    assert cost(work_experience="5 years or more") == pytest.approx(1 + w["experience"])
    assert cost(apprenticeable=True, **{"raise": 2.0}) == pytest.approx(1 + w["apprenticeship"] + w["raise"])


@given(st.floats(0, 8), st.floats(0, 8), st.floats(0.1, 500), st.floats(0.1, 500))
@settings(max_examples=40, deadline=None)
def test_more_study_never_costs_less_and_more_room_never_more(
    a: float, b: float, few: float, many: float
) -> None:
    low, high = sorted([a, b])
    assert cost(years=low) <= cost(years=high) + 1e-12
    few, many = sorted([few, many])
    assert cost(openings=many) <= cost(openings=few) + 1e-12


# ----------------------------------------------------------------------- chains

STEPS = pd.DataFrame(
    [("a", "b", 1.0), ("a", "c", 3.0), ("b", "c", 1.0), ("b", "d", 1.5), ("c", "e", 1.0), ("d", "e", 1.0)],
    columns=["soc", "to", "cost"],
)


def pays(*socs: str) -> pd.Series:
    return pd.Series({s: s in socs for s in "abcde"})


def paths(found: pd.DataFrame) -> list[str]:
    return ["".join(row.dropna()) for _, row in found.filter(like="rung_").iterrows()]


def test_chains_end_at_the_first_that_arrives() -> None:
    found = m.chains(STEPS, "a", pays("c", "e"))
    assert paths(found) == ["bc", "c", "bde"]
    assert found["cost"].tolist() == [2.0, 3.0, 3.5]
    assert found["reached"].all()


def test_chains_that_do_not_arrive_are_kept_only_alone() -> None:
    assert paths(m.chains(STEPS, "a", pays("e"), most=2)) == ["ce"]
    assert paths(m.chains(STEPS, "a", pays(), most=2)) == [
        "bc",
        "bd",
        "ce",
    ]  # none stops where it could go on
    found = m.chains(STEPS, "a", pays(), most=1)
    assert paths(found) == ["b", "c"]
    assert not found["reached"].any()
    assert m.chains(STEPS, "e", pays("e")).empty


def test_the_search_is_bounded_by_width() -> None:
    assert paths(m.chains(STEPS, "a", pays("c", "e"), width=1)) == ["bc"]


def test_pick_keeps_chains_that_differ() -> None:
    found = m.chains(STEPS, "a", pays("c", "e"))
    assert paths(m.pick(found)) == ["bc", "c", "bde"]
    assert paths(m.pick(found, per_first=1)) == ["bc", "c"]
    assert paths(m.pick(found, per_target=1)) == ["bc", "bde"]
    assert paths(m.pick(found, limit=1)) == ["bc"]


# ------------------------------------------------------------- on the tiny country


def test_next_rungs_up_and_down(atlas: Atlas) -> None:
    up = next_rungs(atlas, "30700", "31-1120")
    assert up["soc"].tolist() == ["31-1131"]
    rung = up.iloc[0]
    assert rung["raise"] == pytest.approx(38_000 / 34_200 - 1)
    assert (rung["education_step"], rung["years"], rung["basis"]) == (1, 1.0, "O*NET related")
    down = next_rungs(atlas, "30700", "31-1131", direction="down")
    assert down["soc"].tolist() == ["31-1120"]
    assert down["raise"].iloc[0] == rung["raise"]


def test_a_raise_below_the_least_is_no_rung(atlas: Atlas) -> None:
    assert next_rungs(atlas, "30700", "31-1120", min_raise=0.12).empty


def with_education(atlas: Atlas, start: str, end: str) -> Atlas:
    """Return the tiny country with aides (31-1120) related to one occupation (29-2061), at these educations."""
    related = pd.DataFrame(
        [("31-1120", "29-2061", "Primary-Short", 1)], columns=["soc", "related_soc", "tier", "rank"]
    )
    occupations = atlas.table("occupations").copy()
    for soc, education in (("31-1120", start), ("29-2061", end)):
        occupations.loc[occupations["soc"] == soc, "entry_education"] = education
    return atlas.with_tables({"related": related, "occupations": occupations})


@pytest.mark.parametrize(
    ("start", "end", "ranks"),
    [
        ("No formal educational credential", "Postsecondary nondegree award", 2),
        ("High school diploma or equivalent", "Some college, no degree", 0),
        ("High school diploma or equivalent", "Associate's degree", 2),
        ("Some college, no degree", "Associate's degree", 2),
        ("Postsecondary nondegree award", "Bachelor's degree", 2),
        ("Bachelor's degree", "Doctoral or professional degree", 2),
    ],
)
def test_a_step_goes_up_at_most_two_credentials(atlas: Atlas, start: str, end: str, ranks: int) -> None:
    up = next_rungs(with_education(atlas, start, end), "30700", "31-1120")
    assert up["soc"].tolist() == ["29-2061"]
    assert up["education_step"].tolist() == [ranks]
    assert ranks <= m.MOST_LEVELS


@pytest.mark.parametrize(
    ("start", "end"),
    [
        ("No formal educational credential", "Associate's degree"),
        ("High school diploma or equivalent", "Bachelor's degree"),
        ("Some college, no degree", "Bachelor's degree"),
        ("Postsecondary nondegree award", "Master's degree"),  # nursing assistant to nurse anesthetist
    ],
)
def test_three_credentials_up_are_no_step(atlas: Atlas, start: str, end: str) -> None:
    far = with_education(atlas, start, end)
    assert next_rungs(far, "30700", "31-1120").empty
    assert next_rungs(far, "30700", "29-2061", direction="down").empty


def test_reach_of_a_rung_is_by_the_distance_of_its_education(atlas: Atlas) -> None:
    rules = Rules(reach_miles=5, degree_miles=100)
    assert next_rungs(atlas, "30700", "29-2061", rules)["reach"].tolist() == pytest.approx([0.8])
    assert next_rungs(atlas, "30700", "31-1131", rules)["reach"].tolist() == pytest.approx([0.3])


def test_rungs_beyond_the_education_are_marked_and_not_climbed(atlas: Atlas) -> None:
    assert next_rungs(atlas, "30700", "29-2061", max_education=AWARD)["within_education"].tolist() == [False]
    assert ladders(atlas, "30700", "29-2061", max_education=AWARD).empty


def test_an_aides_ladder(atlas: Atlas) -> None:
    ladder = ladders(atlas, "30700", "31-1120", Rules(pay="own", own_wage=55_000))
    assert ladder["soc"].tolist() == ["31-1120", "31-1131", "29-2061", "29-1141"]
    assert ladder["role"].tolist() == ["start", "rung", "arrives", "onward"]
    assert ladder["reached"].all()
    assert (ladder["raise"].iloc[1:] >= 0.10).all()
    assert ladder["awards"].tolist()[2:] == [
        "Certificate of 1 to 2 years",
        "Associate's degree, Bachelor's degree",  # a degree is looked for within 100 miles
    ]
    assert ladder["least_education"].iloc[-1] == "Associate's degree"
    assert set(ladder["threshold"]) == {55_000}


def test_a_ladder_that_does_not_arrive_says_so(atlas: Atlas) -> None:
    rules = Rules(pay="own", own_wage=500_000)
    assert not ladders(atlas, "30700", "31-1120", rules)["reached"].any()
    assert "no ladder" in ladder_text(atlas, "30700", "31-1120", rules)


def test_text_reads_in_order(atlas: Atlas) -> None:
    text = ladder_text(atlas, "30700", "31-1120", Rules(pay="own", own_wage=55_000))
    marks = [line[0] for line in text.splitlines()[2:]]
    assert marks == [" ", "|", "*", "+"]
    assert "earn while you learn" in text
    assert "no related occupation" in ladder_text(atlas, "30700", "47-2111")


def test_an_area_without_wages_has_no_rungs(atlas: Atlas) -> None:
    assert next_rungs(atlas, "2000001", "31-1120").empty
    assert ladders(atlas, "2000001", "31-1120").empty


def test_faults_name_the_mend(atlas: Atlas) -> None:
    with pytest.raises(UnknownCodeError, match="no area '99999'"):
        next_rungs(atlas, "99999", "31-1120")
    with pytest.raises(UnknownCodeError, match="no occupation '99-9999'"):
        ladders(atlas, "30700", "99-9999")
    with pytest.raises(ValueError, match="highest education is 'PhD'"):
        next_rungs(atlas, "30700", "31-1120", max_education="PhD")
    with pytest.raises(ValueError, match="steps is 9"):
        ladders(atlas, "30700", "31-1120", steps=9)
