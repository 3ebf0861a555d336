"""The longer questions as methods of the Atlas. Each delegates to its module, imported when first asked."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

if TYPE_CHECKING:
    import pandas as pd

    from geo_opportunity.atlas import Atlas
    from geo_opportunity.geography.region import Region
    from geo_opportunity.questions.regions import RegionAtlas
    from geo_opportunity.rules import Rules, Selection
    from geo_opportunity.user_data import Imported

__all__ = ["Questions"]


class Questions:
    """Methods that delegate to ``geo_opportunity.questions`` and ``geo_opportunity.user_data``; documented there."""

    @property
    def _me(self) -> Atlas:
        return cast("Atlas", self)

    # access

    def access(self, **options: Any) -> pd.DataFrame:
        """Return access scores by area, county or tract; see :func:`geo_opportunity.questions.access.access`."""
        from geo_opportunity.questions import access

        return access.access(self._me, **options)

    def access_by_occupation(self, **options: Any) -> pd.DataFrame:
        """Return area access scores of all occupations at once; see :func:`geo_opportunity.questions.access.access_by_occupation`."""
        from geo_opportunity.questions import access

        return access.access_by_occupation(self._me, **options)

    def access_equity(self, **options: Any) -> pd.DataFrame:
        """Return access of residents of high-poverty counties against others; see :func:`geo_opportunity.questions.access.access_equity`."""
        from geo_opportunity.questions import access

        return access.access_equity(self._me, **options)

    def deserts(self, definition: str = "ace", **options: Any) -> pd.DataFrame:
        """Return education deserts by a published definition; see :func:`geo_opportunity.questions.access.deserts`."""
        from geo_opportunity.questions import access

        return access.deserts(self._me, definition, **options)

    # supply and demand

    def supply_demand(self, area_code: str, **options: Any) -> pd.DataFrame:
        """Return completers against openings by occupation; see :func:`geo_opportunity.questions.supply.supply_demand`."""
        from geo_opportunity.questions import supply

        return supply.supply_demand(self._me, area_code, **options)

    def supply_summary(self, area_code: str, **options: Any) -> dict[str, Any]:
        """Return an area's supply and demand in figures; see :func:`geo_opportunity.questions.supply.supply_summary`."""
        from geo_opportunity.questions import supply

        return supply.supply_summary(self._me, area_code, **options)

    def supply_left_out(self, area_code: str, **options: Any) -> pd.DataFrame:
        """Return whom supply and demand leave out; see :func:`geo_opportunity.questions.supply.supply_left_out`."""
        from geo_opportunity.questions import supply

        return supply.supply_left_out(self._me, area_code, **options)

    def area_supply(self, **options: Any) -> pd.DataFrame:
        """Return oversupply, undersupply and misalignment of every area; see :func:`geo_opportunity.questions.supply.area_supply`."""
        from geo_opportunity.questions import supply

        return supply.area_supply(self._me, **options)

    # ladders

    def next_rungs(self, area_code: str, soc: str, rules: Rules, **options: Any) -> pd.DataFrame:
        """Return the next rungs from (or down to) an occupation; see :func:`geo_opportunity.questions.ladders.next_rungs`."""
        from geo_opportunity.questions import ladders

        return ladders.next_rungs(self._me, area_code, soc, rules, **options)

    def ladders(self, area_code: str, soc: str, rules: Rules, **options: Any) -> pd.DataFrame:
        """Return chains toward the first family-sustaining rung; see :func:`geo_opportunity.questions.ladders.ladders`."""
        from geo_opportunity.questions import ladders

        return ladders.ladders(self._me, area_code, soc, rules, **options)

    def ladder_text(self, area_code: str, soc: str, rules: Rules, **options: Any) -> str:
        """Return the ladders as text; see :func:`geo_opportunity.questions.ladders.ladder_text`."""
        from geo_opportunity.questions import ladders

        return ladders.ladder_text(self._me, area_code, soc, rules, **options)

    # regions

    def region(self, region: Region, **options: Any) -> RegionAtlas:
        """Return a region opened like an area; see :func:`geo_opportunity.questions.regions.open_region`."""
        from geo_opportunity.questions import regions

        return regions.open_region(self._me, region, **options)

    # certainty

    def cell_certainty(
        self, area_code: str, rules: Rules | None = None, selection: Selection | None = None
    ) -> pd.DataFrame:
        """Return how clear each occupation's outcome is; see :func:`geo_opportunity.questions.certainty.cell_certainty`."""
        from geo_opportunity.questions import certainty

        return certainty.cell_certainty(self._me, area_code, rules, selection)

    def growth_error(self) -> dict[str, Any]:
        """Return the back-test of our growth rates; see :func:`geo_opportunity.questions.certainty.growth_error`."""
        from geo_opportunity.questions import certainty

        return certainty.growth_error(self._me)

    def sensitivity(
        self, area_code: str, rules: Rules | None = None, selection: Selection | None = None
    ) -> pd.DataFrame:
        """Return which settings flip the most jobs; see :func:`geo_opportunity.questions.certainty.sensitivity`."""
        from geo_opportunity.questions import certainty

        return certainty.sensitivity(self._me, area_code, rules, selection)

    # own data

    def add(self, *imported: Imported) -> Atlas:
        """Return a new atlas with a user's own data laid over this one; see :func:`geo_opportunity.user_data.add`."""
        from geo_opportunity.user_data import add

        return add(self._me, *imported)
