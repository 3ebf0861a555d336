"""Small files that ask for much, and files that refer to others: what an upload must survive."""

from __future__ import annotations

import gzip
import io
import json
import sqlite3
import zipfile

import numpy as np
import pyarrow as pa
import shapely
from pyarrow import parquet as pq
from shapely.geometry import box

from tests.user_data import write_xlsx

SHEET = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
SHARED = '<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>{}</t></si></sst>'
SHARED_REL = (
    '<Relationship Id="r2" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/sharedStrings" '
    'Target="sharedStrings.xml"/></Relationships>'
)


def zipped(members, compression=zipfile.ZIP_DEFLATED):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", compression) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return packed.getvalue()


def geojson(shapes, properties=None):
    features = [
        {"type": "Feature", "properties": properties or {}, "geometry": s.__geo_interface__} for s in shapes
    ]
    return json.dumps({"type": "FeatureCollection", "features": features}).encode()


def workbook(folder, rows, shared=None):
    """Return a workbook whose one sheet has the XML `rows`."""
    path = write_xlsx(folder / "plain.xlsx", [["a"]])
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    parts["xl/worksheets/sheet1.xml"] = SHEET.format(rows).encode()
    if shared is not None:
        parts["xl/sharedStrings.xml"] = SHARED.format(shared).encode()
        rels = "xl/_rels/workbook.xml.rels"
        parts[rels] = parts[rels].decode().replace("</Relationships>", SHARED_REL).encode()
    return zipped(parts)


def two_cells(folder):
    """Return 5 kB with a value in the first and the last cell a sheet can have."""
    last = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    return workbook(folder, f'<row r="1"><c r="A1"><v>1</v></c></row>{last}')


def repeated_ods():
    """Return a sheet whose one cell is repeated over all rows and columns."""
    names = "".join(
        f' xmlns:{n}="urn:oasis:names:tc:opendocument:xmlns:{kind}:1.0"'
        for n, kind in {"office": "office", "table": "table", "text": "text", "manifest": "manifest"}.items()
    )
    cell = '<table:table-cell office:value-type="string" table:number-columns-repeated="16384"><text:p>x</text:p></table:table-cell>'
    row = f'<table:table-row table:number-rows-repeated="1048576">{cell}</table:table-row>'
    body = f'<office:body><office:spreadsheet><table:table table:name="S">{row}</table:table></office:spreadsheet></office:body>'
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    return zipped(
        {
            "mimetype": kind,
            "META-INF/manifest.xml": f'<manifest:manifest{names}><manifest:file-entry manifest:full-path="/" manifest:media-type="{kind}"/></manifest:manifest>',
            "content.xml": f"<office:document-content{names}>{body}</office:document-content>",
        }
    )


def gz_of(megabytes):
    packed = io.BytesIO()
    with gzip.GzipFile(fileobj=packed, mode="wb", compresslevel=1) as stream:
        for _ in range(megabytes):
            stream.write(b"a,b\n" * 250_000)
    return packed.getvalue()


def scribble(vertices):
    """Return a polygon of random vertices: every third pair of its borders crosses."""
    return geojson([shapely.Polygon(np.random.default_rng(1).random((vertices, 2)))])


def circle(vertices):
    turn = np.linspace(0, 2 * np.pi, vertices, endpoint=False)
    return geojson([shapely.Polygon(np.column_stack([np.cos(turn), np.sin(turn)]))])


def grating(bars):
    """Return bars across bars: their union has a hole for each pair."""
    across = [box(i * 1e-3, 0, i * 1e-3 + 5e-4, 30) for i in range(bars)]
    return geojson(across + [box(0, i * 1e-3, 30, i * 1e-3 + 5e-4) for i in range(bars)])


def repeated_parquet():
    """Return a few kB of Parquet that hold one long text 99,000 times."""
    column = pa.DictionaryArray.from_arrays(pa.array(np.zeros(99_000, "int32")), pa.array(["x" * 30_000]))
    packed = io.BytesIO()
    pq.write_table(pa.table({"a": column}), packed)
    return packed.getvalue()


def geopackage(path, *statements):
    """Return a GeoPackage of one polygon, changed by SQL."""
    import geopandas as gpd

    gpd.GeoDataFrame({"name": ["x"]}, geometry=[box(-100, 39, -99, 40)], crs="EPSG:4326").to_file(
        path, layer="outline"
    )
    base = sqlite3.connect(path)
    with base:
        base.execute("PRAGMA writable_schema = ON")
        for statement in statements:
            base.execute(statement)
    base.close()
    return path.read_bytes()


def shapefile(folder, **parts):
    """Return a zipped shapefile of one polygon, parts (by ending, or whole names) replaced or added."""
    import geopandas as gpd

    gpd.GeoDataFrame({"name": ["x"]}, geometry=[box(-100, 39, -99, 40)], crs="EPSG:4326").to_file(
        folder / "made.shp"
    )
    members = {f.name: f.read_bytes() for f in sorted(folder.glob("made.*")) if f.suffix != ".gpkg"}
    return zipped(members | {f"made.{ending}": content for ending, content in parts.items()})


def link(name, target):
    """Return a zip with a symbolic link."""
    info = zipfile.ZipInfo(name)
    info.create_system, info.external_attr = 3, 0o120777 << 16
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr(info, str(target))
    return packed.getvalue()


def references(folder, canary, url):
    """Return (file name, content) of uploads that refer to the file `canary` or the address `url`, by what they are."""
    vrt = f'<OGRVRTDataSource><OGRVRTLayer name="canary"><SrcDataSource>{canary}</SrcDataSource></OGRVRTLayer></OGRVRTDataSource>'
    far = vrt.replace(str(canary), f"/vsicurl/{url}/a.csv")
    algebra = json.dumps(
        {"type": "gdal_streamed_alg", "command_line": f"gdal vector convert {canary} --of=stream streamed"}
    )
    wfs = f"<OGRWFSDataSource><URL>{url}/wfs?</URL></OGRWFSDataSource>"
    plain = {"type": "Polygon", "coordinates": [[[-100, 38], [-99, 38], [-99, 39], [-100, 38]]]}
    grid = f'GEOGCS["x",DATUM["x",SPHEROID["x",6378137,298],EXTENSION["PROJ4_GRIDS","{canary}"]],PRIMEM["G",0],UNIT["degree",0.0174]]'
    entity = f'<?xml version="1.0"?><!DOCTYPE w [<!ENTITY e SYSTEM "file://{canary}">]>' + SHEET.format(
        '<row><c t="inlineStr"><is><t>&e;</t></is></c></row>'
    )
    kml = f'<kml xmlns="http://www.opengis.net/kml/2.2"><NetworkLink><Link><href>{url}/a.kml</href></Link></NetworkLink></kml>'
    gml = f'<ogr:FeatureCollection xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:ogr="x" xsi:schemaLocation="x {url}/a.xsd"/>'
    sheet = write_xlsx(folder / "entity.xlsx", [["a"]])
    with zipfile.ZipFile(sheet) as archive:
        book = {name: archive.read(name) for name in archive.namelist()} | {
            "xl/worksheets/sheet1.xml": entity.encode()
        }
    view = "CREATE VIEW trap AS SELECT * FROM outline"
    listed = (
        "INSERT INTO gpkg_contents (table_name, data_type, identifier, srs_id) VALUES ('trap', "
        "'features', 'trap', 4326)"
    )
    shape = "INSERT INTO gpkg_geometry_columns VALUES ('trap', 'geom', 'POLYGON', 4326, 0, 0)"
    virtual = (
        "INSERT INTO sqlite_master VALUES ('table', 'trap', 'trap', 0, 'CREATE VIRTUAL TABLE trap USING "  # noqa: S608
        f"VirtualOGR(''{canary}'')')"
    )
    flip = "UPDATE gpkg_contents SET table_name = 'trap', identifier = 'trap'"
    return {
        "VRT as GeoJSON": ("a.geojson", vrt.encode()),
        "VRT as JSON, over the network": ("a.json", far.encode()),
        "VRT as GeoPackage": ("a.gpkg", vrt.encode()),
        "VRT as FlatGeobuf": ("a.fgb", far.encode()),
        "VRT as shapefile in a zip": ("a.zip", zipped({"a.shp": vrt, "a.shx": "", "a.dbf": "", "a.prj": ""})),
        "VRT as GeoPackage in a zip": ("a.zip", zipped({"a.gpkg": vrt})),
        "VRT as GeoJSON in a zip": ("a.zip", zipped({"a.geojson": far})),
        "VRT in a zip": ("a.zip", zipped({"a.vrt": vrt})),
        "VRT as CSV": ("a.csv", vrt.encode()),
        "VRT as workbook": ("a.xlsx", vrt.encode()),
        "VRT as Parquet": ("a.parquet", vrt.encode()),
        "GDALG as GeoJSON": ("a.geojson", algebra.encode()),
        "GDALG in a zip": ("a.zip", zipped({"a.json": algebra})),
        "WFS as GeoJSON": ("a.geojson", wfs.encode()),
        "WFS as GeoPackage": ("a.gpkg", wfs.encode()),
        "address as GeoJSON": ("a.geojson", json.dumps(f"{url}/a.geojson").encode()),
        "/vsicurl as GeoJSON": ("a.geojson", f"/vsicurl/{url}/a.geojson".encode()),
        "PostGIS address as GeoJSON": ("a.geojson", (
            f"PG:host=127.0.0.1 port={url.rpartition(':')[2]}"
        ).encode()),
        "ESRI JSON": ("a.json", json.dumps({"geometryType": "esriGeometryPolygon", "features": [], "url": url}).encode()),
        "TopoJSON": ("a.json", json.dumps({"type": "Topology", "objects": {}, "arcs": [], "href": url}).encode()),
        "STAC or OGC API links": ("a.json", json.dumps({"links": [{"rel": "data", "href": f"{url}/collections"}]}).encode()),
        "GeoJSON with a linked CRS": ("a.geojson", json.dumps(plain | {"crs": {"type": "link", "properties": {"href": url}}}).encode()),
        "GeoJSON with a grid as CRS": (
            "a.geojson",
            json.dumps(plain | {"crs": {"type": "name", "properties": {"name": f"+proj=longlat +nadgrids={canary}"}}}).encode(),
        ),
        "KML as GeoJSON": ("a.geojson", kml.encode()),
        "KML": ("a.kml", kml.encode()),
        "GML": ("a.gml", gml.encode()),
        "MapInfo": ("a.tab", b'!table\n!version 300\nDefinition Table\n  File "canary.csv"\n'),
        "ESRI layer file": ("a.lyr", canary.read_bytes()),
        "GeoPackage: a view": ("a.gpkg", geopackage(folder / "v.gpkg", view, flip, shape, (
            "DELETE FROM gpkg_geometry_columns WHERE table_name = 'outline'"
        ))),
        "GeoPackage: a virtual table": ("a.gpkg", geopackage(folder / "t.gpkg", virtual, listed, shape)),
        "shapefile: CRS from a file": ("a.zip", shapefile(folder, prj=f"+proj=longlat +nadgrids={canary}")),
        "shapefile: CRS with a grid": ("a.zip", shapefile(folder, prj=grid)),
        "shapefile: CRS from an address": ("a.zip", shapefile(folder, prj=f"{url}/crs")),
        "shapefile: code page from a file": ("a.zip", shapefile(folder, cpg=f"../../..{canary}")),
        "shapefile: a VRT beside it": ("a.zip", shapefile(folder, vrt=vrt)),
        "zip: a link": ("a.zip", link("a.geojson", canary)),
        "zip: a path out of it": ("a.zip", zipped({"../../canary.geojson": json.dumps(plain)})),
        "zip: an absolute path": ("a.zip", zipped({str(canary) + ".geojson": json.dumps(plain)})),
        "zip in a zip": ("a.zip", zipped({"b.zip": zipped({"a.geojson": vrt})})),
        "workbook: an external entity": ("a.xlsx", zipped(book)),
        "CSV: a formula": ("a.csv", f'a,b\n"=WEBSERVICE(""{url}"")",1\n'.encode()),
    }  # fmt: skip
