"""A long list is released by two as any other, its certificates made by a job that may stop, run twice or be lost."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.utils import translation
from procrastinate.contrib.django.models import ProcrastinateJob

from market.core.base.clock import run_due
from market.core.models import AuditEntry
from market.notifications.models import Notification
from market.training.certificates import codes
from market.training.certificates.actions import SerialTaken, issue_certificate, record_certificates
from market.training.issuing.actions import (
    NotWaiting,
    SameOfficer,
    prepare_certificates,
    refuse_issuance,
    withdraw_issuance,
)
from market.training.issuing.checks import find_row_errors
from market.training.issuing.csv_import import Graduate
from market.training.issuing.release_actions import PART_SIZE, release_issuance
from market.training.letters.actions import open_letters
from market.training.models import Certificate, Issuance
from market.training.tasks import go_on_releasing as job
from tests import make

COUNT = 2 * PART_SIZE + 50


def name(number: int) -> str:
    return f"Graduate {'abcdefghijklmnop'[number // 26]}{chr(97 + number % 26)}"


@pytest.fixture
def prepared(oli):
    graduates = [Graduate(name(number), line=number + 1) for number in range(COUNT)]
    return prepare_certificates(by=oli, batch=make.make_batch(), graduates=graduates)


@pytest.fixture
def releasing(prepared, onu):
    return release_issuance(by=onu, issuance_id=prepared.pk)


def state(issuance) -> str:
    return Issuance.objects.get(pk=issuance.pk).state


def test_the_first_part_is_made_at_once_and_the_others_by_the_job(releasing, oli, onu, run_jobs):
    assert (releasing.state, releasing.made_count()) == ("releasing", PART_SIZE)
    assert open_letters(by=onu, issuance_id=releasing.pk) == []
    assert not Notification.objects.filter(kind__in=["issuance.released", "issuance.made"]).exists()
    run_jobs()
    assert (state(releasing), releasing.made_count()) == ("released", COUNT)
    serials = list(releasing.names.values_list("serial", flat=True))
    assert serials == [f"AIAA-RAN-2018-{number:03}" for number in range(1, COUNT + 1)]
    letters = open_letters(by=onu, issuance_id=releasing.pk)
    assert len(letters) == COUNT
    assert all(codes.is_claim_code(each.certificate, each.claim_code) for each in letters)
    assert all(codes.is_genuine(each.certificate) for each in letters)
    assert {each.certificate.issued_by_id for each in letters} == {onu.pk}
    assert Notification.objects.filter(user=oli, kind="issuance.released").count() == 1
    assert Notification.objects.filter(user=onu, kind="issuance.made").count() == 1
    assert list(
        AuditEntry.objects.filter(code__startswith="issuance.").values_list("code", flat=True).order_by("pk")
    ) == [
        "issuance.prepared",
        "issuance.releasing",
        "issuance.released",
    ]


def test_run_twice_it_changes_nothing(releasing, onu, run_jobs):
    job(issuance_id=releasing.pk)
    before = list(Certificate.objects.order_by("pk").values())
    job(issuance_id=releasing.pk)
    run_jobs()
    assert list(Certificate.objects.order_by("pk").values()) == before
    assert Notification.objects.filter(user=onu, kind="issuance.made").count() == 1


def test_it_is_decided_and_by_two(releasing, prepared, oli, onu):
    for act in (
        lambda: release_issuance(by=onu, issuance_id=prepared.pk),
        lambda: refuse_issuance(by=onu, issuance_id=prepared.pk, reason="x"),
        lambda: withdraw_issuance(by=oli, issuance_id=prepared.pk),
    ):
        with pytest.raises(NotWaiting):
            act()


def test_names_and_numbers_that_are_to_come_are_kept(oli, onu):
    batch = make.make_batch()
    graduates = [Graduate(name(number), line=number + 1) for number in range(PART_SIZE)]
    graduates.append(Graduate("Last One", serial="AIAA-RAN-2018-900", line=PART_SIZE + 1))
    made = prepare_certificates(by=oli, batch=batch, graduates=graduates)
    assert release_issuance(by=onu, issuance_id=made.pk).state == "releasing"
    found = find_row_errors(batch, [Graduate("Last One"), Graduate("New One", serial="aiaa-ran-2018-900", line=2)])
    assert [(slip.line, slip.is_question) for slip in found] == [(1, True), (2, False)]
    assert issue_certificate(by=onu, batch=batch, name_en="Else")[0].serial == f"AIAA-RAN-2018-{900 + PART_SIZE + 1}"


def test_one_that_fails_stops_and_goes_on_where_it_stood(releasing, oli, onu, page, run_jobs):
    rest = releasing.names.filter(certificate=None)
    rest.filter(pk=rest.last().pk).update(serial="AIAA-OLD-1")
    record_certificates(make.make_batch(), [("AIAA-OLD-1", "Somebody Else", "")], by=onu)  # past every check
    with pytest.raises(SerialTaken):
        job(issuance_id=releasing.pk)
    assert (state(releasing), releasing.made_count()) == ("stopped", PART_SIZE)
    told = Notification.objects.get(user=onu, kind="issuance.stopped")
    assert told.url == releasing.get_absolute_url()
    assert len(open_letters(by=onu, issuance_id=releasing.pk)) == PART_SIZE
    with pytest.raises(SameOfficer):
        release_issuance(by=oli, issuance_id=releasing.pk)
    with pytest.raises(NotWaiting):
        refuse_issuance(by=onu, issuance_id=releasing.pk, reason="x")
    shown = page(onu).get(releasing.get_absolute_url()).content.decode()
    assert "Go on" in shown
    assert f"{PART_SIZE} of {COUNT} are made" in shown
    assert "Go on" not in page(oli).get(releasing.get_absolute_url()).content.decode()
    releasing.names.filter(serial="AIAA-OLD-1").update(serial="AIAA-OLD-2")
    third = make.make_officer()
    assert release_issuance(by=third, issuance_id=releasing.pk).state == "releasing"
    run_jobs()
    assert (state(releasing), releasing.made_count()) == ("released", COUNT)
    assert Certificate.objects.filter(batch=releasing.batch).count() == COUNT
    assert len(open_letters(by=third, issuance_id=releasing.pk)) == COUNT


def test_one_whose_job_is_lost_is_taken_up_again(releasing, run_jobs, travel):
    ProcrastinateJob.objects.all().delete()
    run_due()
    run_jobs()
    assert (state(releasing), releasing.made_count()) == ("releasing", PART_SIZE)
    travel(timedelta(minutes=3))
    run_jobs()
    assert (state(releasing), releasing.made_count()) == ("released", COUNT)


def test_its_page_says_how_far_it_is(releasing, onu, page, run_jobs):
    onu.language = "bn"
    onu.save()
    with translation.override("bn"):
        shown = page(onu).get(releasing.get_absolute_url()).content.decode()
        assert "২৫০টির মধ্যে ১০০টি তৈরি হয়েছে" in shown
        assert 'hx-trigger="load delay:2s"' in shown
        run_jobs()
        shown = page(onu).get(releasing.get_absolute_url()).content.decode()
    assert "hx-trigger" not in shown
    assert "চিঠি" in shown


def test_by_a_program_the_answer_is_202_and_where_to_look(prepared, api, onu, run_jobs):
    Authenticator.objects.create(user=onu, type=Authenticator.Type.TOTP, data={})
    place = f"/api/v1/register/issuances/{prepared.pk}/"
    answer = api(onu).post(f"{place}release/")
    assert (answer.status_code, answer["Location"], answer.json()["state"]) == (202, place, "releasing")
    assert (answer.json()["made"], answer.json()["names"]) == (PART_SIZE, COUNT)
    run_jobs()
    done = api(onu).get(place).json()
    assert (done["state"], done["made"]) == ("released", COUNT)
    asked = api(onu).post(f"{place}printings/", {"part": 3})
    assert (asked.status_code, asked.json()["state"], asked.json()["file"]) == (202, "preparing", None)
    assert api(onu).post(f"{place}printings/", {"part": 3}).json() == asked.json()
    assert api(onu).post(f"{place}printings/", {"part": 4}).status_code == 404
    assert api(onu).post(f"{place}printings/", {"part": 0}).status_code == 400
    run_jobs()
    ready = api(onu).get(asked["Location"]).json()
    assert ready["state"] == "ready"
    taken = api(onu).get(ready["file"])
    assert (taken.status_code, taken["Content-Type"], taken.content[:4]) == (200, "application/pdf", b"%PDF")
    listed = api(onu).get("/api/v1/register/printings/").json()["results"]
    assert [each["id"] for each in listed] == [ready["id"]]


def test_certificates_are_printed_by_a_program_too_and_for_her_alone(api, oli, onu, run_jobs):
    for officer in (oli, onu):
        Authenticator.objects.create(user=officer, type=Authenticator.Type.TOTP, data={})
    batch = make.make_batch()
    issue_certificate(by=oli, batch=batch, name_en="Nasrin Akter")
    asked = api(oli).post(f"/api/v1/register/batches/{batch.pk}/printings/", {})
    assert (asked.status_code, asked.json()["issuance"]) == (202, None)
    run_jobs()
    place = f"/api/v1/register/printings/{asked.json()['id']}/"
    assert api(oli).get(f"{place}file/").content[:4] == b"%PDF"
    assert api(onu).get(place).status_code == api(onu).get(f"{place}file/").status_code == 404
    issuance = make.make_issuance(batch, "Rina Das", by=oli)
    release_issuance(by=onu, issuance_id=issuance.pk)
    refused = api(oli).post(f"/api/v1/register/issuances/{issuance.pk}/printings/", {})
    assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")
