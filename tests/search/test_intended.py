"""What visitors save and follow: each is kept for who signs in from it, and for nobody else on the same device."""

import re
from dataclasses import replace
from datetime import timedelta
from urllib.parse import parse_qs, urlsplit

import pytest

from market.accounts.models import User
from market.core.base import clock
from market.core.web import throttles
from market.jobs.models import Mark
from market.search.alerts import actions as alert_actions
from market.search.models import SavedProfile, SavedSearch
from market.search.saved.intended import MOST
from tests import make


@pytest.fixture
def press(client):
    """Press a heart in a list of the visitor's browser; the page to which signing in would lead."""

    def press(path, place="/talent/?q=logo"):
        answer = client.get(path, headers={"referer": f"http://testserver{place}"} if place else {})
        address = urlsplit(answer.url)
        assert address.path == "/accounts/login/"
        return parse_qs(address.query)["next"][0]

    return press


def sign_in(client, user, place=""):
    fields = {"login": user.email, "password": "amar-kaj-demo", **({"next": place} if place else {})}
    assert client.post("/accounts/login/", fields).status_code == 302


def test_visitor_saves_what_they_pressed_by_signing_in_from_it(carla, farida, rina, page, client, press):
    path = f"/saved/people/{farida.profile.pk}/"
    assert f'href="{path}"' in page().get("/talent/?q=logo").content.decode()
    job = make.make_job(make.make_person("paul"))
    assert press(f"/saved/jobs/{job.pk}/", "") == f"/jobs/{job.pk}/#jobs-{job.pk}"
    press(f"/saved/people/{rina.profile.pk}/")  # of the same list, and perhaps by somebody else
    place = press(path)
    press(f"/saved/jobs/{job.pk}/", "/jobs/")
    assert place == f"/talent/?q=logo#talent-{farida.profile.pk}"
    sign_in(client, carla, place)
    assert [each.profile for each in SavedProfile.objects.filter(user=carla)] == [farida.profile]
    assert not Mark.objects.exists()
    notice = f'Saved: <span lang="en">{farida.display_name}</span>. <a href="/saved/">See what you saved</a>'
    assert notice in client.get("/talent/").content.decode()
    SavedProfile.objects.all().delete()
    client.post("/accounts/logout/")
    sign_in(client, carla, place)
    assert not SavedProfile.objects.exists(), "taken over once"


def test_job_without_a_list_is_saved_and_what_is_gone_is_left_out(carla, client, press):
    job = make.make_job(make.make_person("paul"), title="Logo <b>for</b> tea")
    place = press(f"/saved/jobs/{job.pk}/", "")
    sign_in(client, carla, place)
    assert Mark.objects.get().user == carla
    notice = 'Saved: <span lang="en">Logo &lt;b&gt;for&lt;/b&gt; tea</span>. <a href="/jobs/saved/">'
    assert notice in client.get("/talent/").content.decode()
    client.post("/accounts/logout/")
    sign_in(client, carla, press("/saved/people/999999/"))
    assert not SavedProfile.objects.exists()
    assert "This does not exist, or it is not yours to see." in client.get("/talent/").content.decode()


@pytest.mark.parametrize("way", ["Follow", "another link to sign in", "after thirty saved searches"])
def test_visitor_follows_a_skill_by_signing_in_from_its_button(carla, client, press, monkeypatch, way):
    place = press("/saved/follow/skill/logo-design/")
    assert place == "/skills/logo-design/#follow"
    if way == "after thirty saved searches":
        monkeypatch.setattr(alert_actions, "MOST", 0)
    sign_in(client, carla, "/skills/logo-design/" if way == "another link to sign in" else place)
    shown = client.get("/skills/logo-design/").content.decode()
    if way == "Follow":
        search = SavedSearch.objects.get(user=carla)
        assert (search.query, search.frequency) == ("skill=logo-design", "daily")
        assert "You follow this: Graduates · Once a day." in shown
        return
    assert not SavedSearch.objects.exists()
    assert ("the most there can be" in shown) == (way == "after thirty saved searches")


def test_graduate_who_chose_no_side_follows_jobs_by_signing_in(farida, client, press):
    User.objects.update(side="")
    sign_in(client, farida, press("/saved/follow/skill/logo-design/"))
    assert SavedSearch.objects.get(user=farida).kind == "jobs"


def test_visitor_saves_and_follows_by_signing_up_from_the_button(db, client, press, mailbox, run_jobs):
    place = press("/saved/follow/skill/logo-design/")
    account = {
        "name": "Nadia Islam",
        "email": "nadia@demo.test",
        "password1": "tea-and-toast-9",
        "side": "client",
        "consent": "on",
    }
    client.post("/accounts/signup/", {**account, "next": place})
    run_jobs()
    address = re.search(r"https?://[^/\s]+(/\S+)", mailbox[0].body)[1]
    assert client.post(address).url == place
    assert SavedSearch.objects.get().query == "skill=logo-design"


@pytest.mark.parametrize("leaving", ["by the menu", "from the same list", "after a while", "after somebody else"])
def test_next_person_on_the_device_gets_nothing_of_a_visitor(carla, omar, farida, client, press, monkeypatch, leaving):
    place = press(f"/saved/people/{farida.profile.pk}/")
    if leaving == "after a while":
        later = clock.wall() + timedelta(minutes=31)
        monkeypatch.setattr(clock, "wall", lambda: later)
    if leaving == "after somebody else":
        sign_in(client, omar)
        client.post("/accounts/logout/")
        assert "to_save" not in client.session
    ways = {"by the menu": "", "from the same list": "/talent/?q=logo"}
    sign_in(client, carla, ways.get(leaving, place))
    assert not SavedProfile.objects.exists()
    assert "to_save" not in client.session


def test_latest_few_dozen_hearts_are_kept_and_none_of_another_site(db, client, press):
    for number in range(MOST + 1):
        press(f"/saved/people/{number}/")
    assert [target for _kind, target, _place in client.session["to_save"]["things"]] == [*range(1, MOST + 1)]
    client.get("/saved/people/99/", headers={"Sec-Fetch-Site": "cross-site"})
    client.head("/saved/people/99/")
    assert client.session["to_save"]["things"][-1][1] == MOST


def test_hearts_of_visitors_count_as_searches_since_each_writes_a_session(settings, db, page, monkeypatch):
    monkeypatch.setattr(throttles, "monotonic", lambda: 130.0)
    settings.LIFECYCLE = replace(settings.LIFECYCLE, searches_per_client_minute=2)
    assert [page().get("/saved/people/7/").status_code for _ in range(3)] == [302, 302, 429]
