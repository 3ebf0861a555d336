"""The longer questions on the command line: ``python -m geo_opportunity ask …``.

Every answer is a table (CSV to a file or standard output) or, for a ladder and a preview, text. Settings are the fields of
Rules and Selection by name: ``--set family=a1c1 --set sector=healthcare``.
"""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from geo_opportunity.cli_common import Data, Debug, Out, data_dir, told, write_table

if TYPE_CHECKING:
    from geo_opportunity.atlas import Atlas
    from geo_opportunity.rules import Rules, Selection

__all__ = ["app"]

app = typer.Typer(
    name="ask",
    help="Ask the data: access, supply, ladders, regions, certainty, your own files.",
    no_args_is_help=True,
)

Set = Annotated[
    list[str] | None,
    typer.Option("--set", help="A setting, NAME=VALUE, e.g. family=a1c1 or sector=healthcare; repeatable."),
]
Area = Annotated[
    str | None, typer.Argument(help="OEWS area code, e.g. 38060. Leave it out when a region is given.")
]
County = Annotated[
    list[str] | None,
    typer.Option("--county", help="A region instead: county FIPS or 'Name County, ST'; repeatable."),
]
Boundary = Annotated[
    Path | None, typer.Option("--boundary", help="A region instead: GeoJSON, GeoPackage or zipped shapefile.")
]


def _parse(settings: list[str] | None) -> tuple[Rules, Selection]:
    """Return rules and selection from NAME=VALUE texts.

    Raises
    ------
    typer.BadParameter
        No such setting, or a value that means nothing.
    """
    from geo_opportunity.rules import Rules, Selection

    kinds = {f.name: (kind, str(f.type)) for kind in (Rules, Selection) for f in fields(kind)}
    given: dict[type, dict[str, Any]] = {Rules: {}, Selection: {}}
    for text in settings or ():
        name, equals, value = text.partition("=")
        if not equals or name not in kinds:
            msg = f"--set {text!r}: write NAME=VALUE with one of {', '.join(kinds)}"
            raise typer.BadParameter(msg)
        kind, type_name = kinds[name]
        try:
            given[kind][name] = (
                int(value)
                if type_name == "int"
                else float(value)
                if "float" in type_name
                else (value,)
                if "tuple" in type_name
                else value
            )
        except ValueError:
            msg = f"--set {text!r}: {value!r} is not a number"
            raise typer.BadParameter(msg) from None
    try:
        return Rules(**given[Rules]), Selection(**given[Selection])
    except ValueError as error:
        raise typer.BadParameter(str(error)) from None


def _open(data: Path | None) -> Atlas:
    from geo_opportunity.atlas import open_atlas

    return open_atlas(data_dir(data))


def _place(
    atlas: Atlas, area: str | None, county: list[str] | None, boundary: Path | None
) -> tuple[Atlas, str]:
    """Return the atlas to ask and the area code to ask it of: an OEWS area, or a region opened like one."""
    given = [g for g in (area, county, boundary) if g]
    if len(given) != 1:
        msg = "name one place: an area code, or --county (repeatable), or --boundary FILE"
        raise typer.BadParameter(msg)
    if area:
        return atlas, area
    from geo_opportunity.geography import boundary as regions

    counties = atlas.table("counties")
    if boundary:
        region = regions.from_boundary(
            boundary, boundary.name, atlas.table("tracts"), county_shapes=atlas.table("county_shapes")
        )
    elif all(text.isdigit() for text in county or ()):
        region = regions.from_counties(county or (), counties)
    else:
        region = regions.from_names(county or (), counties)
    view = atlas.region(region)
    return view, view.code


@app.command()
def cells(
    area: Area = None,
    *,
    county: County = None,
    boundary: Boundary = None,
    settings: Set = None,
    out: Out = None,
    data: Data = None,
    debug: Debug = False,
) -> None:
    """Every occupation of an area or region: the three tests, their figures and reasons."""
    rules, selection = _parse(settings)
    with told(debug):
        atlas, code = _place(_open(data), area, county, boundary)
        write_table(atlas.cells(rules, selection, area_code=code), out)


@app.command()
def access(
    *,
    soc: Annotated[str | None, typer.Option(help="Occupation, e.g. 29-1141.")] = None,
    sector: Annotated[str | None, typer.Option(help="Or a sector.")] = None,
    method: Annotated[str, typer.Option(help="2sfca, e2sfca, gravity, gaussian or 3sfca.")] = "e2sfca",
    miles: Annotated[float, typer.Option(help="Catchment, road miles.")] = 25.0,
    travel_times: Annotated[
        Path | None, typer.Option(help="CSV or Parquet: origin_id, destination_id, minutes.")
    ] = None,
    minutes: Annotated[float, typer.Option(help="Catchment, minutes, with --travel-times.")] = 30.0,
    level: Annotated[str, typer.Option(help="area or tract.")] = "area",
    equity: Annotated[
        bool, typer.Option("--equity", help="Residents of high-poverty counties against others.")
    ] = False,
    scheduler: Annotated[
        str | None, typer.Option(help="Dask scheduler: 'threads', or tcp://host:port of a cluster.")
    ] = None,
    out: Out = None,
    data: Data = None,
    debug: Debug = False,
) -> None:
    """Access score: yearly completions per resident within the catchment (a floating catchment area measure)."""
    with told(debug):
        options: dict[str, Any] = {
            "soc": soc, "sector": sector, "method": method, "catchment_miles": miles, "travel_times": travel_times,
            "catchment_minutes": minutes, "scheduler": scheduler,
        }  # fmt: skip
        atlas = _open(data)
        try:
            write_table(
                atlas.access_equity(**options) if equity else atlas.access(**options, level=level), out
            )
        except (ValueError, TypeError) as error:
            raise typer.BadParameter(str(error)) from None


@app.command()
def deserts(
    *,
    definition: Annotated[
        str, typer.Option(help="ace (Hillman & Weichman 2016) or urban (Urban Institute 2018).")
    ] = "ace",
    level: Annotated[str, typer.Option(help="county or area.")] = "county",
    out: Out = None,
    data: Data = None,
    debug: Debug = False,
) -> None:
    """Education deserts by a published definition."""
    with told(debug):
        try:
            write_table(_open(data).deserts(definition, level=level), out)
        except ValueError as error:
            raise typer.BadParameter(str(error)) from None


@app.command()
def supply(
    area: Area = None,
    *,
    county: County = None,
    boundary: Boundary = None,
    convention: Annotated[str, typer.Option(help="openings, employment or unsplit.")] = "openings",
    catchment: Annotated[
        str, typer.Option(help="own (the area's providers) or reach (those within reach of its residents).")
    ] = "own",
    settings: Set = None,
    out: Out = None,
    data: Data = None,
    debug: Debug = False,
) -> None:
    """Completers against openings, by occupation."""
    rules, selection = _parse(settings)
    with told(debug):
        atlas, code = _place(_open(data), area, county, boundary)
        try:
            frame = atlas.supply_demand(
                code,
                selection=selection,
                convention=convention,
                catchment=catchment,
                reach_miles=rules.reach_miles,
            )
        except ValueError as error:
            raise typer.BadParameter(str(error)) from None
        write_table(frame, out)


@app.command()
def ladder(
    area: Annotated[str, typer.Argument(help="OEWS area code.")],
    soc: Annotated[str, typer.Argument(help="Occupation to start from, e.g. 31-1120.")],
    *,
    settings: Set = None,
    data: Data = None,
    debug: Debug = False,
) -> None:
    """Career ladders from an occupation toward the first family-sustaining rung, as text."""
    rules, _ = _parse(settings)
    with told(debug):
        typer.echo(_open(data).ladder_text(area, soc, rules))


@app.command()
def region(
    *,
    county: County = None,
    boundary: Boundary = None,
    parts: Annotated[
        bool, typer.Option("--parts", help="Which parts come from which area, instead of the totals.")
    ] = False,
    settings: Set = None,
    out: Out = None,
    data: Data = None,
    debug: Debug = False,
) -> None:
    """Totals of a region of your own: one row, the columns of an area."""
    rules, selection = _parse(settings)
    with told(debug):
        view, _ = _place(_open(data), None, county, boundary)
        write_table(view.parts() if parts else view.overlap(rules, selection, geometry=False), out)  # type: ignore[attr-defined]


@app.command()
def certainty(
    area: Annotated[str, typer.Argument(help="OEWS area code.")],
    *,
    settings: Set = None,
    out: Out = None,
    data: Data = None,
    debug: Debug = False,
) -> None:
    """How clear each occupation's outcome is: intervals where standard errors exist, margins of growth."""
    rules, selection = _parse(settings)
    with told(debug):
        write_table(_open(data).cell_certainty(area, rules, selection), out)


@app.command()
def sensitivity(
    area: Annotated[str, typer.Argument(help="OEWS area code.")],
    *,
    settings: Set = None,
    out: Out = None,
    data: Data = None,
    debug: Debug = False,
) -> None:
    """Which settings, moved one step, flip the most jobs in or out of the overlap."""
    rules, selection = _parse(settings)
    with told(debug):
        write_table(_open(data).sensitivity(area, rules, selection), out)


@app.command()
def preview(
    file: Annotated[
        str,
        typer.Argument(
            help="A provider and program list: CSV, XLSX, Parquet, GeoPackage, GeoJSON, shapefile, or a PostGIS URL."
        ),
    ],
    *,
    state: Annotated[
        str | None, typer.Option(help="Postal code of the state, where the file has no state column.")
    ] = None,
    name: Annotated[str, typer.Option(help="A short name for the list.")] = "own",
    data: Data = None,
    debug: Debug = False,
) -> None:
    """Show what of a provider list of your own matches and what does not, before anything is added."""
    with told(debug):
        from geo_opportunity.user_data import import_programs

        typer.echo(import_programs(_open(data), file, name=name, state=state).preview.text())
