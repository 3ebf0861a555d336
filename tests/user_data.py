"""The tiny country with postal and place points, for tests of a user's own data."""

from __future__ import annotations

import zipfile
from xml.sax.saxutils import escape

import pandas as pd

import geo_opportunity as go
from tests.tiny import tiny_data

ZIPS = pd.DataFrame(
    {"zip": ["68501", "66101", "07001"], "lon": [-99.5, -98.4, -97.5], "lat": [39.5, 38.5, 39.5]}
)
PLACES = pd.DataFrame(
    [
        ("3100001", "NE", "Saint Paul", "Saint Paul city", "city", -97.5, 39.4),
        ("3100002", "NE", "Twin", "Twin village", "village", -97.5, 39.4),
        ("3100003", "NE", "Twin", "Twin city", "city", -96.5, 39.4),
        ("2000001", "KS", "Clay", "Clay city", "city", -97.5, 38.5),
        ("2000002", "KS", "Clay", "Clay CDP", "CDP", -97.9, 38.9),
    ],
    columns=["place", "state", "name", "title", "kind", "lon", "lat"],
)


def own_atlas(path):
    return go.open_atlas(tiny_data(path / "data")).with_tables(
        {"postal_points": ZIPS, "place_points": PLACES}
    )


def write(path, text):
    path.write_text(text, encoding="utf-8")
    return path


def write_xlsx(path, rows):
    """Write a workbook of one sheet; numbers stay numbers."""

    def cell(value):
        if isinstance(value, (int, float)):
            return f"<c><v>{value}</v></c>"
        return f'<c t="inlineStr"><is><t>{escape(str(value))}</t></is></c>'

    body = "".join(f"<row>{''.join(map(cell, row))}</row>" for row in rows)
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006"
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{package}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>'
            f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{kind}.worksheet+xml"/></Types>',
        )
        rels = f'<Relationships xmlns="{package}/relationships"><Relationship Id="r1" Type="{office}/%s" Target="%s"/></Relationships>'
        archive.writestr("_rels/.rels", rels % ("officeDocument", "xl/workbook.xml"))
        archive.writestr("xl/_rels/workbook.xml.rels", rels % ("worksheet", "worksheets/sheet1.xml"))
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{main}" xmlns:r="{office}"><sheets><sheet name="S" sheetId="1" r:id="r1"/></sheets></workbook>',
        )
        archive.writestr(
            "xl/worksheets/sheet1.xml", f'<worksheet xmlns="{main}"><sheetData>{body}</sheetData></worksheet>'
        )
    return path
