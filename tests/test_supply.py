"""Supply and demand: known answers by hand, properties, faults."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from geo_opportunity.errors import UnknownCodeError
from geo_opportunity.measures import supply
from geo_opportunity.measures.alignment import allocate_completions
from geo_opportunity.questions.supply import area_supply, supply_demand, supply_left_out, supply_summary
from geo_opportunity.questions.supply_cells import barred
from geo_opportunity.rules import Selection

if TYPE_CHECKING:
    from geo_opportunity.atlas import Atlas

SOCS = pd.Index(["A", "B", "C"])
#: Program x leads to A and B at level 2, y to B and C at level 3; z is in no crosswalk; x at level 5 fits nothing.
PROGRAMS = pd.DataFrame({"cip": ["x", "x", "y", "z"], "award_level": [2, 5, 3, 2]})
CIP_SOC = pd.DataFrame({"cip": ["x", "x", "y", "y", "y"], "soc": ["A", "B", "B", "C", "gone"]})
FITS = pd.DataFrame({"soc": ["A", "B", "B", "C"], "award_level": [2, 2, 3, 3]})
LINKS = supply.program_links(PROGRAMS, CIP_SOC, FITS, SOCS)


def at(cip: str, level: int) -> int:
    return int(LINKS.programs.get_indexer(pd.MultiIndex.from_tuples([(cip, level)]))[0])


def give(
    weights: list[list[float]], rows: list[tuple[int, int, float]], convention: supply.Convention = "openings"
) -> np.ndarray:
    place, program, people = (np.array(v) for v in zip(*rows, strict=True))
    return supply.allocate(place, program, people.astype(float), LINKS, np.array(weights), convention)


# ------------------------------------------------------------------- allocation


def test_program_links_lay_out_takers() -> None:
    assert LINKS.takers.tolist() == [2, 0, 2, 0]
    assert SOCS[LINKS.occupation].tolist() == ["A", "B", "B", "C"]
    assert LINKS.in_crosswalk.tolist() == [True, True, True, False]


def test_completers_are_split_by_weight_in_each_place() -> None:
    given_away = give(
        [[30, 10, 5], [0, 4, 4]], [(0, at("x", 2), 40), (1, at("x", 2), 40), (1, at("y", 3), 6)]
    )
    assert given_away.tolist() == [[30, 10, 0], [0, 43, 3]]


def test_takers_without_known_weight_share_equally_only_when_all_are() -> None:
    assert give([[np.nan, 10, 5]], [(0, at("x", 2), 8)]).tolist() == [[0, 8, 0]]
    assert give([[np.nan, 0, 5]], [(0, at("x", 2), 8)]).tolist() == [[4, 4, 0]]


def test_unsplit_gives_everyone_to_every_taker() -> None:
    assert give([[30, 10, 5]], [(0, at("x", 2), 40), (0, at("y", 3), 3)], "unsplit").tolist() == [[40, 43, 3]]


def test_programs_without_a_taker_give_nothing() -> None:
    assert give([[1, 1, 1]], [(0, at("z", 2), 9), (0, at("x", 5), 9)]).sum() == 0


weights_of = hnp.arrays(
    float, (2, 3), elements=st.one_of(st.just(np.nan), st.just(0.0), st.floats(1e-3, 1e4))
)
people_of = hnp.arrays(float, (2, 4), elements=st.floats(0, 1e4))


def lay(people: np.ndarray) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    place, program = np.indices(people.shape)
    return place.ravel(), program.ravel(), people.ravel()


@given(weights_of, people_of)
@settings(max_examples=60, deadline=None)
def test_allocation_conserves_and_is_the_same_as_the_frame_form(
    weights: np.ndarray, people: np.ndarray
) -> None:
    split = supply.allocate(*lay(people), LINKS, weights)
    has_taker = LINKS.takers > 0
    assert split.sum(axis=1) == pytest.approx(people[:, has_taker].sum(axis=1))
    unsplit = supply.allocate(*lay(people), LINKS, weights, "unsplit")
    assert (unsplit >= split - 1e-9).all()
    for row in range(2):
        frame = LINKS.programs.to_frame(index=False).assign(completions=people[row])
        known = allocate_completions(frame, CIP_SOC, pd.Series(weights[row], index=SOCS), FITS).set_index(
            "soc"
        )["completers"]
        assert split[row] == pytest.approx(known.reindex(SOCS).fillna(0.0).to_numpy())


@given(weights_of, people_of, st.floats(0.01, 100))
@settings(max_examples=40, deadline=None)
def test_twice_the_people_and_openings_change_no_share(
    weights: np.ndarray, people: np.ndarray, factor: float
) -> None:
    once, scaled = (
        supply.allocate(*lay(people), LINKS, weights),
        supply.allocate(*lay(people * factor), LINKS, weights * factor),
    )
    assert scaled == pytest.approx(once * factor, rel=1e-6, abs=1e-9)


# ------------------------------------------------------------------- catchments

POINTS = np.array([[0.0, 0.0], [0.1, 0.0], [5.0, 0.0]])
PEOPLE = np.array([300.0, 100.0, 50.0])
PROVIDERS = np.array([[0.05, 0.0], [5.0, 0.0], [9.0, 0.0]])


def test_a_provider_counts_by_the_people_it_reaches() -> None:
    shares = supply.catchment_shares(
        POINTS, PEOPLE, np.array([0, 1, 1]), 2, PROVIDERS, np.array([0, 1, 0]), 20.0
    ).toarray()
    assert shares.tolist() == [[0.75, 0, 1], [0.25, 1, 0]]  # the third reaches nobody and stays at home


def test_people_outside_every_place_take_their_part() -> None:
    shares = supply.catchment_shares(
        POINTS, PEOPLE, np.array([0, -1, -1]), 1, PROVIDERS, np.array([0, -1, -1]), 20.0
    ).toarray()
    assert shares.tolist() == [[0.75, 0, 0]]


def test_no_providers_no_shares() -> None:
    assert supply.catchment_shares(
        POINTS, PEOPLE, np.zeros(3, int), 2, np.empty((0, 2)), np.empty(0, int), 20.0
    ).shape == (2, 0)


@given(st.integers(0, 1000), st.floats(1, 2000), st.integers(1, 3))
@settings(max_examples=25, deadline=None)
def test_every_provider_is_given_away_once_over_a_partition(seed: int, km: float, chunk: int) -> None:
    rng = np.random.default_rng(seed)
    points, providers = rng.uniform(-5, 5, (30, 2)), rng.uniform(-5, 5, (7, 2))
    place, home = rng.integers(0, 4, 30), rng.integers(0, 4, 7)
    shares = supply.catchment_shares(
        points, rng.uniform(0, 100, 30), place, 4, providers, home, km, chunk=chunk
    )
    assert np.asarray(shares.sum(axis=0)).ravel() == pytest.approx(np.ones(7))


# --------------------------------------------------------------------- verdicts


def judge(
    completers: float,
    openings: float,
    *,
    online: float = 0.0,
    barred: int = 0,
    doubtful: bool = False,
    **kwargs: bool,
) -> str:
    """Return the verdict, or where there is none the reason."""
    flags = {"needed": True, "linked": True, "served": True, "thin": False} | kwargs
    codes = supply.verdicts(
        np.array([[completers]]),
        np.array([[openings]]),
        online=np.array([[online]]),
        barred=np.array([barred], dtype=np.int8),
        doubtful=np.array([[doubtful]]),
        **{k: np.array([v]) for k, v in flags.items()},
    )
    code = int(codes[0, 0])
    assert (supply.VERDICTS[code] == "cannot be judged") == (code in supply.REASONS)
    return supply.REASONS.get(code, supply.VERDICTS[code])


@pytest.mark.parametrize(
    ("completers", "openings", "said"),
    [
        (200, 100, "oversupply"),
        (125, 100, "balanced"),  # exactly at the bound
        (126, 100, "oversupply"),
        (80, 100, "balanced"),
        (79, 100, "undersupply"),
        (0, 10, "undersupply"),
        (30, 21, "balanced"),  # half as many again, but nine people
        (9, 0, "Fewer than 10 completers and fewer than 10 openings a year."),
        (9.9, 1, "Fewer than 10 completers and fewer than 10 openings a year."),
        (10, 0, "oversupply"),
        (5, np.nan, "Its openings here are not known."),
    ],
)
def test_verdicts(completers: float, openings: float, said: str) -> None:
    assert judge(completers, openings) == said


def test_what_stands_in_the_way_of_a_verdict() -> None:
    assert judge(0, 100, needed=False) == supply.REASONS[-1]
    assert judge(0, 100, linked=False) == supply.REASONS[-2]
    assert judge(0, 100, served=False) == supply.REASONS[-4]
    assert judge(0, 100, thin=True) == supply.REASONS[-5]
    assert judge(200, 100, thin=True) == "oversupply"  # a thin list can only hide people
    assert judge(200, 100, barred=supply.RESIDUAL_CODE) == supply.REASONS[supply.RESIDUAL_CODE]
    assert judge(200, 100, barred=supply.RESIDUAL_CODE, needed=False) == supply.REASONS[-1]
    assert judge(200, 100, doubtful=True) == supply.REASONS[-9]
    assert judge(9, 9, doubtful=True) == supply.REASONS[0]


def test_a_shortage_is_one_with_online_students_too() -> None:
    assert judge(50, 100, online=29) == "undersupply"
    assert judge(50, 100, online=30) == supply.REASONS[-10]  # 80 of 100 would be balanced
    assert judge(90, 100, online=500) == "balanced"  # online students make no surplus here
    assert judge(126, 100, online=500) == "oversupply"


def test_gap_and_ratio() -> None:
    gap, ratio = supply.gap_and_ratio([30.0, 5.0, np.nan], [20.0, 0.0, 4.0])
    assert gap[:2].tolist() == [-10, -5]
    assert np.isnan(gap[2])
    assert ratio[0] == 1.5
    assert np.isnan(ratio[1:]).all()


# ----------------------------------------------------------------- misalignment


def test_misalignment_by_hand() -> None:
    field, judged = np.array([0, 0, 1]), np.array([True, True, True])
    completers = np.array([[10.0, 20, 10], [0, 0, 7], [5, 5, 10], [0, 0, 0]])
    openings = np.array([[20.0, 10, 10], [3, 3, 0], [10, 0, 30], [1, 1, 1]])
    # shares of field 0: 3/4 and 3/4; 0 and 1; 1/2 and 1/4; no completers
    assert supply.misalignment(completers, openings, field, judged) == pytest.approx(
        [0, 1, 0.25, np.nan], nan_ok=True
    )


def test_misalignment_leaves_out_the_unknown_and_the_unjudged() -> None:
    field = np.array([0, 1, 1])
    completers, openings = np.array([[10.0, 10, 99]]), np.array([[10.0, 10, np.nan]])
    assert supply.misalignment(completers, openings, field, np.ones(3, bool)) == pytest.approx([0])
    assert supply.misalignment(
        completers, np.array([[10.0, 10, 1]]), field, np.array([True, True, False])
    ) == pytest.approx([0])


@given(
    hnp.arrays(float, (3, 5), elements=st.floats(0.1, 1e4)),
    hnp.arrays(float, (3, 5), elements=st.floats(0.1, 1e4)),
    st.floats(0.1, 9),
)
@settings(max_examples=40, deadline=None)
def test_misalignment_lies_between_0_and_1_and_knows_no_scale(
    completers: np.ndarray, openings: np.ndarray, factor: float
) -> None:
    field, judged = np.array([0, 1, 2, 1, 0]), np.ones(5, bool)
    index = supply.misalignment(completers, openings, field, judged)
    assert ((index >= 0) & (index <= 1 + 1e-9)).all()
    assert supply.misalignment(completers * factor, openings, field, judged) == pytest.approx(index)


# ------------------------------------------------------------- on the tiny country


def test_supply_of_an_area(atlas: Atlas) -> None:
    frame = supply_demand(atlas, "30700")
    nurse = frame.loc["29-1141"]
    assert (nurse["completers"], nurse["openings"], nurse["gap"]) == pytest.approx(
        (80, 360, 280)
    )  # 3,000 jobs x 120/1000
    assert nurse["verdict"] == "undersupply"
    assert frame.loc["31-1120", ["verdict", "reason"]].tolist() == ["cannot be judged", supply.REASONS[-1]]
    assert set(frame["convention"]) == {"openings"}
    assert set(frame["catchment"]) == {"own"}
    assert frame["gap"].abs().dropna().is_monotonic_decreasing


def test_withheld_jobs_are_unknown_not_zero(atlas: Atlas) -> None:
    machinist = supply_demand(atlas, "45820").loc["51-4041"]
    assert np.isnan(machinist["openings"])
    assert machinist["completers"] == 15
    assert machinist[["verdict", "reason"]].tolist() == ["cannot be judged", supply.REASONS[-3]]


def online(atlas: Atlas, **share: float) -> Atlas:
    """Return the tiny country with these shares of students online, by the number of the provider."""
    providers = atlas.table("providers")
    known = providers["provider_id"].str.removeprefix("ipeds:").map({k[1:]: v for k, v in share.items()})
    columns = ("share_online", "share_online_undergraduate", "share_online_graduate")
    return atlas.with_tables({"providers": providers.assign(**dict.fromkeys(columns, known.astype(float)))})


def test_online_students_are_no_local_supply(atlas: Atlas) -> None:
    nursing = supply_demand(online(atlas, p100=0.4), "30700").loc[["29-2061", "29-1141"]]
    assert nursing["completers"].tolist() == [30, 80]
    assert nursing["completers_local"].tolist() == pytest.approx([18, 80])  # associate degrees: all on site
    assert nursing["completers_online"].tolist() == pytest.approx([12, 0])
    gap = nursing["openings"] - nursing["completers_local"]
    assert nursing["gap"].tolist() == pytest.approx(gap.tolist())


def test_an_institution_mostly_online_leaves_nothing_to_judge(atlas: Atlas) -> None:
    home = str(atlas.table("providers").set_index("provider_id").loc["ipeds:200", "area_code"])
    frame = supply_demand(online(atlas, p200=0.6), home)
    assert frame.loc["15-1252", ["verdict", "reason"]].tolist() == ["cannot be judged", supply.REASONS[-9]]
    assert frame.loc["15-1252", "completers_local"] == pytest.approx(48)
    nurse = frame.loc["29-1141"]
    assert nurse[["completers", "completers_local", "completers_not_new"]].tolist() == [150, 0, 150]
    assert nurse["reason"] == supply.REASONS[-9]


def test_a_share_that_is_not_reported_is_said_and_counts_as_local(atlas: Atlas) -> None:
    summary = supply_summary(online(atlas), "30700")
    assert summary["completers_share_unknown"] == summary["completers"] == summary["completers_local"] == 140
    assert supply_summary(online(atlas, p100=0.5), "30700")["completers_share_unknown"] == 0


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"title": "Health Technologists, All Other"}, supply.RESIDUAL_CODE),
        ({"title": "Dentists, All Other Specialists"}, supply.RESIDUAL_CODE),
        ({"work_experience": "5 years or more"}, supply.EXPERIENCE_CODE),
        ({"work_experience": "Less than 5 years", "program_need": "helpful"}, supply.EXPERIENCE_CODE),
        ({"work_experience": "Less than 5 years"}, 0),  # a program is required
    ],
)
def test_occupations_that_no_area_can_judge(changes: dict[str, str], code: int) -> None:
    plain = {"title": "Technicians", "work_experience": "None", "program_need": "required"}
    frame = pd.DataFrame([plain | changes, plain], index=["29-2099", "25-2031"])
    assert barred(frame).tolist() == [code, supply.TEACHERS_CODE]


def test_an_area_without_provider_has_no_verdict(atlas: Atlas) -> None:
    frame = supply_demand(atlas, "3100001")
    assert frame["completers"].isna().all()
    assert "undersupply" not in set(frame["verdict"])
    assert np.isnan(supply_summary(atlas, "3100001")["jobs_undersupply"])


@pytest.mark.parametrize("catchment", ["own", "reach"])
@pytest.mark.parametrize("convention", list(supply.CONVENTIONS))
def test_areas_conserve_completers_and_agree_with_one_area(
    atlas: Atlas, catchment: supply.Catchment, convention: supply.Convention
) -> None:
    table = area_supply(atlas, catchment=catchment, convention=convention, reach_miles=100)
    on_site = atlas.table("programs").loc[lambda p: p["provider_id"] != "ipeds:400", "completions"].sum()
    assert table["completers"].sum() == pytest.approx(on_site)
    parts = table[["completers_allocated", "completers_no_occupation", "completers_unfit_award"]].sum(axis=1)
    assert parts.to_numpy() == pytest.approx(table["completers"].to_numpy())
    counted = table["completers_local"] + table["completers_online"]
    assert counted.to_numpy() == pytest.approx(table["completers"].to_numpy())
    for code in table.index:
        one = supply_summary(atlas, code, catchment=catchment, convention=convention, reach_miles=100)
        for name, value in one.items():
            if isinstance(value, float):
                assert value == pytest.approx(table.loc[code, name], nan_ok=True), (code, name)


def test_reach_moves_completers_to_the_people_nearby(atlas: Atlas) -> None:
    own, reach = (area_supply(atlas, catchment=c, reach_miles=100) for c in ("own", "reach"))
    assert own.loc["2000001", "completers"] == 0
    assert reach["completers"].sum() == pytest.approx(own["completers"].sum())
    assert (reach["completers"] - own["completers"]).abs().max() > 0


def test_selection_narrows_the_answer_not_the_allocation(atlas: Atlas) -> None:
    everything, some = (
        supply_demand(atlas, "30700"),
        supply_demand(atlas, "30700", selection=Selection(sector="healthcare")),
    )
    pd.testing.assert_frame_equal(some, everything.loc[everything.index.isin(some.index)])
    assert set(some.index.str[:2]) == {"29", "31"}


def test_left_out_counts_the_countable_and_names_the_rest(atlas: Atlas) -> None:
    lines = supply_left_out(atlas, "45820").set_index("what")["count"]
    assert lines["completers of wholly online providers seated here, counted for no area"] == 40
    assert lines["occupations whose jobs BLS withholds here"] == 1
    assert lines["completers who go on to further study"] != lines["completers who go on to further study"]


def test_faults_name_the_mend(atlas: Atlas) -> None:
    with pytest.raises(UnknownCodeError, match="no area '99999'"):
        supply_demand(atlas, "99999")
    with pytest.raises(ValueError, match=r"convention is 'half'.*choose one of openings"):
        supply_demand(atlas, "30700", convention="half")  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="reach distance is 0 miles"):
        area_supply(atlas, catchment="reach", reach_miles=0)
