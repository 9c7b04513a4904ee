"""Addresses that take no mail: reported by a signed webhook or by the returned mail itself, told to her on the site."""

import io
import json
from datetime import timedelta

import pytest
from django.core.management import call_command

from market.core.base import clock
from market.core.base.errors import TooMany
from market.notifications.channels import bounces
from market.notifications.channels.bounce_actions import MailNotStopped, note_report, resume_mail
from market.notifications.channels.bounces import Report
from market.notifications.models import AddressTrouble, Notification
from market.notifications.preferences.actions import change_news_settings

SECRET = "whsec_mail"
RETURNED = b"""From: MAILER-DAEMON@mx.example.test
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b
Content-Type: text/plain

It did not work.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.test

Final-Recipient: rfc822; %(to)s
Action: %(action)s
Status: %(status)s
Diagnostic-Code: smtp; 550 %(status)s No such user

--b--
"""
COMPLAINT = b"""From: staff@mailbox.example.test
Content-Type: multipart/report; report-type=feedback-report; boundary=b

--b
Content-Type: text/plain

Somebody pressed the button.
--b
Content-Type: message/feedback-report

Feedback-Type: abuse
User-Agent: Box/1
Version: 1
Original-Rcpt-To: <%(to)s>

--b--
"""


def returned(to, action="failed", status="5.1.1") -> bytes:
    return RETURNED % {b"to": to.encode(), b"action": action.encode(), b"status": status.encode()}


@pytest.fixture(autouse=True)
def _secret(settings):
    settings.MAIL_WEBHOOK_SECRET = SECRET


@pytest.fixture
def send(page):
    """The webhook, called with events and a signature of this instant (or another)."""

    def call(*events, at=None, secret=SECRET, body=None):
        body = json.dumps({"events": events}).encode() if body is None else body
        mark = bounces.sign(body, secret, int(clock.wall().timestamp() if at is None else at))
        headers = {"Amar-Kaj-Signature": mark}
        return page().post("/webhooks/mail/", body, content_type="application/json", headers=headers)

    return call


def stopped(person) -> bool:
    return AddressTrouble.objects.filter(address=person.email, stopped_at__isnull=False).exists()


def test_a_hard_bounce_stops_mail_and_tells_her(carla, tell, send, run_jobs, mailbox, page):
    event = {"type": "hard", "address": carla.email.upper(), "reason": "550 no such user"}
    for _again in range(2):
        assert send(event).status_code == 200
    assert Notification.objects.filter(user=carla, kind="mail.stopped").count() == 1
    tell(carla)
    tell(carla, "test.money")
    run_jobs()
    assert mailbox == []
    html = page(carla).get("/settings/notifications/").content.decode()
    assert "Our mail does not reach you" in html
    assert "Our mail does not reach you" in page(carla).get("/settings/").content.decode()


def test_a_digest_is_not_sent_there_either(carla, travel, tell, mailbox):
    change_news_settings(by=carla, choices={"test.plain": {"mail": "digest"}})
    tell(carla)
    note_report(report=Report(carla.email, "hard"))
    travel(timedelta(days=1))
    assert mailbox == []


def test_soft_ones_are_counted(carla, settings):
    for _time in range(settings.LIFECYCLE.soft_bounces - 1):
        note_report(report=Report(carla.email, "soft", "mailbox full"))
    assert not stopped(carla)
    note_report(report=Report(carla.email, "soft", "mailbox full"))
    assert stopped(carla)
    assert AddressTrouble.objects.get().reason == "mailbox full"


def test_what_was_delivered_between_begins_the_count_anew(carla, settings):
    for _time in range(settings.LIFECYCLE.soft_bounces - 1):
        note_report(report=Report(carla.email, "soft"))
    note_report(report=Report(carla.email, "delivered"))
    note_report(report=Report(carla.email, "soft"))
    assert not stopped(carla)
    note_report(report=Report(carla.email, "hard"))
    note_report(report=Report(carla.email, "delivered"))
    assert stopped(carla), "a late word does not undo what she has to know"


def test_a_complaint_says_so(carla, send):
    assert send({"type": "complaint", "address": carla.email}).status_code == 200
    assert Notification.objects.get(user=carla).kind == "mail.complained"


def test_an_address_of_nobody_is_noted(db, send):
    assert send({"type": "hard", "address": "nobody@example.test"}).status_code == 200
    assert AddressTrouble.objects.get().stopped_at
    assert not Notification.objects.exists()


def test_who_does_not_know_the_secret_is_not_heard(carla, send, settings, page):
    event = {"type": "hard", "address": carla.email}
    assert send(event, secret="other").status_code == 400
    assert send(event, at=clock.wall().timestamp() - 600).status_code == 400
    assert send(event, at=clock.wall().timestamp() + 600).status_code == 400
    assert page().post("/webhooks/mail/", {}, content_type="application/json").status_code == 400
    assert page().get("/webhooks/mail/").status_code == 405
    settings.MAIL_WEBHOOK_SECRET = ""
    assert send(event, secret="").status_code == 400
    assert not AddressTrouble.objects.exists()


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b'{"events": 5}',
        b'{"events": [5]}',
        b'{"events": [{"type": "hard"}]}',
        b'{"events": [{"type": "x", "address": "a@b.test"}]}',
        b'{"events": [{"type": "hard", "address": 7}]}',
        b'{"events": [{"type": "hard", "address": "a\\u0000@b.test"}]}',
        b'{"events": [{"type": "hard", "address": "' + b"a" * 300 + b'"}]}',
        b"\xff",
    ],
)
def test_another_shape_is_refused_whole(db, send, body):
    assert send(body=body).status_code == 400
    assert not AddressTrouble.objects.exists()


def test_what_a_server_says_is_only_text(carla, send):
    send({"type": "hard", "address": carla.email, "reason": "<b>\0" + "ক" * 900})
    assert len(AddressTrouble.objects.get().reason) <= 300


@pytest.mark.parametrize(
    ("action", "status", "what"),
    [
        ("failed", "5.1.1", "hard"),
        ("failed", "5.2.2", "soft"),
        ("failed", "4.4.1", "soft"),
        ("delayed", "4.2.0", "soft"),
    ],
)
def test_a_returned_mail_is_read(action, status, what):
    found = bounces.read_returned_mail(returned("a@b.test", action, status))
    assert [(each.address, each.what) for each in found] == [("a@b.test", what)]


def test_other_mails_say_nothing():
    for raw in (b"", b"Subject: hello\n\nhi", returned("a@b.test", "delivered"), returned("nobody"), b"\xff\x00"):
        assert bounces.read_returned_mail(raw) == []


def test_the_command_takes_a_mail_from_a_mail_server(carla, omar, monkeypatch, capsys):
    for person, mail in ((carla, returned(carla.email)), (omar, COMPLAINT % {b"to": omar.email.encode()})):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(mail)))
        call_command("take_returned_mail")
        assert stopped(person)
    assert capsys.readouterr().out == "1 noted\n1 noted\n"


def test_she_says_that_it_works_again(carla, tell, run_jobs, mailbox, page):
    note_report(report=Report(carla.email, "hard"))
    run_jobs()
    assert not mailbox
    browser = page(carla)
    assert browser.post("/settings/notifications/resume/").url == "/settings/notifications/"
    tell(carla)
    run_jobs()
    assert len(mailbox) == 1
    with pytest.raises(MailNotStopped):
        resume_mail(by=carla)
    assert browser.post("/settings/notifications/resume/").status_code == 409


def test_but_not_ten_times_a_day(carla):
    for _time in range(3):
        note_report(report=Report(carla.email, "hard"))
        resume_mail(by=carla)
    note_report(report=Report(carla.email, "hard"))
    with pytest.raises(TooMany):
        resume_mail(by=carla)
    assert stopped(carla)


def test_another_address_is_not_stopped(carla, tell, run_jobs, mailbox):
    note_report(report=Report(carla.email, "hard"))
    type(carla).objects.filter(pk=carla.pk).update(email="carla.new@demo.test")
    carla.refresh_from_db()
    tell(carla)
    run_jobs()
    assert mailbox[-1].to == ["carla.new@demo.test"]
