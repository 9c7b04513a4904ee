"""Who tried somebody else's certificate takes no name out of the register by leaving."""

from market.accounts.privacy.erasure_actions import erase
from market.core.base import clock
from market.training.applications.actions import submit_application
from market.training.models import District, EarlierCertificate, RegisterImport
from tests import make
from tests.training import plan_story


def test_an_erased_account_leaves_the_certificate_of_others_as_it_is(oli, farida):
    phase = plan_story.open_phase(oli)
    now = clock.now()
    source = RegisterImport.objects.create(file_name="a.csv", sha256="a", rows=1, added=1, imported_at=now)
    columns = {"district": District.objects.get(slug="rangpur"), "year": 2016, "source": source, "added_at": now}
    certificate = EarlierCertificate.objects.create(number="WCTP-2016-77", name_en="Nasrin Akter", **columns)
    stranger = make.make_person("Stranger")
    plan_story.complete_draft(stranger, phase, certificate)
    mine = plan_story.complete_draft(farida, phase, certificate)
    submit_application(by=farida, application_id=mine.pk)
    erase(stranger)
    certificate.refresh_from_db()
    assert certificate.name_en == "Nasrin Akter"
    erase(farida)
    certificate.refresh_from_db()
    assert certificate.names == []
