"""The other name that the home page suggests, and the name fields of the profile editor and its API."""

import pytest

from market.core.text.bangla import nfc
from tests import make

ASK = "/settings/suggested-name/"
SUGGESTION = nfc("ফরিদা")
QUESTION = "Should readers of Bangla see your name like this?"


@pytest.mark.parametrize("path", ["/", "/my-work/"])
def test_the_home_page_asks_until_the_name_is_confirmed(page, farida, path):
    content = page(farida).get(path).content.decode()
    assert QUESTION in content
    assert SUGGESTION in content
    page(farida).post(ASK, {"name": SUGGESTION})
    farida.refresh_from_db()
    assert (farida.other_name, farida.is_name_asked) == (SUGGESTION, False)
    assert QUESTION not in page(farida).get(path).content.decode()


@pytest.mark.parametrize(
    ("changes", "asked"),
    [({}, False), ({"language": "bn"}, True), ({"side": "freelancer"}, True), ({"time_zone": "Asia/Dhaka"}, True)],
)
def test_only_who_reads_bangla_is_asked(page, db, changes, asked):
    tom = make.make_person("Tom", **{"side": "client", "time_zone": "Europe/London", **changes})
    assert (nfc("তোম") in page(tom).get("/my-work/").content.decode()) is asked
    assert (nfc("তোম") in page(tom).get("/settings/").content.decode()) is asked


def test_not_now_is_for_good(page, api, farida):
    page(farida).post(ASK)
    farida.refresh_from_db()
    assert (farida.other_name, farida.is_name_asked) == ("", True)
    assert QUESTION not in page(farida).get("/my-work/").content.decode()
    assert api(farida).get("/api/v1/me/").json()["is_name_asked"] is True
    hints = [hint["code"] for hint in api(farida).get("/api/v1/me/profile/").json()["hints"]]
    assert "other_name" not in hints


def test_a_program_says_not_now(page, api, farida):
    assert api(farida).patch("/api/v1/me/", {"is_name_asked": True}, format="json").status_code == 200
    assert QUESTION not in page(farida).get("/my-work/").content.decode()


def test_only_what_was_suggested_is_confirmed(page, farida):
    answer = page(farida).post(ASK, {"name": "অন্য কেউ"})
    assert (answer.status_code, answer["Location"]) == (302, "/settings/")
    farida.refresh_from_db()
    assert farida.other_name == ""


def test_the_profile_editor_asks_for_both_names(page, farida):
    content = page(farida).get("/profile/").content.decode()
    assert f'value="{SUGGESTION}"' in content
    assert "Your name in English letters" in content


WRONG = [("Farida", "Faridah"), ("Farida", "২৩"), ("ফরিদা", "ফরীদা"), ("Farida", "ফ" * 70), ("Farida", "০১৭১১০০০০০০")]


@pytest.mark.parametrize(("name", "other"), WRONG)
def test_the_api_of_the_profile_refuses_a_wrong_other_name(api, farida, name, other):
    answer = api(farida).patch("/api/v1/me/profile/", {"display_name": name, "other_name": other}, format="json")
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == ["other_name"]
    farida.refresh_from_db()
    assert (farida.display_name, farida.other_name) == ("Farida", "")


@pytest.mark.parametrize("other", ["অক্ষরা", "সত্যব্রতী", "ক্‌", "শ্যামা", ""])
def test_the_api_of_the_profile_takes_the_other_name(api, farida, other):
    answer = api(farida).patch("/api/v1/me/profile/", {"other_name": other}, format="json")
    assert answer.status_code == 200
    assert answer.json()["names"] == {"en": "Farida", "bn": nfc(other)}


def test_a_user_of_the_api_confirms_the_suggestion(api, db):
    user = make.make_person("Moushumi")
    suggested = api(user).get("/api/v1/me/").json()["suggested_name"]
    assert suggested == nfc("মৌসুমি")
    assert api(user).patch("/api/v1/me/", {"other_name": suggested}, format="json").status_code == 200
