"""The same access in blocks, on Dask's threads, and on a cluster of two worker processes."""

from __future__ import annotations

import os
import sys

import geopandas as gpd
import numpy as np
import pandas as pd
import pytest
from scipy.sparse import csr_array

from geo_opportunity.errors import MissingColumnError, SourceUnavailableError, ValueRangeError
from geo_opportunity.geography.costs import great_circle
from geo_opportunity.measures import blocks
from geo_opportunity.measures import catchment as fca
from geo_opportunity.measures.blocks import Plan, access_by_group, access_surface


def case(method="e2sfca", n=300, m=40, o=6):
    rng = np.random.default_rng(7)
    origins = pd.DataFrame(
        {
            "lon": rng.uniform(-100, -98, n),
            "lat": rng.uniform(39, 41, n),
            "people": rng.integers(0, 4000, n).astype(float),
            "group": rng.integers(-1, 9, n),
        }
    )
    origins.loc[:3, "lon"] = np.nan  # unknown points
    origins.loc[origins["group"] == 8, "lon"] = np.nan  # a group with no known point
    supply = csr_array(rng.integers(0, 50, (m, o)) * (rng.random((m, o)) < 0.3).astype(float))
    places = np.column_stack([rng.uniform(-100, -98, m), rng.uniform(39, 41, m)])
    return origins, Plan(places, supply, 40.0, fca.decay_for(method, 40.0), selection=method == "3sfca")


def plain(origins, plan):
    pairs = great_circle(origins[["lon", "lat"]].to_numpy(), plan.destinations, plan.limit)
    w = fca.weights(pairs.costs, plan.limit, plan.decay)
    return fca.floating_catchment(
        w, origins["people"].to_numpy(), plan.supply, selection=plan.selection
    ), pairs.known


def same(got, want, **options):
    np.testing.assert_allclose(got, want, rtol=1e-9, atol=1e-15, **options)


@pytest.mark.parametrize("method", list(fca.METHODS))
@pytest.mark.parametrize("scheduler", [None, "threads"])
def test_blocks_equal_the_whole(method, scheduler):
    if scheduler:
        pytest.importorskip("dask")
    origins, plan = case(method)
    want, known = plain(origins, plan)
    got, got_known = access_surface(origins, plan, rows=37, scheduler=scheduler)
    same(got.toarray(), want.toarray())
    np.testing.assert_array_equal(got_known, known)
    groups = access_by_group(origins, plan, 9, rows=37, scheduler=scheduler)
    dense, people, group = want.toarray(), origins["people"].to_numpy(), np.where(known, origins["group"], -1)
    for g in range(8):
        same(groups.mean[g], np.average(dense[group == g], axis=0, weights=people[group == g]))
        same(groups.share_none[g], np.average(dense[group == g] == 0, axis=0, weights=people[group == g]))
    assert np.isnan(groups.mean[8]).all()
    assert groups.people[8] == 0


def test_given_pairs_are_cut_with_the_blocks():
    origins, plan = case()
    pairs = great_circle(origins[["lon", "lat"]].to_numpy(), plan.destinations, plan.limit)
    far = origins.assign(lon=0.0, lat=0.0)  # points no longer say anything: costs come from the pairs
    same(
        access_surface(far, plan, pairs=pairs, rows=50, scheduler=None)[0].toarray(),
        plain(origins, plan)[0].toarray(),
    )


def test_dask_frames_bring_their_own_blocks():
    dask_geopandas = pytest.importorskip("dask_geopandas")
    import dask.dataframe as dd

    origins, plan = case()
    origins = origins.dropna()
    want = plain(origins, plan)[0].toarray()
    same(access_surface(dd.from_pandas(origins, npartitions=4), plan, scheduler="threads")[0].toarray(), want)
    shaped = gpd.GeoDataFrame(
        origins[["people", "group"]], geometry=gpd.points_from_xy(origins["lon"], origins["lat"], crs=4326)
    )
    parts = dask_geopandas.from_geopandas(shaped, npartitions=3)
    same(access_surface(parts, plan, scheduler="synchronous")[0].toarray(), want)
    with pytest.raises(ValueRangeError, match="one frame"):
        access_surface(parts, plan, pairs=great_circle(np.zeros((1, 2)), plan.destinations, 1.0))


def test_faults(monkeypatch):
    origins, plan = case()
    with pytest.raises(MissingColumnError, match="people"):
        access_surface(origins.drop(columns="people"), plan, scheduler=None)
    with pytest.raises(ValueRangeError, match="people"):
        access_surface(origins.assign(people=-1.0), plan, scheduler=None)
    with pytest.raises(ValueRangeError, match="destinations"):
        Plan(plan.destinations[:3], plan.supply, 10.0, plan.decay)
    monkeypatch.setitem(sys.modules, "dask", None)
    with pytest.raises(SourceUnavailableError, match=r"geo-opportunity\[scale\]"):
        access_surface(origins, plan, scheduler="threads")


@pytest.mark.slow
def test_two_worker_processes_give_the_same():
    distributed = pytest.importorskip("distributed")
    settings = {
        "n_workers": 2,
        "threads_per_worker": 1,
        "processes": True,
        "dashboard_address": "127.0.0.1:0",
        "silence_logs": 50,
    }
    with distributed.LocalCluster(host="127.0.0.1", **settings) as cluster:
        assert cluster.scheduler_address.startswith("tcp://")
        for method in ("e2sfca", "3sfca"):
            origins, plan = case(method)
            got, known = access_surface(origins, plan, rows=60, scheduler=cluster.scheduler_address)
            want, want_known = plain(origins, plan)
            same(got.toarray(), want.toarray())
            np.testing.assert_array_equal(known, want_known)
        with distributed.Client(cluster) as client:
            assert len(set(client.run(os.getpid).values())) == 2
            groups = access_by_group(origins, plan, 9, rows=60, scheduler=client)
            assert client.status == "running"  # a client that was handed in stays open
        same(groups.mean, access_by_group(origins, plan, 9, scheduler=None).mean)


def test_no_cluster_there(monkeypatch):
    pytest.importorskip("distributed")
    monkeypatch.setattr(blocks, "_ANSWER_WITHIN", "1s")
    origins, plan = case()
    with pytest.raises(SourceUnavailableError, match=r"127\.0\.0\.1:9"):
        access_surface(origins, plan, scheduler="tcp://127.0.0.1:9")
