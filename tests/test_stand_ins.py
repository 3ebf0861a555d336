"""A source that stands in for another is read, and recorded, only where the other is absent or partial."""

from __future__ import annotations

import dataclasses

import pandas as pd

from geo_opportunity.pipeline.run import build
from geo_opportunity.pipeline.step import Step
from geo_opportunity.pipeline.store import read_table
from geo_opportunity.sources.base import Source, Variant

BEST, OTHER = (
    Source(
        name,
        name,
        "An office",
        "https://example.org",
        "2025",
        (Variant(f"{name}.csv", read),),
        {"cip": "", "soc": ""},
        optional=name == "best",
    )
    for name, read in (
        ("best", lambda path: pd.read_csv(path, dtype=str)),
        ("other", lambda path: pd.read_csv(path, dtype=str)),
    )
)


def links(raw, tables):
    frames = [frame for frame in (raw["best"], raw["other"]) if frame is not None]
    return {"cip_soc": pd.concat(frames, ignore_index=True)}


STEP = Step("links", ("cip_soc",), ("best", "other"), (), links, stand_ins={"best": ("other",)})


def test_a_stand_in_is_read_only_where_it_is_needed(tmp_path):
    raw = tmp_path / "raw"
    raw.mkdir()

    def made(best=BEST):
        result = build(
            raw,
            tmp_path / "data",
            cache=tmp_path / "cache",
            steps=(STEP,),
            sources={"best": best, "other": OTHER},
            accept_changes=True,
        )
        manifest = result.manifest
        return (
            manifest.tables["cip_soc"].sources,
            sorted(manifest.sources),
            read_table("cip_soc", tmp_path / "data")["soc"].tolist(),
        )

    (raw / "other.csv").write_text("cip,soc\n46.0302,47-2111\n")
    assert made() == (("best", "other"), ["best", "other"], ["47-2111"])
    (raw / "best.csv").write_text("cip,soc\n51.3801,29-1141\n")
    assert made() == (("best",), ["best"], ["29-1141"])
    partly = dataclasses.replace(BEST, variants=(dataclasses.replace(BEST.variants[0], partial=True),))
    assert made(partly) == (("best", "other"), ["best", "other"], ["47-2111", "29-1141"])
