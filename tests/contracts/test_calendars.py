"""The iCalendar feed of deadlines: valid, private, renewed and revoked."""

from datetime import timedelta
from decimal import Decimal

import pytest
from django.core import signing
from icalendar import Calendar

from market.contracts.calendars import feeds
from market.contracts.calendars.actions import end_calendar, renew_calendar
from market.contracts.models import CalendarKey, Contract, Milestone
from market.contracts.proposals.actions import ask_to_end, refuse_proposal, withdraw_proposal
from market.contracts.proposals.request_actions import ask_extension
from market.contracts.workroom.actions import refuse_refund, request_changes, request_refund, submit_work
from market.core.base import clock
from market.core.models import AuditEntry
from market.core.text.locale import override


def parse_events(body: bytes) -> list:
    calendar = Calendar.from_ical(body)
    assert calendar["version"] == "2.0"
    assert not calendar.errors
    return calendar.walk("VEVENT")


def sign(value: object, salt: str = feeds.SALT) -> str:
    return signing.Signer(salt=salt).sign_object(value)


def feed_url(page, person) -> str:
    key = renew_calendar(by=person)
    token = sign([person.pk, key.key])
    assert token in page(person).get("/calendar/").content.decode()
    return f"/calendar/{token}.ics"


@pytest.mark.parametrize(
    ("state", "fields"),
    [
        ("awaiting_funding", {"funding_due_at"}),
        ("funded", {"work_due_at", "idle_refund_at"}),
        ("submitted", {"review_due_at"}),
        ("changes_requested", {"last_day_at"}),
        ("refund_requested", {"refund_due_at"}),
        ("disputed", set()),
        ("released", set()),
    ],
)
@pytest.mark.parametrize("who", ["carla", "farida"])
def test_each_milestone_state_has_its_deadlines(request, contract, milestone, in_state, who, state, fields):
    later = clock.now() + timedelta(days=9)
    dates = ("funding_due_at", "work_due_at", "idle_refund_at", "review_due_at", "last_day_at", "refund_due_at")
    Milestone.objects.filter(pk=milestone.pk).update(**dict.fromkeys(dates, later))
    in_state(milestone, state)
    events = parse_events(feeds.file_of(contract, request.getfixturevalue(who)))
    assert {str(each["uid"]).split("@")[0] for each in events} == {
        f"milestone-{milestone.pk}-{name}" for name in fields
    }
    for each in events:
        assert each["dtstart"].dt.utcoffset() == timedelta(0)
        assert each["dtstart"].to_ical().endswith(b"Z")
        assert "Sketches" in str(each["summary"])


def test_feed_is_in_the_users_language_and_in_utc(page, farida, funded):
    farida.language = "bn"
    farida.save()
    response = page().get(feed_url(page, farida))
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    assert b"\r\n" in response.content
    assert all(len(line) <= 75 for line in response.content.split(b"\r\n"))
    work = next(each for each in parse_events(response.content) if "work_due_at" in each["uid"])
    assert work["dtstart"].dt == funded.work_due_at.replace(microsecond=0)
    assert any("ঀ" <= letter <= "৿" for letter in str(work["summary"]))


def events_of(contract, person) -> dict[str, object]:
    """The events of the user's calendar file of the contract, by the first part of their UIDs."""
    events = parse_events(feeds.file_of(contract, person))
    assert len({str(each["uid"]) for each in events}) == len(events)
    return {str(each["uid"]).split("@")[0]: each for each in events}


def test_paused_deadline_leaves_the_feed_and_returns_with_its_uid(contract, funded, carla, farida):
    review, refund = f"milestone-{funded.pk}-review_due_at", f"milestone-{funded.pk}-refund_due_at"
    assert review not in events_of(contract, carla)
    submit_work(by=farida, milestone_id=funded.pk, note="Here")
    contract.refresh_from_db()
    assert str(events_of(contract, carla)[review]["summary"]).startswith(
        "Answer the delivery of “Logo for a tea shop: Sketches”"
    )
    assert (
        str(events_of(contract, farida)[review]["summary"])
        == "The money of “Logo for a tea shop: Sketches” is released by silence"
    )
    request_refund(by=carla, milestone_id=funded.pk, reason="Late")
    while_refund_requested = events_of(Contract.objects.get(), farida)
    funded.refresh_from_db()
    assert (review in while_refund_requested, str(while_refund_requested[refund]["summary"])) == (
        False,
        "Answer the refund of “Logo for a tea shop: Sketches”",
    )
    assert while_refund_requested[refund]["dtstart"].dt == funded.refund_due_at.replace(microsecond=0)
    refuse_refund(by=farida, milestone_id=funded.pk)
    after_refusal = events_of(Contract.objects.get(), farida)
    assert review in after_refusal
    assert refund not in after_refusal
    request_changes(by=carla, milestone_id=funded.pk, note="Greener")
    assert review not in events_of(Contract.objects.get(), farida)


def test_open_proposal_is_in_both_calendars_until_answered(contract, funded, carla, farida):
    extension = ask_extension(by=farida, milestone_id=funded.pk, days=3)
    name = f"proposal-{extension.pk}-due_at"
    assert (
        str(events_of(contract, carla)[name]["summary"]) == "Answer Farida: More time (“Logo for a tea shop: Sketches”)"
    )
    own_event = events_of(contract, farida)[name]
    assert str(own_event["summary"]) == "Carla answers: More time (“Logo for a tea shop: Sketches”)"
    assert own_event["dtstart"].dt == extension.due_at.replace(microsecond=0)
    assert str(own_event["url"]).endswith(extension.get_absolute_url())
    refuse_proposal(by=carla, proposal_id=extension.pk)
    assert name not in events_of(contract, farida)


def test_end_proposal_is_in_the_feed_in_bangla_until_withdrawn(contract, funded, carla, farida):
    end = ask_to_end(by=carla, contract_id=contract.pk, shares={funded.pk: Decimal("0")})
    with override("bn"):
        summary = str(events_of(contract, farida)[f"proposal-{end.pk}-due_at"]["summary"])
    assert "Carla" in summary
    assert "উত্তর দিন" in summary
    assert "End" not in summary
    withdraw_proposal(by=carla, proposal_id=end.pk)
    assert f"proposal-{end.pk}-due_at" not in events_of(contract, farida)


def test_outdated_proposal_is_left_out(contract, funded, carla, farida):
    extension = ask_extension(by=farida, milestone_id=funded.pk, days=3)
    submit_work(by=farida, milestone_id=funded.pk, note="Here after all")
    assert f"proposal-{extension.pk}-due_at" not in events_of(Contract.objects.get(), carla)


def test_ended_contract_leaves_the_feed(page, carla, contract, funded):
    url = feed_url(page, carla)
    assert parse_events(page().get(url).content)
    contract.__class__.objects.update(state="ended")
    assert parse_events(page().get(url).content) == []


def test_feed_is_404_for_old_forged_and_inactive_tokens(page, carla, funded):
    old = feed_url(page, carla)
    new = feed_url(page, carla)
    assert (page().get(old).status_code, page().get(new).status_code) == (404, 200)
    key = CalendarKey.objects.get().key
    for token in ("x", key, sign([carla.pk, key], salt="other"), sign("x")):
        assert page().get(f"/calendar/{token}.ics").status_code == 404
    carla.is_active = False
    carla.save()
    assert page().get(new).status_code == 404


def test_feed_address_is_renewed_and_ended_by_form(page, carla):
    browser = page(carla)
    assert "Create a link" in browser.get("/calendar/").content.decode()
    browser.post("/calendar/renew/")
    key = CalendarKey.objects.get()
    assert str(key) == str(carla.pk)
    html = browser.get("/calendar/").content.decode()
    token = html.split('href="http://testserver/calendar/')[1].split('"')[0]
    assert page().get(f"/calendar/{token}").status_code == 200
    browser.post("/calendar/end/")
    end_calendar(by=carla)
    assert AuditEntry.objects.filter(by=carla, code__startswith="calendar.").latest("pk").code == "calendar.ended"
    assert page().get(f"/calendar/{token}").status_code == 404


def test_calendar_file_of_one_contract(page, carla, omar, contract, funded):
    url = f"/contracts/{contract.pk}/calendar.ics"
    response = page(carla).get(url)
    assert response["Content-Disposition"] == f'attachment; filename="contract-{contract.pk}.ics"'
    assert parse_events(response.content)
    assert page(omar).get(url).status_code == 404
