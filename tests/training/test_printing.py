"""Many sheets become a PDF in a job, sealed and for a day; few are made while she waits."""

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


def files(settings):
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def test_the_certificates_of_a_batch_are_made_by_a_job(page, oli, batch, run_jobs, settings, mailbox):
    address = f"/staff/batches/{batch.pk}/certificates/"
    assert page(oli).get(address)["Location"] == batch.get_absolute_url()
    place = page(oli).post(address)["Location"]
    assert "being made" in page(oli).get(place).content.decode()
    assert page(oli).get(f"{place}file/").status_code == 404
    assert page(oli).post(address)["Location"] == place
    run_jobs()
    assert Notification.objects.get(user=oli, kind="printing.ready").url == place
    assert mailbox[-1].subject == f"Your sheets are ready to print: batch {batch.code}"
    assert f"{place}file/" in page(oli).get(place).content.decode()
    taken = page(oli).get(f"{place}file/")
    assert (taken.status_code, taken["Content-Type"], taken["Cache-Control"]) == (
        200,
        "application/pdf",
        "private, no-store",
    )
    assert taken.content.count(b"/Type /Page\n") == 12
    assert batch.code in taken["Content-Disposition"]
    (file,) = files(settings)
    assert b"PDF" not in file.read_bytes()[:1000]
    assert AuditEntry.objects.filter(code="printing.taken", by=oli).count() == 1


def test_few_are_there_at_once(page, oli, farida):
    taken = page(oli).get(f"/staff/batches/{farida.certificate.batch_id}/certificates/")
    assert taken.content[:5] == b"%PDF-"
    assert not Printing.objects.exists()


def test_it_is_gone_after_a_day(oli, batch, run_jobs, travel, settings):
    printing = print_certificates(by=oli, batch_id=batch.pk, part=1)
    run_jobs()
    assert len(files(settings)) == 1
    travel(timedelta(hours=25))
    assert not Printing.objects.exists()
    assert files(settings) == []
    with pytest.raises(NotFound):
        download_printing(by=oli, printing_id=printing.pk)


def test_letters_are_for_who_released_them_until_they_are_printed(page, oli, onu, released, run_jobs, settings):
    with pytest.raises(NotAllowed):
        print_letters(by=oli, issuance_id=released.pk, part=1)
    place = page(onu).post(f"{released.get_absolute_url()}letters/")["Location"]
    run_jobs()
    assert page(onu).get(f"{place}file/").content[:5] == b"%PDF-"
    assert page(oli).get(place).status_code == page(oli).get(f"{place}file/").status_code == 404
    assert place in page(onu).get(released.get_absolute_url()).content.decode()
    confirm_printed(by=onu, issuance_id=released.pk)
    assert page(onu).get(f"{place}file/").status_code == 404
    assert files(settings) == []


def test_the_job_once_more_changes_nothing(oli, batch, run_jobs, settings):
    printing = print_certificates(by=oli, batch_id=batch.pk, part=1)
    run_jobs()
    build_printing(printing_id=printing.pk)
    assert len(files(settings)) == 1
    assert Notification.objects.filter(kind="printing.ready").count() == 1


def test_what_cannot_be_made_may_be_asked_for_again(page, onu, released, run_jobs):
    asked = print_letters(by=onu, issuance_id=released.pk, part=1)
    released.sealed_codes = ""
    released.save()
    with pytest.raises(NotFound):
        run_jobs()
    onu.language = "bn"
    onu.save()
    with translation.override("bn"):
        shown = page(onu).get(asked.get_absolute_url()).content.decode()
    assert "আবার চান" in shown
    with pytest.raises(NotFound):
        print_letters(by=onu, issuance_id=released.pk, part=1)


def test_it_is_for_officers_and_for_parts_that_there_are(oli, carla, tahmina, batch):
    for person in (carla, tahmina):
        with pytest.raises(NotFound):
            print_certificates(by=person, batch_id=batch.pk, part=1)
    with pytest.raises(NotFound):
        print_certificates(by=oli, batch_id=batch.pk, part=2)
