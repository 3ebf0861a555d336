"""The button that offers a view as files: on which pages, what it makes, and under which name."""

from __future__ import annotations

from io import BytesIO

import openpyxl
import pytest
from PIL import Image
from pypdf import PdfReader

from geo_opportunity.exports import FORMATS
from geo_opportunity.exports.pictures import SIZES
from geo_opportunity.scene import Scene, to_query
from geo_opportunity.ui import files

AREA = "30700"


def offered(at):
    return {b.proto.label: b for b in at.main.get("download_button") if b.proto.label in LABELS}


LABELS = {label for formats in files._FORMATS.values() for label, *_ in formats.values()}


@pytest.mark.parametrize("page", ["explore", "area", "compare", "occupation", "training"])
def test_pages_with_a_view_offer_it_in_every_format(app, page):
    at = app(page=page, area=AREA)
    assert not offered(at)  # nothing is made ready before it is opened
    at.session_state["view_files"] = True
    assert set(offered(at.run())) == LABELS


def test_every_format_of_the_exports_is_offered():
    assert {suffix for formats in files._FORMATS.values() for suffix in formats} == set(FORMATS)


@pytest.mark.parametrize("page", ["about", "present"])
def test_other_pages_offer_none(app, page):
    at = app(page=page)
    at.session_state["view_files"] = True
    assert not offered(at.run())


def test_a_file_is_the_view_s_own_with_the_app_s_address(atlas):
    scene = Scene(page="area", area=AREA)
    read = openpyxl.load_workbook(BytesIO(files.content(atlas, scene, ".xlsx", "https://maps.example.org/")))
    about = {row[0].value: row[1].value for row in read["About"].iter_rows()}
    assert about["Title"] == atlas.areas["title"][AREA]
    assert about["Link"].startswith("https://maps.example.org/area?area=30700")
    assert to_query(scene)["area"] in about["Link"]


def test_the_size_chosen_is_that_of_pictures_and_the_paper_of_a_pdf(atlas):
    assert set(files._SIZES) == set(SIZES)
    scene = Scene(page="area", area=AREA)
    for size in ("card", "slide"):
        with Image.open(
            BytesIO(files.content(atlas, scene, ".png", "", **files._options(".png", size)))
        ) as picture:
            wide, high, dpi = SIZES[size]
            assert picture.size == (round(wide * dpi), round(high * dpi))
    for size, high in (("screen", 792), ("a4-portrait", 842)):
        page = PdfReader(
            BytesIO(files.content(atlas, scene, ".pdf", "", **files._options(".pdf", size)))
        ).pages[0]
        assert round(float(page.mediabox.height)) == high


@pytest.mark.parametrize(
    ("scene", "expected"),
    [
        (Scene(), "geo-opportunity-explore-share-overlap"),
        (Scene(page="area", area=AREA), "geo-opportunity-area-lincoln-ne"),
        (Scene(page="area", area="28140"), "geo-opportunity-area-o-x-etc"),
        (Scene(page="compare", places=(AREA,)), "geo-opportunity-compare-places"),
        (
            Scene(page="training", area=AREA, training_view="supply"),
            "geo-opportunity-training-supply-lincoln-ne",
        ),
        (Scene(page="training", training_view="deserts"), "geo-opportunity-training-deserts"),
    ],
)
def test_a_file_s_name_says_page_and_place_in_plain_letters(scene, expected):
    assert files.file_stem(scene, {AREA: "Lincoln, NE", "28140": "../../Où <x>\\etc"}) == expected
