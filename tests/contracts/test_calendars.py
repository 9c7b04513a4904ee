"""The calendar of deadlines: valid, private, renewed and ended."""

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
from market.core.text.locale import override


def events(body: bytes) -> list:
    calendar = Calendar.from_ical(body)
    assert calendar["version"] == "2.0"
    assert not calendar.errors
    return calendar.walk("VEVENT")


def signed(what: object, salt: str = feeds.SALT) -> str:
    return signing.Signer(salt=salt).sign_object(what)


def address(page, person) -> str:
    key = renew_calendar(by=person)
    token = signed([person.pk, key.key])
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
def test_each_state_has_its_dates(request, contract, milestone, in_state, who, state, fields):
    later = clock.now() + timedelta(days=9)
    dates = ("funding_due_at", "work_due_at", "idle_refund_at", "review_due_at", "last_day_at", "refund_due_at")
    Milestone.objects.filter(pk=milestone.pk).update(**dict.fromkeys(dates, later))
    in_state(milestone, state)
    found = events(feeds.file_of(contract, request.getfixturevalue(who)))
    assert {str(each["uid"]).split("@")[0] for each in found} == {f"milestone-{milestone.pk}-{name}" for name in fields}
    for each in found:
        assert each["dtstart"].dt.utcoffset() == timedelta(0)
        assert each["dtstart"].to_ical().endswith(b"Z")
        assert "Sketches" in str(each["summary"])


def test_the_feed_is_in_her_language_and_in_utc(page, farida, funded):
    farida.language = "bn"
    farida.save()
    answer = page().get(address(page, farida))
    assert answer["Content-Type"] == "text/calendar; charset=utf-8"
    assert b"\r\n" in answer.content
    assert all(len(line) <= 75 for line in answer.content.split(b"\r\n"))
    work = next(each for each in events(answer.content) if "work_due_at" in each["uid"])
    assert work["dtstart"].dt == funded.work_due_at.replace(microsecond=0)
    assert any("ঀ" <= letter <= "৿" for letter in str(work["summary"]))


def shown(contract, person) -> dict[str, object]:
    """What her file of the contract holds: its summaries by the first part of their UIDs."""
    found = events(feeds.file_of(contract, person))
    assert len({str(each["uid"]) for each in found}) == len(found)
    return {str(each["uid"]).split("@")[0]: each for each in found}


def test_a_clock_that_stops_leaves_it_and_comes_back_under_its_name(contract, funded, carla, farida):
    review, refund = f"milestone-{funded.pk}-review_due_at", f"milestone-{funded.pk}-refund_due_at"
    assert review not in shown(contract, carla)
    submit_work(by=farida, milestone_id=funded.pk, note="Here")
    contract.refresh_from_db()
    assert str(shown(contract, carla)[review]["summary"]).startswith("Answer the delivery of “Sketches”")
    assert str(shown(contract, farida)[review]["summary"]) == "The money of “Sketches” is released by silence"
    request_refund(by=carla, milestone_id=funded.pk, reason="Late")
    asked = shown(Contract.objects.get(), farida)
    funded.refresh_from_db()
    assert (review in asked, str(asked[refund]["summary"])) == (False, "Answer the refund of “Sketches”")
    assert asked[refund]["dtstart"].dt == funded.refund_due_at.replace(microsecond=0)
    refuse_refund(by=farida, milestone_id=funded.pk)
    again = shown(Contract.objects.get(), farida)
    assert review in again
    assert refund not in again
    request_changes(by=carla, milestone_id=funded.pk, note="Greener")
    assert review not in shown(Contract.objects.get(), farida)


def test_what_waits_for_an_answer_stands_in_both_calendars_until_it_is_given(contract, funded, carla, farida):
    more = ask_extension(by=farida, milestone_id=funded.pk, days=3)
    name = f"proposal-{more.pk}-due_at"
    assert str(shown(contract, carla)[name]["summary"]) == "Answer Farida: More time (“Sketches”)"
    hers = shown(contract, farida)[name]
    assert str(hers["summary"]) == "Carla answers: More time (“Sketches”)"
    assert hers["dtstart"].dt == more.due_at.replace(microsecond=0)
    assert str(hers["url"]).endswith(more.get_absolute_url())
    refuse_proposal(by=carla, proposal_id=more.pk)
    assert name not in shown(contract, farida)


def test_an_asked_end_stands_in_it_in_bangla_and_goes_when_it_is_taken_back(contract, funded, carla, farida):
    end = ask_to_end(by=carla, contract_id=contract.pk, shares={funded.pk: Decimal("0")})
    with override("bn"):
        said = str(shown(contract, farida)[f"proposal-{end.pk}-due_at"]["summary"])
    assert "Carla" in said
    assert "উত্তর দিন" in said
    assert "End" not in said
    withdraw_proposal(by=carla, proposal_id=end.pk)
    assert f"proposal-{end.pk}-due_at" not in shown(contract, farida)


def test_what_no_longer_means_anything_is_left_out(contract, funded, carla, farida):
    more = ask_extension(by=farida, milestone_id=funded.pk, days=3)
    submit_work(by=farida, milestone_id=funded.pk, note="Here after all")
    assert f"proposal-{more.pk}-due_at" not in shown(Contract.objects.get(), carla)


def test_ended_contracts_leave_it(page, carla, contract, funded):
    where = address(page, carla)
    assert events(page().get(where).content)
    contract.__class__.objects.update(state="ended")
    assert events(page().get(where).content) == []


def test_nobody_guesses_it_and_an_old_one_is_dead(page, carla, funded):
    old = address(page, carla)
    new = address(page, carla)
    assert (page().get(old).status_code, page().get(new).status_code) == (404, 200)
    key = CalendarKey.objects.get().key
    for token in ("x", key, signed([carla.pk, key], salt="other"), signed("x")):
        assert page().get(f"/calendar/{token}.ics").status_code == 404
    carla.is_active = False
    carla.save()
    assert page().get(new).status_code == 404


def test_it_is_renewed_and_ended_by_page(page, carla):
    browser = page(carla)
    assert "no address" in browser.get("/calendar/").content.decode()
    browser.post("/calendar/renew/")
    key = CalendarKey.objects.get()
    assert str(key) == str(carla.pk)
    shown = browser.get("/calendar/").content.decode()
    feed = shown.split('href="http://testserver/calendar/')[1].split('"')[0]
    assert page().get(f"/calendar/{feed}").status_code == 200
    browser.post("/calendar/end/")
    end_calendar(by=carla)
    assert page().get(f"/calendar/{feed}").status_code == 404


def test_one_contract_as_a_file(page, carla, omar, contract, funded):
    where = f"/contracts/{contract.pk}/calendar.ics"
    answer = page(carla).get(where)
    assert answer["Content-Disposition"] == f'attachment; filename="contract-{contract.pk}.ics"'
    assert events(answer.content)
    assert page(omar).get(where).status_code == 404
