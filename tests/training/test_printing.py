"""Large PDFs are built by a job, encrypted and deleted after a day; small ones are returned at once."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.utils import translation

from market.core.base.errors import NotAllowed, NotFound
from market.core.models import AuditEntry
from market.notifications.models import Notification
from market.training.certificates.actions import issue_certificate
from market.training.issuing.release_actions import release_issuance
from market.training.letters.actions import confirm_printed
from market.training.letters.printing_actions import (
    build_printing,
    download_printing,
    print_certificates,
    print_letters,
)
from market.training.models import Printing
from tests import make

MANY = [f"Graduate {letter}" for letter in "abcdefghijkl"]


@pytest.fixture
def batch(oli):
    batch = make.make_batch()
    for name in MANY:
        issue_certificate(by=oli, batch=batch, name_en=name)
    return batch


@pytest.fixture
def released(oli, onu):
    issuance = make.make_issuance(make.make_batch(), *MANY, by=oli)
    return release_issuance(by=onu, issuance_id=issuance.pk)


def stored_files(settings):
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_large_batch_pdf_is_built_by_a_job_and_notified(page, oli, batch, run_jobs, settings, mailbox):
    address = f"/staff/batches/{batch.pk}/certificates/"
    assert page(oli).get(address)["Location"] == batch.get_absolute_url()
    url = page(oli).post(address)["Location"]
    assert "being made" in page(oli).get(url).content.decode()
    assert page(oli).get(f"{url}file/").status_code == 404
    assert page(oli).post(address)["Location"] == url
    run_jobs()
    assert Notification.objects.get(user=oli, kind="printing.ready").url == url
    assert mailbox[-1].subject == f"Your sheets are ready to print: batch {batch.code}"
    assert f"{url}file/" in page(oli).get(url).content.decode()
    download = page(oli).get(f"{url}file/")
    assert (download.status_code, download["Content-Type"], download["Cache-Control"]) == (
        200,
        "application/pdf",
        "private, no-store",
    )
    assert download.content.count(b"/Type /Page\n") == 12
    assert batch.code in download["Content-Disposition"]
    (file,) = stored_files(settings)
    assert b"%PDF" not in file.read_bytes()[:1000]
    assert AuditEntry.objects.filter(code="printing.taken", by=oli).count() == 1


def test_small_batch_pdf_is_returned_at_once(page, oli, farida):
    download = page(oli).get(f"/staff/batches/{farida.certificate.batch_id}/certificates/")
    assert download.content[:5] == b"%PDF-"
    assert not Printing.objects.exists()


def test_printing_is_deleted_after_a_day(oli, batch, run_jobs, travel, settings):
    printing = print_certificates(by=oli, batch_id=batch.pk, part=1)
    run_jobs()
    assert len(stored_files(settings)) == 1
    travel(timedelta(hours=25))
    assert not Printing.objects.exists()
    assert stored_files(settings) == []
    with pytest.raises(NotFound):
        download_printing(by=oli, printing_id=printing.pk)


def test_letters_pdf_is_only_for_the_releasing_officer_until_printed(page, oli, onu, released, run_jobs, settings):
    with pytest.raises(NotAllowed):
        print_letters(by=oli, issuance_id=released.pk, part=1)
    url = page(onu).post(f"{released.get_absolute_url()}letters/")["Location"]
    run_jobs()
    assert page(onu).get(f"{url}file/").content[:5] == b"%PDF-"
    assert page(oli).get(url).status_code == page(oli).get(f"{url}file/").status_code == 404
    assert url in page(onu).get(released.get_absolute_url()).content.decode()
    confirm_printed(by=onu, issuance_id=released.pk)
    assert page(onu).get(f"{url}file/").status_code == 404
    assert stored_files(settings) == []


def test_running_the_job_twice_is_idempotent(oli, batch, run_jobs, settings):
    printing = print_certificates(by=oli, batch_id=batch.pk, part=1)
    run_jobs()
    build_printing(printing_id=printing.pk)
    assert len(stored_files(settings)) == 1
    assert Notification.objects.filter(kind="printing.ready").count() == 1


def test_failed_printing_offers_a_retry(page, onu, released, run_jobs):
    printing = print_letters(by=onu, issuance_id=released.pk, part=1)
    released.sealed_codes = ""
    released.save()
    with pytest.raises(NotFound):
        run_jobs()
    onu.language = "bn"
    onu.save()
    with translation.override("bn"):
        content = page(onu).get(printing.get_absolute_url()).content.decode()
    assert "আবার চান" in content
    with pytest.raises(NotFound):
        print_letters(by=onu, issuance_id=released.pk, part=1)


def test_printing_is_not_found_for_other_users_and_missing_parts(oli, carla, tahmina, batch):
    for person in (carla, tahmina):
        with pytest.raises(NotFound):
            print_certificates(by=person, batch_id=batch.pk, part=1)
    with pytest.raises(NotFound):
        print_certificates(by=oli, batch_id=batch.pk, part=2)
