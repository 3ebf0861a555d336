"""Codes of occupations, fields of study, awards and statuses as people and spreadsheets write them."""

from __future__ import annotations

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo_opportunity.codes import repair_cip
from geo_opportunity.codes.awards import read_award
from geo_opportunity.codes.changes import Change, Changes
from geo_opportunity.codes.cip import CipCodes
from geo_opportunity.codes.soc import SocCodes
from geo_opportunity.codes.status import approved

CHANGES = Changes(
    cip={
        "51.0808": Change("moved", ("01.8301",)),
        "60.0406": Change("merged", ("61.0903",)),
        "60.0499": Change("dropped", ("61",)),
    },
    soc={
        "31-1121": Change("combined", ("31-1120",)),
        "31-1122": Change("combined", ("31-1120",)),
        "31-1011": Change("merged", ("31-1120",)),
        "39-9021": Change("merged", ("31-1120",)),
        "23-2091": Change("moved", ("27-3092",)),
        "29-2071": Change("split", ("29-2072", "29-9021")),
        "51-2022": Change("combined", ("51-2028",)),
        "51-2023": Change("combined", ("51-2028",)),
        "15-2091": Change("merged", ("15-2099",)),
        "45-3011": Change("merged", ("45-3031",)),
    },
    onet={
        "15-1199.09": Change("moved", ("15-1299",)),
        "15-1199.00": Change("split", ("15-1255", "15-1299")),
    },
)
PUBLISHED = """
    11-2021 11-9041 11-9141 15-1255 15-1299 15-2099 27-3092 29-1141 29-2072 29-9021 31-1120 31-1131 43-3021 47-2111
    51-2028 53-3032
"""
FIELDS = """
    01.0000 01.0101 01.8301 12.0401 12.0402 46.0302 46.0303 51.3801 51.3802 51.3902 52.0101
"""
SOCS = SocCodes(frozenset(PUBLISHED.split()), CHANGES)
CIPS = CipCodes(frozenset(FIELDS.split()), CHANGES)


@pytest.mark.parametrize(
    "text",
    [
        "29-1141", "291141", "29 1141", "29.1141", "29–1141", "29—1141", "29−1141", "29 - 1141", "29_1141",
        "29-1141.00", "29-1141.03", "29114100", "291141.0", "291141.00", "29-1141-00", '="29-1141"', "'29-1141",
        '"29-1141"', "  29-1141 ", "SOC 29-1141", "SOC: 29-1141", "O*NET 29-1141.00", "29-1141 Registered Nurses",
        "29-1141: Registered Nurses", "29-1141 (Registered Nurses)", "Registered Nurses (29-1141)",
        "SOC 2018 29-1141", "29-1141; 29-1141.00", "29-1141/29-1141", "２９-１１４１", "29\u00a01141", "29\u20111141",
    ],
)  # fmt: skip
def test_an_occupation_is_read_however_it_is_written(text):
    assert SOCS.all(text) == [SOCS.parse(text)]
    assert (SOCS.parse(text).code, SOCS.parse(text).note) == ("29-1141", "")


@pytest.mark.parametrize("sign", [", ", ",", "; ", ";", " | ", "|", "/", " / ", " & ", "\n", "\r\n", " and ", " ", " or ", "+", "\t"])  # fmt: skip
@pytest.mark.parametrize("end", ["", ".00"])
def test_lists_are_parted_by_any_sign(sign, end):
    found = SOCS.all(sign.join(code + end for code in ("29-1141", "31-1131", "47-2111")))
    assert [c.code for c in found] == ["29-1141", "31-1131", "47-2111"]
    titled = SOCS.all(f"29-2072 Medical Records Specialists{sign}43-3021 Billing and Posting Clerks")
    assert [c.code for c in titled] == ["29-2072", "43-3021"]


@pytest.mark.parametrize("text", ["", "  ", "-", "N/A", "n/a", "none", "nan", "NULL", "TBD"])
def test_no_occupation_is_no_alarm(text):
    assert SOCS.all(text) == []
    assert CIPS.all(text) == []
    assert SOCS.parse(text).note == CIPS.parse(text).note == read_award(text).note == ""


@pytest.mark.parametrize(
    ("text", "code", "note", "candidates"),
    [
        ("31-1121 & 31-1122", "31-1120", "", ()),
        ("31-1122.00", "31-1120", "", ()),
        ("15-1299.09", "15-1299", "", ()),
        ("15-1199.09", "15-1299", "15-1199.09 became 15-1299 in O*NET-SOC 2019", ()),
        ("23-2091", "27-3092", "23-2091 became 27-3092 in SOC 2018", ()),
        ("39-9021", "31-1120", "39-9021 became part of 31-1120 in SOC 2018", ()),
        ("29-2071", None, "29-2071 was split into 29-2072 and 29-9021", ("29-2072", "29-9021")),
        ("15-1199.00", None, "was split into 15-1255 and 15-1299", ("15-1255", "15-1299")),
        ("29-0000", None, "a major group", ("29-1141", "29-2072", "29-9021")),
        ("29-1000", None, "a minor group", ("29-1141",)),
        ("29-1140", None, "a broad group", ("29-1141",)),
        ("15-1200", None, "a minor group", ("15-1255", "15-1299")),
        ("00-0000", None, "all occupations together", ()),
        ("99-9999", None, "99-9999 is not among the occupations", ()),
        ("55-1011", None, "military", ()),
        ("45-3011", None, "45-3011 became 45-3031 in SOC 2018, which OEWS does not publish", ()),
        ("29-114", None, "29-114 is no SOC code", ()),
        ("2911411", None, "2911411 is no SOC code", ()),
        ("29-1xxx", None, "is no SOC code", ()),
        ("nurse", None, "nurse is no SOC code", ()),
        ("Nov-41", None, "Nov-41 is a date", ("11-9041", "11-9141")),
        ("11-Nov", None, "11-Nov is a date", ()),
        ("2021-11-01 00:00:00", None, "may have been 11-2021", ("11-2021",)),
        ("11/1/9041", None, "may have been 11-9041", ("11-9041",)),
    ],
)
def test_what_became_of_an_occupation_is_said(text, code, note, candidates):
    found = SOCS.parse(text)
    assert (found.code, found.candidates) == (code, candidates)
    assert note in found.note if note else found.note == ""


def test_a_broken_code_beside_a_good_one_is_told():
    good, bad = SOCS.all("29-1141 and 29-11")
    assert (good.code, bad.code, bad.note) == ("29-1141", None, "29-11 is no SOC code")
    several = SOCS.parse("29-1141, 31-1131")
    assert (several.code, several.candidates) == (None, ("29-1141", "31-1131")), "one of two is not guessed"


def test_parts_of_an_occupation_are_whole_only_together():
    assert SOCS.missing("51-2028", {"51-2022"}) == ("51-2023",)
    assert SOCS.missing("51-2028", {"51-2022", "51-2023"}) == ()
    assert SOCS.missing("31-1120", {"31-1011"}) == ("39-9021",), "parts of the same edition"
    assert SOCS.missing("31-1120", {"31-1121"}) == ("31-1122",)
    assert SOCS.missing("15-2099", {"15-2091"}) == ("15-2099",), "it took another one in"
    assert SOCS.missing("27-3092", {"23-2091"}) == ()
    assert SOCS.missing("29-1141", {"29-1141"}) == ()


@given(st.text(max_size=40))
def test_any_text_is_read_without_a_guess(text):
    for found in SOCS.all(text):
        assert found.code is None or found.code in SOCS.known
        assert found.code or found.note
    found = CIPS.parse(text)
    assert found.code is None or pd.Series(found.code).str.fullmatch(r"\d\d\.\d{4}").all()
    assert found.code in CIPS.known or found.code is None or found.note
    approved(text)
    read_award(text)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("01.0101", "01.0101"), ("1.0101", "01.0101"), ("10101", "01.0101"), ("010101", "01.0101"),
        ("460302.0", "46.0302"), ("46.0302 Electrician", "46.0302"), ("46.0302 - Electrician", "46.0302"),
        ("Electrician (46.0302)", "46.0302"), ("CIP 46.0302", "46.0302"), ("CIP 2020: 46.0302", "46.0302"),
        ('="46.0302"', "46.0302"), ("'46.0302", "46.0302"), ("46-0302", "46.0302"), ("46–0302", "46.0302"),
        ("46 0302", "46.0302"), ("46,0302", "46.0302"), ("46.0302.", "46.0302"), ("51.390199999", "51.3902"),
        ("46.03019999999", "46.0302"), ("1", "01.0000"), ("1.0", "01.0000"), ("01", "01.0000"), ("01.00", "01.0000"),
        ("46.0302 24 weeks", "46.0302"), ("46.0302, 12 2024", "46.0302"), ("46.0302\n46.0302", "46.0302"),
    ],
)  # fmt: skip
def test_a_field_of_study_is_read_however_it_is_written(text, code):
    found = CIPS.parse(text)
    assert (found.code, found.note, found.candidates) == (code, "", ())
    assert repair_cip(pd.Series([text])).tolist() == [code]


@pytest.mark.parametrize(
    ("text", "code", "note", "candidates"),
    [
        ("51.0808", "01.8301", "51.0808 moved to 01.8301 in CIP 2020", ()),
        ("510808.0 Vet tech", "01.8301", "51.0808 moved to 01.8301 in CIP 2020", ()),
        ("60.0406", "61.0903", "60.0406 became part of 61.0903", ()),
        ("60.0499", "60.0499", "NCES reports it within family 61", ()),
        ("12", "12.0000", "12 is a family of 2 fields", ("12.0401", "12.0402")),
        ("12.0", "12.0000", "12 is a family of 2 fields", ("12.0401", "12.0402")),
        ("51.38", "51.3800", "51.38 is a series of 2 fields", ("51.3801", "51.3802")),
        ("5138", "51.3800", "51.38 is a series of 2 fields", ("51.3801", "51.3802")),
        ("52.01", "52.0101", "52.01 is a series with one field of study, 52.0101", ()),
        ("99.0101", "99.0101", "99.0101 is not in CIP 2020", ()),
        ("46.0302/46.0303", "46.0302", "it names 46.0302 and 46.0303", ("46.0302", "46.0303")),
        ("46.0302, 46.0303", "46.0302", "linked by each", ("46.0302", "46.0303")),
        ("460302;460303", "46.0302", "counted once", ("46.0302", "46.0303")),
        ("46.0302 and 51.0808", "46.0302", "51.0808 moved to 01.8301", ("46.0302", "01.8301")),
        ("truck", None, "truck is no CIP code", ()),
        ("00.0101", None, "is no CIP code", ()),
        ("Jan-01", None, "Jan-01 is a date", ()),
        ("1-Jan", None, "1-Jan is a date", ()),
        ("2001-01-01", None, "is a date", ()),
    ],
)
def test_what_became_of_a_field_of_study_is_said(text, code, note, candidates):
    found = CIPS.parse(text)
    assert (found.code, found.candidates) == (code, candidates)
    assert note in found.note


@pytest.mark.parametrize(
    ("text", "level"),
    [
        ("20", "20"), ("1a", "20"), ("1B", "21"), ("03", "3"), ("3.0", "3"), ("Level 5", "5"), ("3 - Associate", "3"),
        ("1", None), ("9", None), ("99", None), ("AAS", "3"), ("A.A.S. Degree", "3"), ("AS Degree", "3"),
        ("AAS - Welding", "3"), ("Associate of Applied Science (AAS)", "3"), ("Associates Degree", "3"),
        ("Associate’s degree", "3"), ("Associate in Arts", "3"), ("BSN", "5"), ("MBA", "7"), ("Ph.D.", "17"), ("MD", "18"),
        ("Graduate certificate", "6"), ("Postbaccalaureate certificate", "6"), ("Undergraduate certificate", None),
        ("Certificate", None), ("Diploma", None), ("License", None), ("Apprenticeship", None),
        ("Child Development Associate", None), ("AWS Certified Solutions Architect - Associate", None),
        ("Certified Associate in Project Management", None), ("No degree", None), ("as needed", None),
        ("Certificate of less than 12 weeks", "20"), ("Certificate of at least 12 weeks but less than 1 year", "21"),
        ("Certificate of at least 1 but less than 2 academic years", "2"), ("Certificate, 1 to 2 years", "2"),
        ("Diploma (2-4 years)", "4"), ("Less than one year certificate", None), ("Doctorate - professional practice", "18"),
    ],
)  # fmt: skip
def test_award_levels_are_codes_of_any_edition_or_words(text, level):
    assert read_award(text).code == level


def test_a_divided_award_level_says_into_what():
    assert "now 20 (under 12 weeks) or 21" in read_award("1").note
    assert "17, 18 or 19" in read_award("9").note


@pytest.mark.parametrize(
    ("said", "texts"),
    [
        (True, ("Active - WIOA|Approved (conditional)|Conditionally approved|ELIGIBLE|Approved|active|Yes|Y|1|1.0|true|Current|"
         "Open|Initial eligibility|Provisional|ACTIVE_WIOA|Approved until 2026|Approved - pending renewal|Continued eligibility|"
         "Listed on ETPL|Approved (expires 6/30/2027)||n/a")),
        (False, ("Suspended|Expired|Pending|Not approved|Inactive|Ineligible|Not Eligible|Not currently eligible|Approval pending|"
         "Approval expired|Denied|Disapproved|Withdrawn|Removed from ETPL|N|0|No|false|Closed|Under review|Deactivated|"
         "De-listed removed|Unlisted|Submitted|Draft|Discontinued|No longer active|Non-approved|Approved - Expired")),
        (None, "See notes|WIOA|foo|Approved; not for ITA|Tier 2"),
    ],
)  # fmt: skip
def test_statuses_say_approved_or_not_or_neither(said, texts):
    assert {text: approved(text) for text in texts.split("|")} == dict.fromkeys(texts.split("|"), said)
