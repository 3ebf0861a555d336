"""The opened data set with every question as a method.

The app, the command line and notebooks ask the same ones.

>>> import geo_opportunity as go                                             # doctest: +SKIP
>>> atlas = go.open_atlas()                                                  # doctest: +SKIP
>>> atlas.overlap(sector="healthcare", family="a1c1").share_overlap.mean()   # doctest: +SKIP

A question takes the place or occupation first, then ``rules`` and ``selection``, then options by name, then
fields of Rules and Selection by name: ``atlas.cells("38060", sector="advanced")``. Answers are new frames,
safe to change.

Money is US dollars a year, shares and growth are fractions, geometry is EPSG:4326. Missing is NaN or
None and its reason is in the ``*_flag``, ``*_basis`` or ``reason_*`` column beside it.
"""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, Self

from geo_opportunity.dataset import Dataset, Statuses
from geo_opportunity.errors import FormatError
from geo_opportunity.questions import access as _access
from geo_opportunity.questions import budgets as _budgets
from geo_opportunity.questions import campuses as _campuses
from geo_opportunity.questions import catchments as _catchments
from geo_opportunity.questions import certainty as _certainty
from geo_opportunity.questions import college as _college
from geo_opportunity.questions import explain as _explain
from geo_opportunity.questions import holdings as _holdings
from geo_opportunity.questions import ladders as _ladders
from geo_opportunity.questions import overlap as _overlap
from geo_opportunity.questions import peers as _peers
from geo_opportunity.questions import pell as _pell
from geo_opportunity.questions import pell_map as _pell_map
from geo_opportunity.questions import pell_program as _pell_program
from geo_opportunity.questions import places as _places
from geo_opportunity.questions import plan as _plan
from geo_opportunity.questions import programs as _programs
from geo_opportunity.questions import rulebooks as _rulebooks
from geo_opportunity.questions import search as _search
from geo_opportunity.questions import siting as _siting
from geo_opportunity.questions import spread as _spread
from geo_opportunity.questions import supply as _supply
from geo_opportunity.questions import target_list as _target_list
from geo_opportunity.questions import what_if as _what_if
from geo_opportunity.questions import workforce as _workforce
from geo_opportunity.questions.regions import RegionTables

if TYPE_CHECKING:
    import pandas as pd

    from geo_opportunity.geography.region import Region
    from geo_opportunity.rules import Rules, Selection
    from geo_opportunity.user_data import Effect, Imported

__all__ = ["Atlas", "RegionAtlas", "Statuses", "open_atlas"]


def open_atlas(path: Path | str | None = None) -> Atlas:
    """Open the data set at `path` (default: the configured data directory, the embedded data).

    Every table is compared with the manifest (size, SHA-256) when it is first read.

    Raises
    ------
    DataNotFoundError
        The directory or its manifest is missing or unreadable; the message says how to build it.
    ChecksumError
        The manifest's data version is not that of its checksums.
    """
    if path is None:
        from geo_opportunity.settings import Settings  # noqa: PLC0415  (pydantic-settings is slow to import)

        path = Settings().data_dir
    return Atlas(Path(path))


class Atlas(Dataset):
    """The opened data set; see the module docstring."""

    overlap = _overlap.overlap
    summary = _overlap.summary
    of_state = staticmethod(_overlap.of_state)
    cells = _overlap.cells
    top_coded = _overlap.top_coded
    occupation_status = _overlap.occupation_status
    occupation_list = _overlap.occupation_list
    spread = _spread.spread
    outcomes = _spread.outcomes
    wage_rate = _spread.wage_rate
    jobs_by_kind = staticmethod(_overlap.jobs_by_kind)
    differing = staticmethod(_overlap.differing)
    explain = _explain.explain
    explain_text = _explain.explain_text
    budget = _budgets.budget

    programs = _programs.find
    catalog = _programs.catalog
    cip_titles = _programs.cip_titles
    search_programs = _programs.search_programs
    linked_programs = _programs.linked_programs
    catchment = _catchments.catchment
    catchment_occupations = _catchments.catchment_occupations

    campuses = _campuses.campuses
    training_sites = _campuses.training_sites

    neighbors = _places.neighbors
    counties = _places.counties
    need = _places.need
    sectors = _places.sectors
    state_region = _places.state_region
    load_region = _places.load_region
    plan = _plan.plan
    workforce_area = _workforce.workforce_area
    workforce_areas = _workforce.workforce_areas
    peers = _peers.peers
    peer_reason = staticmethod(_peers.reason)

    access = _access.access
    access_by_occupation = _access.access_by_occupation
    access_equity = _access.access_equity
    access_surface = _access.access_surface
    deserts = _access.deserts

    supply_demand = _supply.supply_demand
    supply_summary = _supply.supply_summary
    supply_left_out = _supply.supply_left_out
    area_supply = _supply.area_supply
    nation_supply = _supply.nation_supply

    next_rungs = _ladders.next_rungs
    ladders = _ladders.ladders
    ladder_text = _ladders.ladder_text
    what_if = _what_if.what_if
    site = _siting.site
    site_candidates = _siting.site_candidates

    rule_books = staticmethod(_rulebooks.rule_books)
    rule_book = _rulebooks.rule_book
    rule_book_conditions = _rulebooks.rule_book_conditions
    rule_book_counts = _rulebooks.rule_book_counts
    rule_book_areas = _rulebooks.rule_book_areas
    rule_books_met = _rulebooks.rule_books_met
    on_rule_books = _rulebooks.on_rule_books
    target_list = _target_list.target_list
    list_changes = staticmethod(_target_list.list_changes)

    cell_certainty = _certainty.cell_certainty
    growth_error = _certainty.growth_error
    back_tests = _certainty.back_tests
    sensitivity = _certainty.sensitivity

    pell = _pell.desk
    pell_program = _pell_program.pell_program
    pell_rows = _pell_program.pell_rows
    pell_rule = _pell_program.rule_rows
    short_programs = _pell_map.short_programs
    college_programs = _college.college_programs
    college_occupations = _college.college_occupations
    college_proposals = _college.proposals
    college_proposal = _college.proposal

    search = _search.find
    spelled = _search.spelled
    programs_to = _search.programs_to
    everyday_titles = _search.everyday_titles

    coverage = _holdings.coverage
    table_list = _holdings.table_list
    join_report = _holdings.join_report

    def export(self, scene: Any, path: Path | str, **options: Any) -> Path | bytes:
        """Write what a scene or link shows as a file of any format; see ``exports.export``."""
        # exports is above the atlas: it is loaded by name, when it is called
        made: Path | bytes = import_module("geo_opportunity.exports").export(self, scene, path, **options)
        return made

    def picture(self, scene: Any, **options: Any) -> bytes:
        """Return the map of a scene or link as a PNG that a notebook shows (``exports.pictures``)."""
        png = self.export(scene, ".png", **options)
        made: bytes = import_module("geo_opportunity.exports.pictures").Png(png)
        return made

    def pell_list(self, imported: Imported, rules: Rules | None = None, **options: Any) -> pd.DataFrame:
        """Return a verdict on Workforce Pell for every row of a user's list, with the ledger.

        Parameters
        ----------
        imported
            From ``user_data.import_programs``; it need not be added.
        **options
            As of :meth:`pell`: year, and what judges the occupations.

        Returns
        -------
        DataFrame: file, row, used, reason, told (the ledger: a row a row of the file), then the columns of
        :meth:`pell`; pell is "left out" where a row cannot be used.

        Raises
        ------
        FormatError
            It is no list of programs.
        """
        if "program_rows" not in imported.tables:
            what = f"{imported.source.title} is no list of programs"
            raise FormatError(what, fix="read it as one: user_data.import_programs")
        found = _pell.of_rows(self, imported.tables["program_rows"], rules, **options)
        return _pell.with_ledger(found, imported.preview.ledger)

    def region(self, region: Region, *, employment: pd.Series | None = None) -> RegionAtlas:
        """Return an atlas whose one area is a region (area_code ``region.code``).

        Every question of an area works.

        Parameters
        ----------
        region
            From ``geography.region``.
        employment
            Jobs by county, indexed by county_fips, that split an area's figures; default: jobs by sector
            (QCEW) split them, else residents.

        Raises
        ------
        UnknownCodeError
            The data have no such county or census tract.
        """
        return RegionAtlas(self, region, employment)

    def add(self, *imported: Imported) -> Self:
        """Return a new atlas with a user's own data added to this one.

        See :func:`geo_opportunity.user_data.add`.
        """
        from geo_opportunity.user_data import add  # noqa: PLC0415  (pandera is slow to import)

        return add(self, *imported)

    def changed_from(
        self,
        before: Dataset,
        rules: Rules | None = None,
        selection: Selection | None = None,
        *,
        area_code: str | None = None,
        **settings: Any,
    ) -> Effect:
        """Return what adding own data changed, in a table and a sentence; `before` is the atlas added to.

        See :func:`geo_opportunity.user_data.effect`.
        """
        from geo_opportunity.user_data import effect  # noqa: PLC0415  (pandera is slow to import)

        return effect(before, self, rules, selection, area_code=area_code, **settings)


class RegionAtlas(RegionTables, Atlas):
    """An atlas whose one area is a region."""
