"""A person's time zone: guessed from the browser once, chosen in the settings, and told by on pages, in mails and
calendars.
"""

from datetime import UTC, datetime

import pytest
from django.template import engines

from market.accounts.models import User
from market.accounts.people.actions import change_settings
from market.core.base.errors import Invalid
from market.core.base.payloads import render_payload, serialize_payload
from market.core.base.time_zones import place_of, time_of, zone_choices
from market.core.text.locale import activate_for, local, override

EVENING = datetime(2026, 11, 28, 19, 30, tzinfo=UTC)  # 1:30 am of the 29th in Dhaka
PASSWORD = "amar-kaj-demo"
SETTINGS = {"display_name": "Carla", "name": "Carla Jensen", "language": "en", "digits": "latin"}


def sign_in(browser, user):
    return browser.post("/accounts/login/", {"login": user.email, "password": PASSWORD, "device": "own"})


@pytest.mark.parametrize(
    ("zone", "shown"),
    [
        ("Asia/Dhaka", "29 November 2026, 1:30 am, Dhaka time"),
        ("Asia/Kathmandu", "29 November 2026, 1:15 am, Kathmandu time"),
        ("America/New_York", "28 November 2026, 2:30 pm, New York time"),
        ("Etc/UTC", "28 November 2026, 7:30 pm, UTC"),
    ],
)
def test_instants_are_told_in_the_zone_of_the_reader(zone, shown):
    page = engines["jinja2"].env.from_string("{{ at|when }}, {{ zone_words() }} {{ at|day }}")
    with override("en", zone=zone):
        text = page.render(at=EVENING)
        assert shown in text.replace("</time>", "").replace('<time datetime="2026-11-28T19:30:00+00:00">', "")
        assert render_payload(serialize_payload({"at": EVENING}))["at"] == " ".join(shown.rsplit(", ", 1))


def test_days_of_a_change_of_the_clock_keep_their_hours():
    with override("en", zone="America/New_York"):
        assert [local(datetime(2026, 11, 1, hour, tzinfo=UTC)).hour for hour in (4, 5, 6, 7)] == [0, 1, 1, 2]


def test_zones_are_named_in_both_languages():
    with override("bn"):
        assert [time_of(zone) for zone in ("Asia/Dhaka", "Europe/London", "Asia/Dubai", "Etc/UTC")] == [
            "ঢাকার সময়", "লন্ডনের সময়", "দুবাইয়ের সময়", "UTC",
        ]  # fmt: skip
    assert place_of("Asia/Kolkata", "bn") == "কোলকাতা"


def test_zones_to_choose_stand_by_area_behind_that_of_the_device_and_home():
    with override("en"):
        groups = dict(zone_choices("Etc/UTC", "Europe/Rome"))
        assert list(groups)[:4] == ["On this device", "Asia/Dhaka", "Asia", "Africa"]
        assert list(groups)[-1] == "Etc/UTC"
        assert list(dict(groups["On this device"])) == ["Europe/Rome"]
        assert {"Asia/Kolkata", "Asia/Kathmandu"} <= dict(groups["Asia"]).keys()
        assert "Europe/Kyiv" in dict(groups["Europe"])
        assert "Europe/Rome" not in dict(groups["Europe"])
        assert list(dict(zone_choices("Asia/Dhaka", "Asia/Dhaka")))[0] == "Asia/Dhaka"
        assert "On this device" not in dict(zone_choices(device="Mars/Base"))


def test_a_fragment_is_kept_for_each_zone():
    part = engines["jinja2"].env.from_string("{% call fragment('zones of a test') %}{{ at|when }}{% endcall %}")
    with override("en", zone="Asia/Dhaka"):
        assert "1:30 am" in part.render(at=EVENING)
    with override("en", zone="Europe/London"):
        assert "7:30 pm" in part.render(at=EVENING)


def test_the_first_sign_in_takes_the_zone_of_the_browser_and_no_later_one_does(page, carla):
    browser = page()
    browser.cookies["time_zone"] = "Asia/Calcutta"
    sign_in(browser, carla)
    assert User.objects.get(pk=carla.pk).time_zone == "Asia/Kolkata"
    assert "Kolkata" in browser.get("/settings/").content.decode()
    other = page()
    other.cookies["time_zone"] = "America/New_York"
    sign_in(other, carla)
    assert User.objects.get(pk=carla.pk).zone == "Asia/Kolkata"


@pytest.mark.parametrize(
    "cookie", ["Mars/Base", "x" * 4000, "..%2F..%2Fetc", "\x00", "%00", "Factory", "localtime", '"Asia/Dhaka\\000"', ""]
)
def test_a_browser_that_names_no_zone_reads_the_time_of_the_site(page, carla, cookie):
    browser = page()
    browser.cookies["time_zone"] = cookie
    assert browser.get("/jobs/").status_code == 200
    sign_in(browser, carla)
    carla.refresh_from_db()
    assert (carla.time_zone, carla.zone) == ("", "Asia/Dhaka")


def test_a_guess_tells_nobody_else_where_somebody_is(page, farida):
    browser = page()
    browser.cookies["time_zone"] = "Europe/London"
    sign_in(browser, farida)
    address = farida.profile.get_absolute_url()
    assert "London" not in page().get(address).content.decode()
    farida.refresh_from_db()
    change_settings(by=farida, time_zone="Europe/Paris")
    assert "Paris" in page().get(address).content.decode()


def test_the_setting_is_saved_and_a_wrong_one_refused(page, carla):
    browser = page(carla)
    browser.cookies["time_zone"] = "Asia/Dubai"
    assert '<optgroup label="On this device">' in browser.get("/settings/").content.decode()
    assert browser.post("/settings/", {**SETTINGS, "time_zone": "America/New_York"}).status_code == 302
    assert '<option value="America/New_York" selected>' in browser.get("/settings/").content.decode()
    for wrong in ("Mars/Base", "Asia/Dhaka\0", "x" * 5000, ""):
        assert browser.post("/settings/", {**SETTINGS, "time_zone": wrong}).status_code == 400
    with pytest.raises(Invalid):
        change_settings(by=carla, time_zone="Mars/Base")
    carla.refresh_from_db()
    assert carla.zone == "America/New_York"


def test_what_goes_to_somebody_else_is_told_in_their_zone(carla, rahim):
    change_settings(by=carla, time_zone="Europe/London")
    with activate_for(carla):
        assert local(EVENING).hour == 19
        with activate_for(rahim):
            assert (local(EVENING).day, local(EVENING).hour) == (29, 1)
        assert local(EVENING).hour == 19


def test_anonymous_pages_are_kept_for_all_zones(page, db):
    one, other = page(), page()
    one.cookies["time_zone"], other.cookies["time_zone"] = "Europe/London", "Asia/Tokyo"
    assert one.get("/help/clocks/")["ETag"] == other.get("/help/clocks/")["ETag"]


def test_instants_of_the_api_stay_in_utc(page, carla):
    change_settings(by=carla, time_zone="Asia/Tokyo")
    assert page(carla).get("/api/v1/me/").json()["date_joined"].endswith("Z")
