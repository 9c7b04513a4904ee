"""The seal and the signatures: pictures written anew, two officers, and certificates that keep those of their day."""

import io
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse
from PIL import Image

from market.core.base.errors import Invalid, NotAllowed
from market.core.base.home_tasks import Home
from market.training.certificates.actions import claim_certificate, issue_certificate
from market.training.certificates.pdf import certificates_pdf, check_address
from market.training.models import Certificate, Signatories
from market.training.signatories.actions import (
    SignatoriesDecided,
    SignatoriesProposer,
    confirm_signatories,
    propose_signatories,
    refuse_signatories,
)
from market.training.signatories.home_tasks import signatories_tasks
from market.training.signatories.pictures import read_picture
from tests import make
from tests.training import plan_story
from tests.training.signatories_story import all_pictures, details, picture

pytestmark = pytest.mark.django_db


@pytest.fixture
def confirmed(oli, onu):
    row = propose_signatories(by=oli, details=details(**all_pictures()))
    return confirm_signatories(by=onu, signatories_id=row.pk)


def test_whatever_is_sent_a_plain_png_is_kept():
    exif = Image.Exif()
    exif[0x010E] = "secret place"
    kept = read_picture(picture("JPEG", (2000, 900), exif=exif), "seal")
    with Image.open(io.BytesIO(kept)) as read:
        assert (read.format, read.size, dict(read.getexif())) == ("PNG", (600, 270), {})
    svg = io.BytesIO(b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>')
    for wrong in (svg, io.BytesIO(b"GIF89a"), picture(size=(300, 20)), io.BytesIO(b"x" * 2_000_001)):
        with pytest.raises(Invalid):
            read_picture(wrong, "seal")


def test_two_officers_set_it_and_nobody_changes_it(oli, onu, tahmina):
    with pytest.raises(NotAllowed):
        propose_signatories(by=tahmina, details=details(**all_pictures()))
    for wrong in (details(), details(-1, **all_pictures())):
        with pytest.raises(Invalid):
            propose_signatories(by=oli, details=wrong)
    row = propose_signatories(by=oli, details=details(**all_pictures()))
    assert [len(signatories_tasks(Home(each))) for each in (oli, onu)] == [0, 1]
    with pytest.raises(SignatoriesProposer):
        confirm_signatories(by=oli, signatories_id=row.pk)
    assert Signatories.objects.on(plan_story.today()) is None
    confirm_signatories(by=onu, signatories_id=row.pk)
    with pytest.raises(SignatoriesDecided):
        refuse_signatories(by=onu, signatories_id=row.pk, reason="Late")
    for change in ({"first_name_en": "Other"}, {"valid_from": plan_story.today() - timedelta(days=9)}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Signatories.objects.filter(pk=row.pk).update(**change)
    later = propose_signatories(by=onu, details=details(5, seal=read_picture(picture("WEBP"), "seal")))
    assert bytes(later.first_signature) == bytes(row.first_signature)  # what is left out stays
    assert refuse_signatories(by=oli, signatories_id=later.pk, reason="Blurred").state == "refused"


def test_a_certificate_keeps_those_of_its_day(client, oli, onu, confirmed, travel):
    batch = make.make_batch()
    first, code = issue_certificate(by=oli, batch=batch, name_en="Nasrin Akter")
    travel(timedelta(days=3))
    row = propose_signatories(by=oli, details=details(1, seal=read_picture(picture("WEBP"), "seal")))
    confirm_signatories(by=onu, signatories_id=row.pk)
    assert Signatories.objects.on(plan_story.today()) == confirmed
    travel(timedelta(days=1))
    second, _code = issue_certificate(by=oli, batch=batch, name_en="Rina Das")
    rows = dict(Certificate.objects.values_list("serial", "signatories"))
    assert rows == {first.serial: confirmed.pk, second.serial: row.pk}
    public = client.get(reverse("certificate", args=[first.serial])).content.decode()
    assert "The first_post_en" in public
    assert "data:image/png" not in public
    assert "data:image/png" in client.get(check_address(first)).content.decode()
    holder = make.make_person("Holder")
    claim_certificate(by=holder, serial=first.serial, claim_code=code)
    client.force_login(holder)
    assert "data:image/png" in client.get(reverse("certificate_paper", args=[first.serial])).content.decode()
    sheet = certificates_pdf(
        "x", [Certificate.objects.select_related("batch__topic", "batch__district").get(pk=first.pk)]
    )
    assert sheet.count(b"/Subtype /Image") == 4  # and the QR code
