"""Every column that an atlas answers with is declared: a figure, or a code."""

from __future__ import annotations

import re

import pandas as pd
import pytest

from geo_opportunity import Rules, Selection
from geo_opportunity.figures import AREA_MEASURES, CODES, FIGURES, OCCUPATION_MEASURES, RESTS_ON
from geo_opportunity.geography.region import Region
from geo_opportunity.heads import TABLES
from geo_opportunity.maps import palettes
from geo_opportunity.tables import TABLES as SCHEMAS
from geo_opportunity.units import UNITS
from scripts.docs import measures_page
from tests.support import ROOT

AREA, NURSES, ASSISTANTS, AIDES = "30700", "29-1141", "31-1131", "31-1120"
RULES, ALL = Rules(), Selection()
ANSWERS = {
    "overlap": lambda a: a.overlap(RULES, ALL),
    "cells": lambda a: a.cells(AREA, RULES, ALL),
    "occupation_status": lambda a: a.occupation_status(NURSES, RULES),
    "spread": lambda a: a.spread(NURSES, RULES),
    "outcomes": lambda a: a.outcomes(NURSES, RULES),
    "summary": lambda a: pd.DataFrame([a.summary(RULES, ALL)]),
    "areas": lambda a: a.areas,
    "occupations": lambda a: a.occupations,
    "budget": lambda a: a.budget(AREA),
    "county_budget": lambda a: a.county_budget("a1c1"),
    "programs": lambda a: a.programs(AREA),
    "sources_of": lambda a: a.sources_of("overlap"),
    "search": lambda a: a.search("topeka"),
    "access by area": lambda a: a.access(),
    "access by county": lambda a: a.access(level="county"),
    "access by tract": lambda a: a.access(level="tract"),
    "access_equity": lambda a: a.access_equity(),
    "deserts ace": lambda a: a.deserts("ace"),
    "deserts urban": lambda a: a.deserts("urban", level="area"),
    "supply_demand": lambda a: a.supply_demand(AREA),
    "supply_summary": lambda a: pd.DataFrame([a.supply_summary(AREA)]),
    "supply_left_out": lambda a: a.supply_left_out(AREA),
    "area_supply": lambda a: a.area_supply(),
    "next_rungs": lambda a: a.next_rungs(AREA, ASSISTANTS, RULES),
    "ladders": lambda a: a.ladders("28140", AIDES, RULES),
    "cell_certainty": lambda a: a.cell_certainty(AREA, RULES, ALL),
    "sensitivity": lambda a: a.sensitivity(AREA, RULES, ALL),
    "pell": lambda a: a.pell(),
    "pell_program": lambda a: a.pell_program("ipeds:300/51.3902/20"),
    "pell_rule": lambda a: a.pell_rule(),
    "short_programs": lambda a: a.short_programs(),
    "college_programs": lambda a: a.college_programs("ipeds:100"),
    "college_occupations": lambda a: a.college_occupations("ipeds:100"),
    "college_proposals": lambda a: a.college_proposals("ipeds:100"),
    "proposal fields": lambda a: a.college_proposal("ipeds:100", NURSES).fields,
    "proposal near": lambda a: a.college_proposal("ipeds:100", NURSES).near,
    "parts of a region": lambda a: a.region(Region.from_link(REGION)).parts(),
}
REGION = "r1.eNqLVvJOzCtOLFZwziypVNJRSgZiIwMDA2MQYaqkU10bCwCzqglq"  # 20003 + 20005


@pytest.mark.parametrize("name", ANSWERS)
def test_every_column_of_an_answer_is_declared(name, atlas):
    answer = ANSWERS[name](atlas)
    columns = {*answer.columns, *(n for n in answer.index.names if n)}
    assert sorted(columns - set(FIGURES) - CODES) == []


def test_every_declaration_holds():
    assert set(FIGURES).isdisjoint(CODES)
    for name, figure in FIGURES.items():
        assert figure.label.strip(), name
        assert figure.unit in UNITS, name
        assert figure.rests_on in RESTS_ON, name
    assert {table for tables in RESTS_ON.values() for table in tables} <= set(SCHEMAS)
    for name in (*AREA_MEASURES, *OCCUPATION_MEASURES):
        assert re.fullmatch(r"[A-Z].*\.", FIGURES[name].meaning), name
        assert UNITS[FIGURES[name].unit].line or FIGURES[name].categories, name
        assert palettes.sequential(FIGURES[name].palette, 3)


def test_every_head_of_a_table_is_its_own():
    for name, heads in TABLES.items():
        assert all(heads.values()), name
        assert len(set(heads.values())) == len(heads), name


def test_the_measures_page_says_what_the_figures_are():
    assert (ROOT / "docs" / "MEASURES.md").read_text(encoding="utf-8") == measures_page()
