"""Completers who count where they are booked: hand-worked answers, and the nation's nurses against NCSBN."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_opportunity.measures.newcomers import NEWCOMERS, count_completers, online_share
from tests.support import RAW, needs_raw

NURSES = NEWCOMERS["29-1141"]
PROGRAMS = pd.DataFrame(
    [
        ("p1", "51.3801", 3, 80.0),  # associate's: taught on site, all new
        ("p1", "51.3801", 5, 100.0),  # a fifth of the undergraduates study online
        ("p2", "51.3801", 5, 100.0),  # mostly online
        ("p2", "51.3801", 3, 10.0),
        ("p1", "51.3802", 5, 6.0),  # nursing administration: nurses already
        ("p3", "51.3801", 5, 40.0),  # does not report
    ],
    columns=["provider_id", "cip", "award_level", "completions"],
)
PROVIDERS = pd.DataFrame({"provider_id": ["p1", "p2", "p3"], "share_online": [0.2, 0.9, np.nan]})
SHARE = online_share(PROGRAMS, PROVIDERS)


def test_online_students_are_taken_out_and_an_unknown_share_takes_nobody() -> None:
    counted = count_completers(PROGRAMS, SHARE)
    assert counted["local"].tolist() == pytest.approx([64, 80, 10, 1, 4.8, 40])
    assert counted["online"].tolist() == pytest.approx([16, 20, 90, 9, 1.2, 0])
    assert counted["doubtful"].tolist() == [0, 0, 100, 10, 0, 0]
    assert (counted["not_new"] == 0).all()


def test_nurses_who_are_new_by_hand() -> None:
    counted = count_completers(PROGRAMS, SHARE, NURSES)
    assert counted["local"].tolist() == pytest.approx([80, 80, 0, 10, 0, 40])
    assert counted["not_new"].tolist() == pytest.approx([0, 20, 100, 0, 6, 0])
    assert counted["doubtful"].tolist() == [0, 0, 100, 0, 0, 0]
    assert (counted["online"] == 0).all()


def test_the_share_is_that_of_the_award_s_students_where_it_is_reported() -> None:
    programs = pd.DataFrame({"provider_id": ["a", "a", "b", "b", "gone"], "award_level": [5, 7, 3, 17, 3]})
    providers = pd.DataFrame(
        {
            "provider_id": ["a", "b"],
            "share_online": [0.5, 0.4],
            "share_online_undergraduate": [0.1, np.nan],
            "share_online_graduate": [0.9, np.nan],
        }
    )
    expected = [0.1, 0.9, 0.4, 0.4, np.nan]
    assert online_share(programs, providers).tolist() == pytest.approx(expected, nan_ok=True)
    assert (
        online_share(programs, providers[["provider_id"]]).isna().all()
    )  # no such columns: unknown, not zero


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["51.3801", "51.3802", "48.0508"]),
            st.sampled_from([2, 3, 4, 5, 7]),
            st.floats(0, 1e4),
            st.one_of(st.none(), st.floats(0, 1)),
        ),
        min_size=1,
        max_size=9,
    ),
    st.sampled_from([None, NURSES]),
)
def test_everyone_is_counted_once(rows: list[tuple[str, int, float, float | None]], rule: object) -> None:
    programs = pd.DataFrame(rows, columns=["cip", "award_level", "completions", "share"])
    share = programs["share"].astype("float64")
    counted = count_completers(programs, share, rule)  # type: ignore[arg-type]
    assert (counted >= 0).all(axis=None)
    together = counted[["local", "online", "not_new"]].sum(axis=1)
    assert together.to_numpy() == pytest.approx(programs["completions"].to_numpy())


@needs_raw
def test_new_nurses_of_the_nation_are_as_many_as_take_the_examination() -> None:
    """186,686 people educated in the United States took the NCLEX-RN for the first time in 2024 (NCSBN)."""
    enrolled = pd.read_csv(RAW / "ipeds/ef2022a_dist_rv.csv.gz", dtype={"UNITID": str}, encoding="latin-1")
    enrolled.columns = enrolled.columns.str.strip()
    share = enrolled.assign(share=enrolled["EFDEEXC"].fillna(0) / enrolled["EFDETOT"])
    of_level = share.pivot_table(index="UNITID", columns="EFDELEV", values="share")
    providers = pd.DataFrame(
        {
            "provider_id": of_level.index,
            "share_online": of_level[1].to_numpy(),
            "share_online_undergraduate": of_level[2].to_numpy(),
        }
    )
    done = pd.read_csv(RAW / "ipeds/c2024_a_first_major.csv.gz", dtype={"UNITID": str, "CIPCODE": str})
    programs = done.loc[(done["CIPCODE"] == "51.3801") & done["AWLEVEL"].isin([3, 4, 5])].rename(
        columns={
            "UNITID": "provider_id",
            "CIPCODE": "cip",
            "AWLEVEL": "award_level",
            "CTOTALT": "completions",
        }
    )
    counted = count_completers(programs, online_share(programs, providers), NURSES)
    assert programs["completions"].sum() > 1.2 * 186_686  # RN-to-BSN completers among them
    assert counted["local"].sum() == pytest.approx(186_686, rel=0.03)
