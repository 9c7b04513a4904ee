"""Bounced addresses: reported by a signed webhook or a returned mail, shown to the user on the site."""

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
    """Posts events to the webhook, signed now or at the timestamp `at`."""

    def call(*events, at=None, secret=SECRET, body=None):
        body = json.dumps({"events": events}).encode() if body is None else body
        signature = bounces.sign(body, secret, int(clock.wall().timestamp() if at is None else at))
        headers = {"Amar-Kaj-Signature": signature}
        return page().post("/webhooks/mail/", body, content_type="application/json", headers=headers)

    return call


def is_stopped(person) -> bool:
    return AddressTrouble.objects.filter(address=person.email, stopped_at__isnull=False).exists()


def test_a_hard_bounce_stops_mail_and_notifies_the_user(carla, tell, send, run_jobs, mailbox, page):
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


def test_no_digest_is_sent_to_a_bounced_address(carla, travel, tell, mailbox):
    change_news_settings(by=carla, choices={"test.plain": {"mail": "digest"}})
    tell(carla)
    note_report(report=Report(carla.email, "hard"))
    travel(timedelta(days=1))
    assert mailbox == []


def test_soft_bounces_are_counted(carla, settings):
    for _time in range(settings.LIFECYCLE.soft_bounces - 1):
        note_report(report=Report(carla.email, "soft", "mailbox full"))
    assert not is_stopped(carla)
    note_report(report=Report(carla.email, "soft", "mailbox full"))
    assert is_stopped(carla)
    assert AddressTrouble.objects.get().reason == "mailbox full"


def test_a_delivery_resets_the_count_of_soft_bounces(carla, settings):
    for _time in range(settings.LIFECYCLE.soft_bounces - 1):
        note_report(report=Report(carla.email, "soft"))
    note_report(report=Report(carla.email, "delivered"))
    note_report(report=Report(carla.email, "soft"))
    assert not is_stopped(carla)
    note_report(report=Report(carla.email, "hard"))
    note_report(report=Report(carla.email, "delivered"))
    assert is_stopped(carla), "a late delivery report does not undo a hard bounce"


def test_a_spam_complaint_has_its_own_notification_type(carla, send):
    assert send({"type": "complaint", "address": carla.email}).status_code == 200
    assert Notification.objects.get(user=carla).kind == "mail.complained"


def test_a_bounce_of_an_unknown_address_is_recorded(db, send):
    assert send({"type": "hard", "address": "nobody@example.test"}).status_code == 200
    assert AddressTrouble.objects.get().stopped_at
    assert not Notification.objects.exists()


def test_the_webhook_refuses_a_wrong_signature_or_timestamp(carla, send, settings, page):
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
def test_an_invalid_webhook_body_is_400_and_records_nothing(db, send, body):
    assert send(body=body).status_code == 400
    assert not AddressTrouble.objects.exists()


def test_the_reason_of_a_bounce_is_truncated(carla, send):
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
def test_a_delivery_status_mail_is_parsed(action, status, what):
    reports = bounces.read_returned_mail(returned("a@b.test", action, status))
    assert [(each.address, each.what) for each in reports] == [("a@b.test", what)]


def test_other_mails_give_no_reports():
    for raw in (b"", b"Subject: hello\n\nhi", returned("a@b.test", "delivered"), returned("nobody"), b"\xff\x00"):
        assert bounces.read_returned_mail(raw) == []


def test_the_command_reads_a_returned_mail_from_stdin(carla, omar, monkeypatch, capsys):
    for person, mail in ((carla, returned(carla.email)), (omar, COMPLAINT % {b"to": omar.email.encode()})):
        monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(mail)))
        call_command("take_returned_mail")
        assert is_stopped(person)
    assert capsys.readouterr().out == "1 noted\n1 noted\n"


def test_the_user_resumes_mail_from_the_settings_page(carla, tell, run_jobs, mailbox, page):
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


def test_resuming_mail_has_a_rate_limit(carla):
    for _time in range(3):
        note_report(report=Report(carla.email, "hard"))
        resume_mail(by=carla)
    note_report(report=Report(carla.email, "hard"))
    with pytest.raises(TooMany):
        resume_mail(by=carla)
    assert is_stopped(carla)


def test_a_new_address_receives_mail_after_a_bounce(carla, tell, run_jobs, mailbox):
    note_report(report=Report(carla.email, "hard"))
    type(carla).objects.filter(pk=carla.pk).update(email="carla.new@demo.test")
    carla.refresh_from_db()
    tell(carla)
    run_jobs()
    assert mailbox[-1].to == ["carla.new@demo.test"]
