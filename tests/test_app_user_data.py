"""A user's own data in the app: previewed, asked about, added for the session, each removed by itself."""

from __future__ import annotations

import re
from types import SimpleNamespace

import pytest

from geo_opportunity import user_data
from geo_opportunity.atlas import Atlas
from geo_opportunity.errors import DoubtError
from geo_opportunity.scene import PAGES
from geo_opportunity.ui.own import reading
from geo_opportunity.user_data import doors
from tests import bombs
from tests.test_user_doors import FILES, REGIONS

LIST = b"provider,program,cip,zip,state,credential\nTopeka Driving School,CDL Class A,49.0205,67000,KS,certificate\n=cmd(),Nothing,99.9998,67000,KS,certificate\n"
BUDGETS = FILES["budgets"].encode()


@pytest.fixture
def at(app):
    return app(area="45820", soc="53-3032", show="accessible")


def upload(at, name, content, field="own_file"):
    key = next(u.key for u in at.file_uploader if u.key.startswith(field))
    at.file_uploader(key=key).set_value((name, content, "text/csv")).run()
    assert not at.exception, at.exception


def click(at, key):
    at.button(key=key).click().run()
    assert not at.exception, at.exception


def buttons(at):
    return {b.key for b in at.button}


def said(at):
    return " ".join(m.value for m in [*at.markdown, *at.caption, *at.error, *at.info]).replace("\\", "")


def accessible(at):
    frame = next(
        f.value for f in at.dataframe if "accessible" in f.value.columns and "title" in f.value.columns
    )
    return frame.set_index("title").loc["Topeka, KS", "accessible"]


def test_a_list_is_previewed_then_added_then_taken_off(at):
    before = accessible(at)
    upload(at, "drivers.csv", LIST)
    counts = next(f.value for f in at.dataframe if "item" in f.value.columns)
    assert len(counts) > 3
    assert "drivers.csv: 2 rows read: 2 used, none left out" in said(at)
    assert accessible(at) == before  # a preview adds nothing
    link = dict(at.query_params)
    click(at, "own_add")
    assert accessible(at) != before
    assert dict(at.query_params) == link  # a link does not carry it
    click(at, "own_remove_drivers")
    assert accessible(at) == before


def test_a_file_that_is_no_list_is_told_plainly(at):
    upload(at, "notes.csv", b"a,b\n1,2\n")
    assert "No column of notes.csv is known to hold this" in said(at)
    assert "own_add" not in buttons(at)


def test_a_workbook_that_would_end_the_server_is_a_sentence(at, tmp_path):
    at.file_uploader(key="own_file").set_value(("two.xlsx", bombs.two_cells(tmp_path), "")).run()
    assert not at.exception
    assert "two.xlsx, sheet 'S': its cells reach to row 1,048,576" in at.error[0].value.replace("\\", "")
    upload(at, "drivers.csv", LIST)
    assert not at.error
    assert "own_add" in buttons(at)


def test_a_list_in_utf_16_is_read(at):
    upload(at, "drivers.txt", LIST.decode().replace(",", "\t").encode("utf-16"))
    assert not at.error
    counts = next(f.value for f in at.dataframe if "item" in f.value.columns).set_index("item")["rows"]
    assert counts["providers"] == 2


@pytest.mark.usefixtures("in_process")
def test_what_was_read_is_gone_with_the_upload(at):
    upload(at, "drivers.csv", LIST)
    assert "_own_read" in at.session_state
    at.file_uploader(key="own_file").set_value(None).run()
    assert not at.exception
    assert "_own_read" not in at.session_state
    upload(at, "drivers.csv", LIST)
    click(at, "own_add")
    assert "_own_read" not in at.session_state
    click(at, "own_remove_drivers")
    assert "own_atlas" not in at.session_state


@pytest.mark.usefixtures("in_process")
def test_each_of_several_is_removed_by_itself(at):
    before = accessible(at)
    upload(at, "drivers.csv", LIST)
    click(at, "own_add")
    changed = accessible(at)
    upload(at, "drivers.csv", LIST.replace(b"Topeka", b"Kansas"))
    assert "own_add" in buttons(at)  # the same name, another list
    click(at, "own_add")
    at.selectbox(key="own_kind").set_value("budgets").run()
    upload(at, "sss.csv", BUDGETS)
    click(at, "own_add")
    every = {"own_remove_drivers", "own_remove_drivers-2", "own_remove_sss"}
    assert every <= buttons(at)
    click(at, "own_remove_drivers")
    assert not at.warning
    assert buttons(at) & every == {"own_remove_drivers-2", "own_remove_sss"}
    assert accessible(at) == changed  # the second list trains them as well
    click(at, "own_remove_drivers-2")
    assert accessible(at) == before
    assert at.session_state["own_atlas"].added("own_budgets") is not None


@pytest.mark.usefixtures("in_process")
def test_what_rested_on_a_removed_list_goes_with_it_and_says_so(at):
    upload(at, "drivers.csv", LIST)
    click(at, "own_add")
    provider = (
        at.session_state["own_atlas"]
        .table("providers")["provider_id"]
        .loc[lambda p: p.str.contains("drivers")]
    )
    at.selectbox(key="own_kind").set_value("travel times").run()
    upload(at, "way.csv", f"origin,destination,minutes\n20001000001,{provider.iloc[0]},9\n".encode())
    click(at, "own_add")
    click(at, "own_remove_drivers")
    assert "way.csv was removed with it" in at.warning[0].value.replace("\\", "")
    assert "own_atlas" not in at.session_state


@pytest.mark.usefixtures("in_process")
@pytest.mark.parametrize("kind", ["projections", "budgets", "travel times"])
def test_every_kind_is_added_on_any_page(app, kind):
    at = app(page="compare")
    at.selectbox(key="own_kind").set_value(kind).run()
    text = FILES[kind]
    if kind == "projections":
        text = text.replace("region,", "region,base_year,projected_year,").replace("East,", "East,2024,2034,")
        upload(at, "regions.csv", REGIONS.encode(), field="own_regions")
        assert "own_add" not in buttons(at)  # one of two files
    upload(at, "mine.csv", text.encode())
    click(at, "own_add")
    assert "own_remove_mine" in buttons(at)
    assert "mine.csv: 1 row read: 1 used, none left out" in said(at)


@pytest.mark.parametrize("page", PAGES)
def test_the_box_is_on_every_page(app, page):
    assert "Your own data" in [e.label for e in app(page=page).sidebar.expander]


@pytest.mark.usefixtures("in_process")
def test_a_file_is_read_once_and_added_once(at, monkeypatch):
    reads = []
    real = doors.read_given
    monkeypatch.setattr(
        doors, "read_given", lambda *a, **k: (isinstance(a[0], bytes) and reads.append(a)) or real(*a, **k)
    )
    upload(at, "drivers.csv", LIST)
    assert len(reads) == 1
    at.run()
    at.selectbox(key="own_state").set_value("NE").run()  # another answer needs no other reading
    assert len(reads) == 1
    click(at, "own_add")
    upload(at, "again.csv", LIST)
    assert "own_add" not in buttons(at)
    assert "drivers.csv has the same content and is added already" in said(at)


@pytest.mark.usefixtures("in_process")
def test_a_question_is_asked_and_its_answer_read(at, monkeypatch):
    real, answers = user_data.read, []

    def asks(*args, unit=None, **more):
        answers.append(unit)
        if unit is None:
            raise DoubtError(
                "mine.csv: *8* may be a percent", setting="unit", choices={"percent": "8 means 8%", "fraction": "8 means 800%"}
            )  # fmt: skip
        return real(*args, **more)

    monkeypatch.setattr(user_data, "read", asks)
    at.selectbox(key="own_kind").set_value("budgets").run()
    upload(at, "mine.csv", BUDGETS)
    radio = at.radio(key="own_q_unit")
    assert radio.value is None
    assert radio.label.replace("\\", "") == "mine.csv: *8* may be a percent"
    assert "\\*8\\*" in radio.label
    assert "own_add" not in buttons(at)
    radio.set_value("fraction").run()
    assert "own_add" in buttons(at)
    at.radio(key="own_q_unit").set_value("percent").run()  # it can be answered otherwise
    upload(at, "other.csv", BUDGETS)  # another file is asked anew
    assert at.radio(key="own_q_unit_1").value is None
    assert "own_add" not in buttons(at)
    at.radio(key="own_q_unit_1").set_value("percent").run()
    click(at, "own_add")
    assert answers == [None, "fraction", "percent", None, "percent"]


@pytest.mark.usefixtures("in_process")
def test_a_column_of_another_name_is_asked_for(at):
    upload(at, "drivers.csv", LIST.replace(b",cip,", b",field,"))
    at.selectbox(key="own_column_cip").set_value("field")
    click(at, "own_columns_said")
    assert "own_add" in buttons(at)
    assert "2 used" in said(at)


ODD = ("<img src=x onerror=alert(1)>.csv", "**bold** [l](http://x) $x$ :red[y].csv", "\u202egpj.exe\u2066🧾.csv", f"{'ä' * 5_000}.csv")  # fmt: skip


@pytest.mark.usefixtures("in_process")
@pytest.mark.parametrize("name", ODD, ids=("markup", "markdown", "direction", "long"))
def test_nothing_of_a_file_is_read_as_markup(at, name):
    text = LIST.decode().replace("CDL Class A", "<script>x</script> **b**").replace("49.0205", "<b>")
    upload(at, name, (text + "Row,P,,,,\n").encode())
    click(at, "own_add")
    shown = [m.value for m in [*at.markdown, *at.caption]]
    raw = " ".join(shown)
    assert not {"\u202e", "\u2066"} & set(raw)
    for sign in ("<img", "**bold", "[l](", "$x$", ":red["):
        assert not re.search(rf"(?<!\\){re.escape(sign)}", raw)
    assert max(map(len, shown)) < 2_000


@pytest.mark.parametrize(
    ("name", "as_shown", "in_ids"),
    [
        ("Texas ETPL (2024).csv.gz", "Texas ETPL (2024).csv.gz", "texas-etpl-2024"),
        ("a\u202ecod.exe\n\x00b.csv", "a cod.exe b.csv", "a-cod"),
        ("名簿.xlsx", "名簿.xlsx", "own"),
        ("é" * 300 + ".geojson", "é" * 51 + "….geojson", "own"),
        ("\u2066", "file", "own"),
        ("-" * 40 + "X" * 40, "-" * 40 + "X" * 19 + "…", "x" * 24),
    ],
)
def test_names_of_files_are_text_of_one_short_line(name, as_shown, in_ids):
    assert reading.shown(name) == as_shown
    assert reading.id_name(name, []) == in_ids
    assert reading.id_name(name, [in_ids]) == f"{in_ids}-2"


@pytest.mark.usefixtures("in_process")
def test_what_it_changed_is_said_under_the_settings_of_now(at, monkeypatch):
    def changed(after, before, rules, _):
        return SimpleNamespace(sentence=f"{rules.wage}: {before.key != after.key}")

    monkeypatch.setattr(Atlas, "changed_from", changed)
    upload(at, "drivers.csv", LIST.replace(b"Class A", b"Class B"))  # not asked before
    click(at, "own_add")
    assert "p50: True" in said(at)
    at.selectbox(key="wage").set_value("p75").run()
    assert "p75: True" in said(at)


DOUBLE = b"provider,program,cip,city,state,lon,lat,credential,completers\nLincoln Community College - Continuing Education,RN,51.3801,Lincoln,NE,-99.5,39.5,associate degree,80\nNew School,CDL,49.0205,Lincoln,NE,-99.5,39.5,certificate,9\n"


@pytest.mark.usefixtures("in_process")
def test_what_may_be_listed_twice_is_decided_before_it_is_added(at):
    upload(at, "list.csv", DOUBLE)
    assert at.radio(key="own_doubles").label == "1 program is perhaps in the data already"

    def added():
        found = at.session_state["_own_read"].found
        return found.doubles["decision"].tolist()

    before = added()
    at.radio(key="own_doubles").set_value("same").run()
    same = added()
    at.radio(key="own_doubles").set_value("other").run()
    other = added()
    assert len({*before, *same, *other}) == 3
    at.radio(key="own_doubles").set_value("").run()
    assert added() == before
    at.radio(key="own_doubles").set_value("each").run()
    assert "own_add" in buttons(at)
    assert not at.exception
