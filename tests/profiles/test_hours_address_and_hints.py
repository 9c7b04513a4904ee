"""A freelancer's hours, absence, address, preview and hints: own pages, the public profile, the API."""

from datetime import timedelta

import pytest
from django.conf import settings

from market.accounts.people.actions import change_settings
from market.core.base import clock
from market.core.base.errors import Invalid, TooMany
from market.profiles.freelancers.absence_actions import start_absence
from market.profiles.freelancers.actions import change_profile, hide_profile
from market.profiles.freelancers.address_actions import AddressTaken, choose_address
from market.profiles.freelancers.hints import hints
from market.profiles.models import Profile, ProfileAddress
from market.profiles.portfolio.actions import add_case
from market.profiles.portfolio.picture_actions import add_picture
from tests.profiles.test_pictures import picture

pytestmark = pytest.mark.django_db


def text(answer):
    return answer.content.decode()


def in_days(count):
    return clock.now().date() + timedelta(days=count)


def test_hours_page_saves_and_shows_form_errors(page, farida, carla):
    assert page().get("/profile/hours/").status_code == 302
    assert page(carla).get("/profile/hours/")["Location"] == "/profile/"
    browser = page(farida)
    assert browser.post("/profile/hours/", {"weekly_hours": "২০"}).status_code == 302
    change_settings(by=farida, time_zone="Asia/Dubai")
    profile = Profile.objects.get(user=farida)
    assert (profile.weekly_hours, profile.time_zone) == (20, "Asia/Dubai")
    wrong = browser.post("/profile/hours/", {"weekly_hours": "99"})
    assert wrong.status_code == 400
    assert 'value="99"' in text(wrong)
    content = text(page().get(profile.get_absolute_url()))
    for expected in ("up to 20", "Dubai", "there now"):
        assert expected in content


def test_absence_page_starts_and_ends_an_absence(page, farida, carla):
    browser = page(farida)
    form_data = {"away_from": str(in_days(-1)), "away_until": str(in_days(5)), "away_note": "Back soon."}
    assert browser.post("/profile/away/", form_data).status_code == 302
    for reader in (None, carla):
        content = text(page(reader).get(farida.profile.get_absolute_url()))
        assert "She is away and takes no new work" in content
        assert "Back soon." in content
    assert "You are away" in text(browser.get("/profile/hours/"))
    browser.post("/profile/back/")
    assert "She is away" not in text(page().get(farida.profile.get_absolute_url()))
    refused = browser.post("/profile/away/", {**form_data, "away_until": str(in_days(-3))})
    assert refused.status_code == 400
    assert "Back soon." in text(refused)


@pytest.mark.parametrize(("first", "told"), [(3, True), (30, False)])
def test_coming_absence_is_shown_two_weeks_before(page, farida, first, told):
    start_absence(by=farida, first=in_days(first), last=in_days(first + 2))
    assert ("She will be away" in text(page().get(farida.profile.get_absolute_url()))) is told
    assert "You will be away" in text(page(farida).get("/profile/hours/"))


def test_old_profile_addresses_redirect_to_the_current_one(page, farida):
    assert page(farida).post("/profile/share/", {"name": "@Farida-Draws"})["Location"] == "/profile/share/"
    assert "/talent/@farida-draws/" in text(page(farida).get("/profile/share/"))
    content = text(page().get("/talent/@farida-draws/"))
    assert f'rel="canonical" href="{settings.SITE_URL}/talent/@farida-draws/"' in content
    choose_address(by=farida, name="farida-logos")
    assert page().get("/talent/@farida-draws/")["Location"] == "/talent/@farida-logos/"
    assert page().get("/talent/@FARIDA-logos/")["Location"] == "/talent/@farida-logos/"
    choose_address(by=farida, name="farida-draws")
    assert page().get("/talent/@farida-logos/")["Location"] == "/talent/@farida-draws/"
    assert ProfileAddress.objects.filter(is_current=True).count() == 1
    assert page().get("/talent/@nobody/").status_code == 404


def test_address_of_a_hidden_profile_is_404_for_others(page, farida, carla):
    choose_address(by=farida, name="farida-draws")
    choose_address(by=farida, name="farida-logos")
    hide_profile(by=farida)
    for address in ("/talent/@farida-draws/", "/talent/@farida-logos/"):
        assert [page(who).get(address).status_code for who in (None, carla)] == [404, 404]
    assert page(farida).get("/talent/@farida-logos/").status_code == 200


@pytest.mark.parametrize(
    "name", ["", "ab", "1farida", "-farida", "farida-", "fa--rida", "ফরিদা", "far ida", "x" * 31, "a/b", "fár"]
)
def test_invalid_address_names_are_refused(page, farida, name):
    with pytest.raises(Invalid):
        choose_address(by=farida, name=name)
    assert page(farida).post("/profile/share/", {"name": name}).status_code == 400


def test_taken_and_reserved_addresses_are_refused(page, farida, rina):
    choose_address(by=rina, name="logos")
    choose_address(by=rina, name="signs")
    for name in ("logos", "signs", "admin", "support"):
        with pytest.raises(AddressTaken):
            choose_address(by=farida, name=name)
    answer = page(farida).post("/profile/share/", {"name": "logos"})
    assert (answer.status_code, "This name is taken" in text(answer)) == (409, True)


def test_address_changes_are_rate_limited(farida):
    for number in range(5):
        choose_address(by=farida, name=f"name-{number}")
    with pytest.raises(TooMany):
        choose_address(by=farida, name="one-more")
    assert choose_address(by=farida, name="name-0").is_current  # own earlier addresses are not counted
    assert ProfileAddress.objects.count() == 5


def test_open_graph_card_shows_only_display_name_and_topic(page, farida):
    content = text(page().get(farida.profile.get_absolute_url()))
    head = content.partition("</head>")[0]
    assert '<meta property="og:title" content="Farida">' in head
    assert '<meta property="og:description" content="Graphics design">' in head
    for private in ("Private", "logos", farida.profile.district.name, farida.certificate.serial):
        assert private not in head
    card = f"/talent/{farida.profile.pk}/card.png"
    assert f'<meta property="og:image" content="{settings.SITE_URL}{card}">' in head
    answer = page().get(card)
    assert (answer.status_code, answer["Content-Type"], answer["Cache-Control"]) == (200, "image/png", "no-cache")
    hide_profile(by=farida)
    assert "og:title" not in text(page(farida).get(farida.profile.get_absolute_url()))
    assert page(farida).get(card).status_code == 404


def test_preview_shows_the_profile_as_a_visitor_sees_it(page, farida, carla):
    hide_profile(by=farida)
    content = text(page(farida).get("/profile/preview/"))
    assert "Nobody sees it before you publish it." in content
    assert "Change your portfolio" not in content
    assert "csrfmiddlewaretoken" not in content.partition("<main")[2].partition("</main>")[0]
    assert "Sign out" in content
    assert "Sign up" not in content
    assert page().get("/profile/preview/").status_code == 302
    assert page(carla).get("/profile/preview/")["Location"] == "/profile/"


def test_own_published_profile_leads_to_the_next_steps(page, farida, carla):
    url, step = farida.profile.get_absolute_url(), "Show a piece of your work"
    assert step in text(page(farida).get(url))
    assert step not in text(page(carla).get(url))
    hide_profile(by=farida)
    assert step not in text(page(farida).get(url))


def test_education_is_taken_from_the_certificate(page, farida):
    batch = farida.certificate.batch
    assert f"Batch {batch.code}, finished in {batch.ended_on.year}" in text(
        page().get(farida.profile.get_absolute_url())
    )


def test_hints_disappear_as_the_profile_is_completed(page, farida):
    def codes():
        return {each.code for each in hints(Profile.objects.get(user=farida))}

    others = {"headline_bn", "story", "skills", "rate", "language_levels", "weekly_hours", "portfolio"}
    assert codes() == {"other_name", *others}
    assert all(each.why and each.url.startswith(("/profile/", "/settings/#")) for each in hints(farida.profile))
    assert "Clients plan with it." in text(page(farida).get("/profile/"))
    assert "Clients plan with it." not in text(page().get(farida.profile.get_absolute_url()))
    add_picture(by=farida, file=picture((20, 20)), title="Logo")
    assert "case_text" in codes()
    change_profile(by=farida, weekly_hours=20, language_levels={"bn": "native", "en": "good"})
    change_settings(by=farida, other_name="ফরিদা")
    assert not {"other_name", "weekly_hours", "language_levels", "portfolio"} & codes()


def test_language_levels_are_saved_and_validated(page, farida):
    form = {
        **{"display_name": "Farida", "headline_en": "Logos", "story_en": "I draw.", "availability": "now"},
        **{"topic": "graphics-design", "district": "rangpur", "currency": "USD", "rate": ""},
        **{"languages": ["bn"], "level_bn": "native", "level_hi": "basic"},
    }
    assert page(farida).post("/profile/", form).status_code == 302
    profile = Profile.objects.get(user=farida)
    assert (profile.languages, profile.language_levels) == (["bn", "hi"], {"bn": "native", "hi": "basic"})
    content = text(page().get(profile.get_absolute_url()))
    assert "Mother tongue" in content
    assert "Basic" in content
    assert change_profile(by=farida, languages=["bn"]).language_levels == {"bn": "native"}
    with pytest.raises(Invalid):
        change_profile(by=farida, language_levels={"bn": "poet"})


def test_full_profile_query_count(page, farida, django_assert_max_num_queries):
    choose_address(by=farida, name="farida")
    start_absence(by=farida, first=in_days(0), last=in_days(3))
    for number in range(5):
        add_case(by=farida, title=str(number))
    browser = page()
    with django_assert_max_num_queries(12):
        assert browser.get("/talent/@farida/").status_code == 200


AWAY, ADDRESS, MINE = "/api/v1/me/profile/away/", "/api/v1/me/profile/address/", "/api/v1/me/profile/"


def test_absence_api_permissions_validation_and_repeat(api, carla, farida):
    days = {"away_from": str(in_days(0)), "away_until": str(in_days(4)), "away_note": "Exams."}
    assert api().post(AWAY, days, format="json").status_code == 401
    assert api(carla).post(AWAY, days, format="json").json()["code"] == "no_profile"
    wrong = api(farida).post(AWAY, {**days, "away_until": str(in_days(-4))}, format="json")
    assert (wrong.status_code, list(wrong.json()["errors"])) == (400, ["away_until"])
    for _ in range(2):
        assert api(farida).post(AWAY, days, format="json").json()["absence"] == days
    body = api().get(f"/api/v1/profiles/{farida.profile.pk}/").json()
    assert (body["is_away"], body["absence"]) == (True, days)
    for _ in range(2):
        assert api(farida).delete(AWAY).json()["absence"] is None


def test_address_api_permissions_validation_and_repeat(api, carla, farida, rina):
    assert api().post(ADDRESS, {"name": "x"}, format="json").status_code == 401
    assert api(carla).post(ADDRESS, {"name": "farida"}, format="json").status_code == 409
    assert list(api(farida).post(ADDRESS, {"name": "?"}, format="json").json()["errors"]) == ["name"]
    for _ in range(2):
        assert api(farida).post(ADDRESS, {"name": "farida"}, format="json").json()["address"].endswith("/@farida/")
    assert api(rina).post(ADDRESS, {"name": "farida"}, format="json").json()["code"] == "address_taken"


def test_hours_levels_hints_and_education_in_the_api(api, farida):
    payload = {"weekly_hours": 25, "time_zone": "Asia/Dubai", "language_levels": {"bn": "native"}}
    body = api(farida).patch(MINE, payload, format="json").json()
    assert {name: body[name] for name in payload} == payload
    assert "story" in {each["code"] for each in body["hints"]}
    for wrong in ({"weekly_hours": 0}, {"time_zone": "Mars/Base"}, {"language_levels": {"bn": "poet"}}):
        assert api(farida).patch(MINE, wrong, format="json").status_code == 400
    public = api().get(f"/api/v1/profiles/{farida.profile.pk}/").json()
    assert not {"hints", "address"} & set(public)
    education = public["education"]
    assert (education["topic"]["slug"], education["year"]) == ("graphics-design", 2018)
