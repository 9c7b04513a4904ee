"""The sandbox desk: it moves the clock, shows mails, and lists the accounts with their second factor."""

import json
from datetime import timedelta

import pytest
from allauth.mfa.totp.internal.auth import validate_totp_code

from market.contracts.workroom.actions import submit_work
from market.core.base import clock
from market.core.models import KeptMail
from market.site.demo import desk
from market.site.demo.cast import SECRET
from tests.payments import story


def move_clock(browser, by, **more):
    return browser.post("/sandbox/clock/", json.dumps({"advance": by}), content_type="application/json", **more)


def test_moving_the_clock_processes_deadlines_before_the_response(page, provider):
    milestone = story.funded(provider)
    submit_work(by=milestone.contract.freelancer, milestone_id=milestone.pk, note="Here")
    before = clock.now()
    answer = move_clock(page(), "P14D")
    assert answer.status_code == 200
    assert answer.json()["moved_seconds"] == timedelta(days=14).total_seconds()
    assert clock.now() - before >= timedelta(days=14)
    milestone.refresh_from_db()
    assert milestone.state == "released"


def test_long_move_makes_few_stops(db, page, monkeypatch):
    """What falls due every minute is done ten times on the way."""
    done = [clock.now()]
    often = clock.Deadline("often", (lambda: done[-1] + timedelta(minutes=1),), lambda: done.append(clock.now()))
    monkeypatch.setattr(clock, "_deadlines", {"often": often})
    monkeypatch.setattr(desk, "STOPS", 10)
    assert move_clock(page(), "P1D").status_code == 200
    assert 8 <= len(done) - 1 <= 11


@pytest.mark.parametrize("by", ["", "soon", "14", "P", "-P1D", "P401D", "P99999999999999D", None, [], {}])
def test_invalid_duration_is_400(db, page, by):
    answer = move_clock(page(), by)
    assert answer.status_code == 400
    assert "P14D" in answer.json()["detail"]
    assert clock.offset() == timedelta(0)


def test_body_that_is_no_json_object_is_400(db, page):
    browser = page()
    for body in ("{", "[]", '"P1D"'):
        assert browser.post("/sandbox/clock/", body, content_type="application/json").status_code == 400


def test_form_moves_the_clock_and_shows_errors(db, page):
    answer = page().post("/sandbox/clock/", {"advance": "P1D"}, follow=True)
    assert "moved on" in answer.content.decode()
    assert clock.offset() == timedelta(days=1)
    assert "Give a duration" in page().post("/sandbox/clock/", {"advance": "x"}, follow=True).content.decode()
    assert page().get("/sandbox/clock/").status_code == 302


def test_mails_as_json_are_listed_and_filtered_by_recipient(db, page):
    for to in ("carla@demo.test", "farida@demo.test"):
        KeptMail.objects.create(to=to, subject=f"For {to}", text="Open it", html="<p>Open it</p>", at=clock.now())
    results = page().get("/sandbox/mail/?format=json").json()["results"]
    assert [mail["to"] for mail in results] == ["farida@demo.test", "carla@demo.test"]
    assert set(results[0]) == {"id", "to", "subject", "text", "html", "at"}
    filtered = page().get("/sandbox/mail/?format=json&to=carla@demo.test").json()["results"]
    assert [mail["to"] for mail in filtered] == ["carla@demo.test"]


def test_mail_of_a_visitor_stands_above_those_of_demonstration_data_made_meanwhile(db, page):
    KeptMail.objects.create(to="new@example.com", subject="Confirm", text="x", at=clock.now())
    for number in range(30):
        KeptMail.objects.create(to=f"{number}@demo.test", subject="Old", text="x", at=clock.now() - timedelta(days=40))
    for path in ("/sandbox/", "/sandbox/mail/"):
        assert "new@example.com" in page().get(path).content.decode()


def test_mail_is_shown_as_text_and_as_sandboxed_html(db, page):
    mail = KeptMail.objects.create(to="a@b.c", subject="Hello", text="Hi <b>", html="<p>Hi</p>", at=clock.now())
    assert "Hi &lt;b&gt;" in page().get(f"/sandbox/mail/{mail.pk}/").content.decode()
    html_page = page().get(f"/sandbox/mail/{mail.pk}/html/")
    assert html_page.content == b"<p>Hi</p>"
    assert "sandbox" in html_page.headers["Content-Security-Policy"]
    assert page().get("/sandbox/mail/999/").status_code == 404
    assert page().get("/sandbox/mail/999/html/").status_code == 404


def test_desk_shows_valid_totp_codes(db, page, carla, oli):
    html = page().get("/sandbox/").content.decode()
    assert "carla@demo.test" in html
    codes = [part.split("<")[0] for part in html.split('<code class="strong num">')[1:]]
    assert codes
    assert all(validate_totp_code(SECRET, code) for code in codes)
