"""The forms a table's file may have: what is found, what is passed over and said, what is a question."""

from __future__ import annotations

import json
import re
import zipfile
from xml.sax.saxutils import escape

import pytest

from geo_opportunity.errors import DoubtError, FormatError
from geo_opportunity.files.reading import read_cells
from geo_opportunity.user_data.columns import match_columns, years_of
from geo_opportunity.user_data.importer import read_given
from geo_opportunity.user_data.projections import ALIASES

pytestmark = pytest.mark.usefixtures("in_process")

PLAIN = "region,soc,base,growth\nA,29-1141,3200,0.5\nB,41-2011,1800,1.5\n"
ROWS = [["A", "29-1141", "3200", "0.5"], ["B", "41-2011", "1800", "1.5"]]


def read(text, name="my list.csv", **more):
    return read_given(text if isinstance(text, bytes) else text.encode(), file=name, **more)


def rows(given):
    return given.frame.to_numpy().tolist()


@pytest.mark.parametrize(
    ("text", "form", "first"),
    [
        (PLAIN, "comma-separated, UTF-8, head on row 1", 2),
        ("sep=;\r\n" + PLAIN.replace(",", ";"), "semicolon-separated, UTF-8, head on row 2", 3),
        ("\ufeff" + PLAIN.replace(",", "\t"), "tab-separated, UTF-8, head on row 1", 2),
        (PLAIN.replace(",", "|"), "separated by |, UTF-8, head on row 1", 2),
        ("'" + PLAIN.replace(",", "','").replace("\n", "'\n'")[:-1], "single quotes", 2),
        (PLAIN.replace("growth", "growth,,").replace(".5\n", ".5,,\n"), "comma-separated", 2),
        ("Table 2, long term, 2024-2034\n\n" + PLAIN, "head on row 3, above it not read: 'Table 2 long", 4),
        ('region, "soc", base, growth\nA, "29-1141", 3200, 0.5\nB, "41-2011", "1800", 1.5\n', "comma-separated", 2),
        ("A title\n" * 8 + PLAIN, "head on row 9, above it not read: 'A title' and 7 more", 10),
        ("Title;;;\n" + PLAIN.replace(",", ";"), "head on row 2, above it not read: 'Title'", 3),
        (PLAIN + "\nSource: BLS, 2024, and, others, here, too\n", "below the table not read: row 5 ('Source: BLS", 2),
        (PLAIN + "\nPrepared by the board\n* withheld\n", "not read: row 5 ('Prepared by the board') and 1 more", 2),
    ],
)  # fmt: skip
def test_one_table_in_many_forms(text, form, first):
    given = read(text, known={"region", "soc", "base"})
    assert [r[:4] for r in rows(given)] == ROWS
    assert given.frame.index.tolist() == [first, first + 1]
    assert form in given.form


def test_a_last_row_with_one_cell_stays_unless_it_is_a_note():
    assert rows(read("a,b,c\n1,2,3\nOnly a name,,\n"))[-1] == ["Only a name", "", ""]
    assert rows(read("a,b,c\n1,2,3\n4,,\n5,6,7\n")) == [["1", "2", "3"], ["4", "", ""], ["5", "6", "7"]]
    assert rows(read("source,b,c\nSource One School,x,y\n")) == [["Source One School", "x", "y"]]


def test_rows_of_a_first_line_that_is_no_title_are_kept():
    assert read("a\n1\n2\n").frame["a"].tolist() == ["1", "2"]
    assert list(read("name,,\nx,y,z\n").frame.columns) == ["name", "column 2", "column 3"]
    assert rows(read("name,place\nx,\ny,\n")) == [["x", ""], ["y", ""]]


@pytest.mark.parametrize("head", [
    "Occupation,,Employment,,Percent change\nCode,Title,2024,2034,\n",
    ",,Employment,,\nCode,Title,2024,2034,Percent change\n",
])  # fmt: skip
def test_a_head_of_two_rows_is_joined(head):
    given = read("Projections\n" + head + "29-1141,Nurses,3200,3456,8.0\n")
    names = [n.removeprefix("Occupation ") for n in given.frame.columns]
    assert names == ["Code", "Title", "Employment 2024", "Employment 2034", "Percent change"]
    assert "head on rows 2 and 3" in given.form
    assert given.frame.index.tolist() == [4]


def test_a_doubled_name_is_numbered_and_said():
    given = read("a,pct,pct\n1,2,3\n")
    assert list(given.frame.columns) == ["a", "pct", "pct.1"]
    assert "a second column 'pct' is called 'pct.1'" in given.form


# ---------------------------------------------------------------- decimal sign


@pytest.mark.parametrize(
    ("cells", "numbers"),
    [
        (["4200,50", "1100"], ["4200.50", "1100"]),
        (["1.234,50", "12.345"], ["1234.50", "12345"]),
        (["1 234,50", "-8,3 %"], ["1234.50", "-8.3 %"]),
        (["0,08", "-0,083"], ["0.08", "-0.083"]),
        (["46,0302", "51.3902"], ["46.0302", "51.3902"]),
        (["(8,3)", "−2,5"], ["(8.3)", "−2.5"]),
    ],
)
def test_a_decimal_comma_is_found(cells, numbers):
    given = read("name;x\n" + "".join(f"n;{c}\n" for c in cells))
    assert given.frame["x"].tolist() == numbers
    assert "decimal comma" in given.form


@pytest.mark.parametrize("text", [
    'name,x\nn,"4,200"\nm,"1,800.50"\n', "name;x\nn;4200.5\n", 'name,x\nn,"460302,460303"\n', "name\tx\nn\t4,200\n",
    "name;x\nn;1,234.50\n", "name;x\nn;Phoenix, AZ\n",
])  # fmt: skip
def test_a_decimal_point_stays(text):
    given = read(text)
    assert "decimal" not in given.form
    assert given.frame["x"].tolist() == [re.split(r"[;\t,]", line, maxsplit=1)[1].strip('"') for line in text.split("\n")[1:-1]]  # fmt: skip


@pytest.mark.parametrize("cells", [["4,200", "1,800"], ["1.234", "3.200"], ["1.234,5", "1,234.5"]])
def test_a_sign_that_may_be_either_is_a_question_and_its_answer_is_taken(cells):
    text = "name;x\n" + "".join(f"n;{c}\n" for c in cells)
    with pytest.raises(DoubtError, match=re.escape(f"my list.csv has {cells[0]!r}")) as caught:
        read(text)
    assert (caught.value.setting, set(caught.value.choices)) == ("decimal", {",", "."})
    assert read(text, decimal=".").frame["x"].tolist() == cells
    assert read(text, decimal=",").frame["x"].tolist()[0] != cells[0]


# ------------------------------------------------------------------- workbooks

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def book(path, sheets, formats=()):
    """Write a workbook; a cell (value, i) has the i-th of the formats; its table starts at row, column (2, 2)."""
    styles = "".join(
        f'<numFmt numFmtId="{200 + i}" formatCode="{escape(f, {chr(34): "&quot;"})}"/>'
        for i, f in enumerate(formats)
    )
    xfs = '<xf numFmtId="0"/>' + "".join(f'<xf numFmtId="{200 + i}"/>' for i in range(len(formats)))

    def cell(value, row, column):
        value, style = value if isinstance(value, tuple) else (value, -1)
        at = f'r="{chr(66 + column)}{row + 2}" s="{style + 1}"'
        if isinstance(value, str):
            return f'<c {at} t="inlineStr"><is><t>{escape(value)}</t></is></c>' if value else ""
        return f"<c {at}><v>{value}</v></c>"

    with zipfile.ZipFile(path, "w") as archive:
        kind = "application/vnd.openxmlformats-officedocument.spreadsheetml"
        parts = "".join(
            f'<Override PartName="/xl/worksheets/s{i}.xml" ContentType="{kind}.worksheet+xml"/>'
            for i in range(len(sheets))
        )
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml" ContentType="{kind}.sheet.main+xml"/>{parts}</Types>',
        )
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{_PACKAGE}/relationships"><Relationship Id="r1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{_PACKAGE}/relationships">'
            + "".join(
                f'<Relationship Id="r{i}" Type="{_OFFICE}/worksheet" Target="worksheets/s{i}.xml"/>'
                for i in range(len(sheets))
            )
            + f'<Relationship Id="st" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/styles.xml",
            f'<styleSheet xmlns="{_MAIN}"><numFmts>{styles}</numFmts><cellXfs>{xfs}</cellXfs></styleSheet>',
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
            + "".join(
                f'<sheet name="{name}" sheetId="{i + 1}" r:id="r{i}"/>' for i, name in enumerate(sheets)
            )
            + "</sheets></workbook>",
        )
        for i, table in enumerate(sheets.values()):
            body = "".join(
                f'<row r="{r + 2}">' + "".join(cell(v, r, c) for c, v in enumerate(row)) + "</row>"
                for r, row in enumerate(table)
            )
            archive.writestr(
                f"xl/worksheets/s{i}.xml",
                f'<worksheet xmlns="{_MAIN}"><sheetData>{body}</sheetData></worksheet>',
            )
    return path  # fmt: skip


FORMATS = ("0.0%", "00000", "00-0000", "00.0000", '0.0"%"', "#,##0", "0.00%;[Red]-0.00%", r"00\-0000", "0")
SHOWN = [
    ((0.08, 0), "8.0%"),
    ((-0.083, 0), "-8.3%"),
    ((0.125, 6), "12.5%"),
    ((7102, 1), "07102"),
    ((291141, 2), "29-1141"),
    ((291141, 7), "29-1141"),
    ((1.0101, 3), "01.0101"),
    ((51.39, 3), "51.3900"),
    ((8.3, 4), "8.3"),  # the sign is only text: the cell holds 8.3
    ((3200, 5), "3200"),
    ((8.35, 8), "8.35"),  # never rounded
    (("7102", 1), "7102"),
]


@pytest.mark.parametrize(("cell", "text"), SHOWN)
def test_a_cell_reads_as_a_person_sees_it(tmp_path, cell, text):
    given = read_given(book(tmp_path / "b.xlsx", {"S": [["a", "b"], ["x", cell]]}, FORMATS))
    assert given.frame["b"].tolist() == [text]
    assert given.frame.index.tolist() == [3]


def test_the_sheet_whose_head_is_known_is_read_and_said(tmp_path):
    sheets = {
        "Read me": [["This workbook holds projections", ""], ["See the next sheet", ""]],
        "Data": [
            ["Projections", "", ""],
            ["Region Name", "SOC Code", "2024 Employment"],
            ["A", "29-1141", 3200],
        ],
    }
    path = book(tmp_path / "two.xlsx", sheets)
    given = read_given(path, known={"regionname", "soccode", "employment"})
    assert list(given.frame.columns) == ["Region Name", "SOC Code", "2024 Employment"]
    assert given.form == "sheet 'Data', not 'Read me', head on row 3, above it not read: 'Projections'"
    assert read_given(path, layer="Read me").form.startswith("sheet 'Read me'")
    with pytest.raises(FormatError, match="no sheet 'X'; it has Read me, Data"):
        read_cells(path, path.name, layer="X")


# --------------------------------------------------------------------- columns


def matched(head, row="A,29-1141,100,110,10", **more):
    given = read(f"{head}\n{row}\n")
    return match_columns(given, ALIASES, (("region",), ("soc",), ("base",)), **more)


@pytest.mark.parametrize(("head", "years"), [
    ("Region,SOC Code,2024 Employment,2034 Employment,2024-2034 Percent Change", (2024, 2034)),
    ("Region,SOC Code,Employment 2024,Employment 2034,Change Percent 2024–34", (2024, 2034)),
    ("Area Name,SOC,Base Employment 2022,Projected Employment 2032,Percent Change", (2022, 2032)),
    ("Area,SOC,Employment (2023),Employment (2025),% Change", (2023, 2025)),
    ("Region,SOC Code,Base Employment,Projected Employment,Percent Change 2024 to 2034", (2024, 2034)),
    ("Region,SOC Code,Base Employment,Projected Employment,Percent Change", None),
])  # fmt: skip
def test_heads_with_years_are_matched_and_give_the_years(head, years):
    got = matched(head)
    assert got.frame.iloc[0].to_dict() == {
        "region": "A", "soc": "29-1141", "base": "100", "projected": "110", "growth_percent": "10"}  # fmt: skip
    assert got.years == years


def test_columns_in_the_other_order_of_years_are_not_mixed_up():
    got = matched("Region,SOC,Jobs 2034,Jobs 2024,x")
    assert (got.columns["base"], got.columns["projected"]) == ("Jobs 2024", "Jobs 2034")


@pytest.mark.parametrize(("head", "ours", "choices"), [
    ("Region,SOC,Employment 2014,Employment 2024,Employment 2034", "base",
     {"base=Employment 2014", "base=Employment 2024", "base=Employment 2034"}),
    ("Region,SOC,Base Employment,Percent Change,Percent Change", "growth_percent",
     {"growth_percent=Percent Change", "growth_percent=Percent Change.1"}),
    ("Region,SOC,Base Employment,BASE_EMPLOYMENT,x", "base", {"base=Base Employment", "base=BASE_EMPLOYMENT"}),
])  # fmt: skip
def test_two_columns_for_one_are_a_question_and_its_answer_is_taken(head, ours, choices):
    with pytest.raises(
        DoubtError, match=f"my list.csv has {len(choices)} columns that may be {ours!r}"
    ) as caught:
        matched(head)
    assert (caught.value.setting, set(caught.value.choices)) == ("columns", choices)
    answer = max(choices)
    assert matched(head, columns=answer).columns[ours] == answer.split("=")[1]


def test_a_column_that_is_not_needed_and_may_be_either_is_told():
    got = matched("Region,SOC,Base Employment,Annual Openings 2023,Annual Openings 2024")
    assert "openings_annual" not in got.columns
    assert "openings_annual not read, since it may be 'Annual Openings 2023' or" in got.told[0]


def test_the_same_column_twice_is_no_question():
    assert (
        matched("Region,SOC,Base Employment,x,Region", row="A,29-1141,100,1,A").columns["region"] == "Region"
    )


@pytest.mark.parametrize(("head", "years"), [
    ("2024-2034 Percent Change", (2024, 2034)), ("2024–34", (2024, 2034)), ("Jobs, 2024 to 2034", (2024, 2034)),
    ("May 2025", (2025,)), ("CIP2020", (2020,)), ("Phone 12024567", ()), ("Region", ()),
])  # fmt: skip
def test_years_of_a_head(head, years):
    assert years_of(head) == years


# --------------------------------------------------------- not what it is called


@pytest.mark.parametrize(("content", "name", "words"), [
    (b"PK\x03\x04rest", "a.csv", "a zip or an Excel workbook.*ending .xlsx"),
    (b"\xd0\xcf\x11\xe0\xa1rest", "a.xlsx", "an older Excel workbook.*ending .xls"),
    (b"\xd0\xcf\x11\xe0\xa1rest", "a.csv", "an older Excel workbook"),
    (b"\x1f\x8brest", "a.csv", "compressed with gzip.*ending .csv.gz"),
    (b"%PDF-1.7", "a.csv", "a PDF.*save that as CSV"),
    (b"<html><table><tr><td>Provider</td></tr></table>", "a.xls", "web page or XML.*save it as .xlsx"),
    (b"Provider\tCIP\nA\t1\n", "a.xls", "delimited text.*ending .csv"),
])  # fmt: skip
def test_a_file_of_another_format_says_what_it_is(content, name, words):
    with pytest.raises(FormatError, match=f"^{re.escape(name)} is .*{words}"):
        read_cells(content, name)


def test_a_map_as_a_list_says_what_its_coordinates_look_like():
    point = {"type": "Point", "coordinates": [-8_900_000, 4_950_000]}
    top = {"type": "Feature", "properties": {"name": "A"}, "geometry": point}
    with pytest.raises(FormatError, match=r"'a\.geojson'.*declares no CRS.*EPSG:3857.*Fix: declare the CRS"):
        read_cells(json.dumps(top).encode(), "a.geojson")
