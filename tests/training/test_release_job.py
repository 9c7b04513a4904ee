"""A long list is released by two officers; a job issues its certificates and may fail, run twice or be lost."""

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


def graduate_name(number: int) -> str:
    return f"Graduate {'abcdefghijklmnop'[number // 26]}{chr(97 + number % 26)}"


@pytest.fixture
def prepared(oli):
    graduates = [Graduate(graduate_name(number), line=number + 1) for number in range(COUNT)]
    return prepare_certificates(by=oli, batch=make.make_batch(), graduates=graduates)


@pytest.fixture
def releasing(prepared, onu):
    return release_issuance(by=onu, issuance_id=prepared.pk)


def state(issuance) -> str:
    return Issuance.objects.get(pk=issuance.pk).state


def test_first_part_is_issued_at_once_and_the_rest_by_a_job(releasing, oli, onu, run_jobs):
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


def test_running_the_job_twice_is_idempotent(releasing, onu, run_jobs):
    job(issuance_id=releasing.pk)
    before = list(Certificate.objects.order_by("pk").values())
    job(issuance_id=releasing.pk)
    run_jobs()
    assert list(Certificate.objects.order_by("pk").values()) == before
    assert Notification.objects.filter(user=onu, kind="issuance.made").count() == 1


def test_releasing_issuance_cannot_be_decided_again(releasing, prepared, oli, onu):
    for act in (
        lambda: release_issuance(by=onu, issuance_id=prepared.pk),
        lambda: refuse_issuance(by=onu, issuance_id=prepared.pk, reason="x"),
        lambda: withdraw_issuance(by=oli, issuance_id=prepared.pk),
    ):
        with pytest.raises(NotWaiting):
            act()


def test_names_and_serials_of_pending_rows_are_reserved(oli, onu):
    batch = make.make_batch()
    graduates = [Graduate(graduate_name(number), line=number + 1) for number in range(PART_SIZE)]
    graduates.append(Graduate("Last One", serial="AIAA-RAN-2018-900", line=PART_SIZE + 1))
    issuance = prepare_certificates(by=oli, batch=batch, graduates=graduates)
    assert release_issuance(by=onu, issuance_id=issuance.pk).state == "releasing"
    row_errors = find_row_errors(batch, [Graduate("Last One"), Graduate("New One", serial="aiaa-ran-2018-900", line=2)])
    assert [(error.line, error.is_question) for error in row_errors] == [(1, True), (2, False)]
    assert issue_certificate(by=onu, batch=batch, name_en="Else")[0].serial == f"AIAA-RAN-2018-{900 + PART_SIZE + 1}"


def test_failed_job_stops_and_resumes_where_it_failed(releasing, oli, onu, page, run_jobs):
    pending = releasing.names.filter(certificate=None)
    pending.filter(pk=pending.last().pk).update(serial="AIAA-OLD-1")
    record_certificates(make.make_batch(), [("AIAA-OLD-1", "Somebody Else", "")], by=onu)  # bypasses the checks
    with pytest.raises(SerialTaken):
        job(issuance_id=releasing.pk)
    assert (state(releasing), releasing.made_count()) == ("stopped", PART_SIZE)
    notification = Notification.objects.get(user=onu, kind="issuance.stopped")
    assert notification.url == releasing.get_absolute_url()
    assert len(open_letters(by=onu, issuance_id=releasing.pk)) == PART_SIZE
    with pytest.raises(SameOfficer):
        release_issuance(by=oli, issuance_id=releasing.pk)
    with pytest.raises(NotWaiting):
        refuse_issuance(by=onu, issuance_id=releasing.pk, reason="x")
    content = page(onu).get(releasing.get_absolute_url()).content.decode()
    assert "Go on" in content
    assert f"{PART_SIZE} of {COUNT} are made" in content
    assert "Go on" not in page(oli).get(releasing.get_absolute_url()).content.decode()
    releasing.names.filter(serial="AIAA-OLD-1").update(serial="AIAA-OLD-2")
    third = make.make_officer()
    assert release_issuance(by=third, issuance_id=releasing.pk).state == "releasing"
    run_jobs()
    assert (state(releasing), releasing.made_count()) == ("released", COUNT)
    assert Certificate.objects.filter(batch=releasing.batch).count() == COUNT
    assert len(open_letters(by=third, issuance_id=releasing.pk)) == COUNT


def test_lost_job_is_restarted(releasing, run_jobs, travel):
    ProcrastinateJob.objects.all().delete()
    run_due()
    run_jobs()
    assert (state(releasing), releasing.made_count()) == ("releasing", PART_SIZE)
    travel(timedelta(minutes=3))
    run_jobs()
    assert (state(releasing), releasing.made_count()) == ("released", COUNT)


def test_issuance_page_shows_the_progress(releasing, onu, page, run_jobs):
    onu.language = "bn"
    onu.save()
    with translation.override("bn"):
        content = page(onu).get(releasing.get_absolute_url()).content.decode()
        assert "২৫০টির মধ্যে ১০০টি তৈরি হয়েছে" in content
        assert 'hx-trigger="load delay:2s"' in content
        run_jobs()
        content = page(onu).get(releasing.get_absolute_url()).content.decode()
    assert "hx-trigger" not in content
    assert "চিঠি" in content


def test_api_release_is_202_with_a_location(prepared, api, onu, run_jobs):
    Authenticator.objects.create(user=onu, type=Authenticator.Type.TOTP, data={})
    url = f"/api/v1/register/issuances/{prepared.pk}/"
    response = api(onu).post(f"{url}release/")
    assert (response.status_code, response["Location"], response.json()["state"]) == (202, url, "releasing")
    assert (response.json()["made"], response.json()["names"]) == (PART_SIZE, COUNT)
    run_jobs()
    issuance = api(onu).get(url).json()
    assert (issuance["state"], issuance["made"]) == ("released", COUNT)
    printing = api(onu).post(f"{url}printings/", {"part": 3})
    assert (printing.status_code, printing.json()["state"], printing.json()["file"]) == (202, "preparing", None)
    assert api(onu).post(f"{url}printings/", {"part": 3}).json() == printing.json()
    assert api(onu).post(f"{url}printings/", {"part": 4}).status_code == 404
    assert api(onu).post(f"{url}printings/", {"part": 0}).status_code == 400
    run_jobs()
    ready = api(onu).get(printing["Location"]).json()
    assert ready["state"] == "ready"
    download = api(onu).get(ready["file"])
    assert (download.status_code, download["Content-Type"], download.content[:4]) == (200, "application/pdf", b"%PDF")
    listed = api(onu).get("/api/v1/register/printings/").json()["results"]
    assert [each["id"] for each in listed] == [ready["id"]]


def test_api_printing_is_only_for_the_officer_who_requested_it(api, oli, onu, run_jobs):
    for officer in (oli, onu):
        Authenticator.objects.create(user=officer, type=Authenticator.Type.TOTP, data={})
    batch = make.make_batch()
    issue_certificate(by=oli, batch=batch, name_en="Nasrin Akter")
    printing = api(oli).post(f"/api/v1/register/batches/{batch.pk}/printings/", {})
    assert (printing.status_code, printing.json()["issuance"]) == (202, None)
    run_jobs()
    url = f"/api/v1/register/printings/{printing.json()['id']}/"
    assert api(oli).get(f"{url}file/").content[:4] == b"%PDF"
    assert api(onu).get(url).status_code == api(onu).get(f"{url}file/").status_code == 404
    issuance = make.make_issuance(batch, "Rina Das", by=oli)
    release_issuance(by=onu, issuance_id=issuance.pk)
    refused = api(oli).post(f"/api/v1/register/issuances/{issuance.pk}/printings/", {})
    assert (refused.status_code, refused.json()["code"]) == (403, "not_allowed")
