"""The tracer: graduates are asked three times, by any way; the public never reads of fewer than five people."""

import io
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from openpyxl import load_workbook

from market.accounts.privacy.actions import close_account
from market.core.base import clock
from market.core.base.errors import Invalid, NotAllowed, NotFound, TooMany
from market.notifications.models import Notification
from market.training import batch_statistics
from market.training.certificates.actions import claim_certificate, issue_certificate
from market.training.district_outages.actions import enter_outage, move_deadlines
from market.training.figures.actions import count_figures
from market.training.models import Certificate, TracerAnswer, TracerResult, TracerRound
from market.training.tracer import actions
from market.training.tracer.actions import Answers
from market.training.tracer.links import token_of
from market.training.tracer.opening_actions import months_later, open_rounds, write_results
from market.training.tracer.results import tracer_results
from tests import make
from tests.training.graduation_story import DAY, batch_of_old
from tests.training.plan_story import today

SENT = {"work": "job", "elsewhere": "below_15", "hours": "below_20", "hindrance": "time", "advice": "yes"}
ANSWERS = Answers(**SENT)


@pytest.fixture
def batch(oli):
    return batch_of_old(oli)


def certificate_of(batch, officer, person=None, name="Asma Begum"):
    """One that was issued three months ago today, in the person's account."""
    row, code = issue_certificate(by=officer, batch=batch, name_en=name)
    if person:
        claim_certificate(by=person, serial=row.serial, claim_code=code)
    day = next(each for each in (today() - at * DAY for at in range(85, 95)) if months_later(each, 3) <= today())
    Certificate.objects.filter(pk=row.pk).update(issued_on=day)
    return row


def heard(user):
    rows = Notification.objects.filter(user=user, kind__startswith="tracer.")
    return list(rows.order_by("pk").values_list("kind", flat=True))


@pytest.fixture
def asma():
    return make.make_person("Asma")


@pytest.fixture
def round_(batch, oli, asma):
    certificate = certificate_of(batch, oli, asma)
    open_rounds(batch.phase.programme)
    return TracerRound.objects.get(certificate=certificate, months=3)


def test_a_graduate_is_asked_reminded_twice_answers_and_changes_the_answer(round_, asma, page, api, travel):
    travel(DAY)
    assert heard(asma) == ["tracer.asked"]
    travel(21 * DAY)
    assert heard(asma) == ["tracer.asked", "tracer.reminded", "tracer.reminded"]
    assert [each["kind"] for each in api(asma).get("/api/v1/me/home/").json()["tasks"]].count("tracer") == 1
    first = page().post(round_.get_absolute_url(), SENT)
    assert "Thank you" in first.content.decode()
    path = f"/api/v1/me/tracer/{round_.pk}/"
    changed = api(asma).post(path, {**SENT, "work": "here"})
    assert (changed.status_code, changed.data["work"], changed.data["way"]) == (201, "here", "page")
    [own] = api(asma).get("/api/v1/me/tracer/").data["results"]
    assert [each["work"] for each in own["answers"]] == ["job", "here"]
    assert "In a job" not in page(asma).get("/tracer/").content.decode()  # the last answer counts
    travel(10 * DAY)
    assert heard(asma)[3:] == []
    assert api(asma).post(path, SENT).data["code"] == "tracer_closed"


def test_the_time_to_answer_waits_for_an_outage_of_the_district(round_, asma, oli, monkeypatch):
    until, batch, asks_at = round_.ends_at, round_.certificate.batch, round_.tell_at
    monkeypatch.setattr(clock, "now", lambda: asks_at)
    outage = enter_outage(by=oli, district=batch.district, reason="flood", from_at=asks_at, until_at=asks_at + DAY)
    move_deadlines(outage_id=outage.pk)
    round_.refresh_from_db()
    assert (round_.ends_at, round_.tell_at) == (until + DAY, asks_at)  # to be asked for the first time does not wait


def test_a_link_tells_nothing_of_the_person_and_no_other_opens_the_round(round_, page, rina):
    with pytest.raises(NotFound):
        actions.answer_own(by=rina, round_id=round_.pk, answers=ANSWERS)
    actions.answer_by_link(round_id=round_.pk, answers=ANSWERS)
    html = page(rina).get(round_.get_absolute_url()).content.decode()
    assert "Asma" not in html
    assert "checked" not in html
    assert page().get(f"/tracer/{token_of(round_)}x/").status_code == 404
    assert page().get(f"/tracer/{token_of(round_)}/")["Referrer-Policy"] == "same-origin"  # its form has to be taken


def test_the_site_fills_in_what_was_earned_here(round_, asma, monkeypatch):
    month = (today().replace(day=1) - DAY).replace(day=1)
    monkeypatch.setattr(
        batch_statistics, "_month_functions", [lambda people: {"BDT": {month: dict.fromkeys(people, Decimal(1500))}}]
    )
    assert actions.answer_own(by=asma, round_id=round_.pk, answers=ANSWERS).here == {"BDT": "1500"}


def test_who_does_not_want_to_be_asked_again_is_not(round_, asma, page, travel):
    assert page().post(f"{round_.get_absolute_url()}stop/").status_code == 302
    travel(40 * DAY)
    assert heard(asma) == []
    with pytest.raises(actions.TracerClosed):
        actions.answer_own(by=asma, round_id=round_.pk, answers=ANSWERS)
    open_rounds(round_.certificate.batch.phase.programme)
    assert TracerRound.objects.count() == 1


def test_an_officer_enters_what_a_graduate_without_an_account_said(batch, oli, page, api, rina):
    certificate_of(batch, oli)
    open_rounds(batch.phase.programme)
    row = TracerRound.objects.get()
    assert "Without an account" in page(oli).get("/staff/tracer/").content.decode()
    with pytest.raises(NotAllowed):
        actions.answer_by_phone(by=rina, round_id=row.pk, answers=ANSWERS, note="Called.")
    for wrong in ({"answers": ANSWERS, "note": " "}, {"answers": Answers(**{**SENT, "work": "x"}), "note": "Called."}):
        with pytest.raises(Invalid):
            actions.answer_by_phone(by=oli, round_id=row.pk, **wrong)
    assert page(oli).post(f"/staff/tracer/{row.pk}/", {**SENT, "note": "Called on 3 May."}).status_code == 302
    assert TracerAnswer.objects.get().note == "Called on 3 May."
    csv = page(oli).get("/staff/tracer/file/").content.decode()
    assert "job,below_15" in csv
    assert "Asma" not in csv
    book = load_workbook(io.BytesIO(b"".join(page(oli).get("/staff/tracer/file/?kind=xlsx").streaming_content)))
    assert [cell.value for cell in book.active[2]][5] == "job"


def test_an_officer_replaces_no_answer_of_the_graduate(round_, asma, oli):
    actions.answer_by_phone(by=oli, round_id=round_.pk, answers=ANSWERS, note="Called.")
    actions.answer_by_phone(by=oli, round_id=round_.pk, answers=ANSWERS, note="Called again.")
    actions.answer_own(by=asma, round_id=round_.pk, answers=Answers(**{**SENT, "work": "none"}))
    with pytest.raises(actions.TracerAnswered):
        actions.answer_by_phone(by=oli, round_id=round_.pk, answers=ANSWERS, note="Called.")
    assert round_.answers.last().work == "none"


def test_a_link_outlives_neither_the_account_nor_the_certificate(round_, asma, page):
    Certificate.objects.filter(pk=round_.certificate_id).update(state="revoked", revoked_at=clock.now())
    with pytest.raises(actions.TracerClosed):
        actions.answer_by_link(round_id=round_.pk, answers=ANSWERS)
    Certificate.objects.filter(pk=round_.certificate_id).update(state="valid", revoked_at=None)
    assert TracerRound.objects.to_call().exists()
    close_account(by=asma, password="amar-kaj-demo")
    assert page().post(round_.get_absolute_url(), SENT).status_code == 409
    assert "The time for these questions is over" in page().get(round_.get_absolute_url()).content.decode()
    assert not TracerRound.objects.to_call().exists()  # nobody calls who has left
    TracerRound.objects.update(months=6)
    assert open_rounds(round_.certificate.batch.phase.programme) == 0


def test_a_link_writes_no_heap_of_versions(round_):
    for _time in range(actions.ANSWERS_PER_DAY):
        actions.answer_by_link(round_id=round_.pk, answers=ANSWERS)
    with pytest.raises(TooMany):
        actions.answer_by_link(round_id=round_.pk, answers=ANSWERS)


def test_answers_are_never_changed(round_):
    answer = actions.answer_by_link(round_id=round_.pk, answers=ANSWERS)
    with pytest.raises(IntegrityError), transaction.atomic():
        TracerAnswer.objects.filter(pk=answer.pk).update(work="none")


def test_results_come_once_all_rounds_of_a_phase_are_over(batch, oli, page, api):
    for number in range(8):
        certificate_of(batch, oli, name=f"Graduate {'abcdefgh'[number]}")
    programme = batch.phase.programme
    open_rounds(programme)
    rows = list(TracerRound.objects.order_by("pk"))
    for at, row in enumerate(rows[:7]):
        actions.answer_by_link(round_id=row.pk, answers=Answers(**{**SENT, "work": "job" if at else "none"}))
    write_results(programme)
    assert tracer_results(programme) == []
    TracerRound.objects.update(starts_at=clock.now() - 31 * DAY, ends_at=clock.now() - DAY)
    write_results(programme)
    [stage] = tracer_results(programme)
    count_figures(programme_id=programme.pk)
    [public] = api().get("/api/v1/programme/figures/").data["tracer"]
    assert (public["percent"], public["questions"][0]["choices"][2]["people"]) == (87, None)
    assert "Answered: 7 of 8 (87%)" in page().get("/programme/figures/").content.decode()
    assert (stage.months, stage.invited, stage.answered, stage.rate) == (3, 8, 7, 87)
    work, _here, elsewhere = stage.questions[:3]
    assert [count for _name, count, _share in work.choices] == [0, 0, None, 0, None]  # one without work: nobody is told
    assert [count for _name, count, _share in elsewhere.choices] == [0, 0, 7, 0, 0]
    write_results(programme)
    assert TracerResult.objects.count() == 1
