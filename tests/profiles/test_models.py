from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction

from market.core.base import clock
from market.profiles.models import ClientProfile, Profile
from market.site.demo.revoking import revoke_certificate
from market.training.certificates.actions import claim_certificate, issue_certificate
from market.training.models import Certificate
from tests import make


@pytest.fixture
def nasrin(oli):
    """A graduate with a claimed certificate and no profile."""
    person = make.make_person("Nasrin")
    certificate, code = issue_certificate(by=oli, batch=make.make_batch(), name_en="Nasrin Akter")
    claim_certificate(by=person, serial=certificate.serial, claim_code=code)
    Profile.objects.filter(user=person).delete()  # as before claims created drafts
    return person


def unsaved_profile(user, certificate, **more):
    batch = certificate.batch
    return Profile(
        user=user,
        certificate=certificate,
        topic=batch.topic,
        district=batch.district,
        created_at=clock.now(),
        updated_at=clock.now(),
        **more,
    )


def assert_integrity_error(write):
    with pytest.raises(IntegrityError), transaction.atomic():
        write()


def test_the_database_refuses_a_profile_on_anothers_certificate(nasrin, rahim):
    assert_integrity_error(unsaved_profile(rahim, nasrin.certificate).save)
    assert_integrity_error(lambda: Profile.objects.bulk_create([unsaved_profile(rahim, nasrin.certificate)]))


def test_the_database_refuses_a_profile_on_an_unclaimed_certificate(rahim, oli):
    certificate, _ = issue_certificate(by=oli, batch=make.make_batch(), name_en="A")
    assert_integrity_error(unsaved_profile(rahim, certificate).save)


def test_the_database_refuses_a_profile_on_a_revoked_certificate(nasrin, oli):
    revoke_certificate(by=oli, certificate_id=nasrin.certificate.pk, reason="A reason.")
    assert_integrity_error(unsaved_profile(nasrin, nasrin.certificate).save)


def test_the_database_refuses_to_reassign_a_profile(farida, nasrin):
    assert_integrity_error(lambda: Profile.objects.filter(user=farida).update(user=nasrin))
    assert_integrity_error(lambda: Profile.objects.filter(user=farida).update(certificate=nasrin.certificate))
    assert_integrity_error(lambda: Certificate.objects.filter(holder=farida).update(holder=None, claimed_at=None))


def test_the_database_refuses_to_publish_on_a_revoked_certificate(farida, oli):
    Profile.objects.filter(user=farida).update(state="draft")
    revoke_certificate(by=oli, certificate_id=farida.certificate.pk, reason="A reason.")
    assert_integrity_error(lambda: Profile.objects.filter(user=farida).update(state="published"))


def test_the_database_accepts_a_profile_on_a_valid_certificate(nasrin):
    unsaved_profile(nasrin, nasrin.certificate).save()
    assert nasrin.profile.state == "draft"


@pytest.mark.parametrize(
    "hide",
    [
        lambda farida: Profile.objects.filter(user=farida).update(state="draft"),
        lambda farida: Certificate.objects.filter(holder=farida).update(state="revoked", revoked_at=clock.now()),
        lambda farida: type(farida).objects.filter(pk=farida.pk).update(is_active=False),
    ],
)
def test_visible_to_excludes_draft_revoked_and_inactive_profiles(farida, carla, hide):
    assert Profile.objects.visible_to(carla).filter(user=farida).exists()
    hide(farida)
    assert not Profile.objects.visible_to(carla).filter(user=farida).exists()
    assert not Profile.objects.public().filter(user=farida).exists()
    assert Profile.objects.visible_to(farida).filter(user=farida).exists()


def test_clients_are_visible_once_they_posted_a_job(carla, omar):
    ClientProfile.objects.create(user=carla)
    assert not ClientProfile.objects.visible_to(omar).exists()
    assert ClientProfile.objects.visible_to(carla).exists()
    ClientProfile.objects.update(jobs_posted=4, jobs_filled=3)
    assert ClientProfile.objects.visible_to(omar).get().hire_rate == 75


LONG_AGO = datetime(2026, 1, 1, tzinfo=UTC)
OUT_OF_SIGHT = {
    "draft": ("profile", {"state": "draft"}),
    "hidden": ("profile", {"is_hidden": True}),
    "gone": ("user", {"is_active": False}),
    "suspended": ("user", {"suspended_until": LONG_AGO}),
    "staff": ("user", {"roles": ["officer"]}),
    "revoked": ("certificate", {"state": "revoked", "revoked_at": LONG_AGO}),
}


@pytest.mark.parametrize(("row", "values"), OUT_OF_SIGHT.values(), ids=OUT_OF_SIGHT)
def test_search_over_all_profiles_finds_the_public_ones(farida, rina, row, values):
    queries = Profile.objects.public().order_by("pk"), Profile.objects.public_of_many().order_by("pk")
    assert [list(rows) for rows in queries] == [[farida.profile, rina.profile]] * 2
    changed = {"profile": rina.profile, "user": rina, "certificate": rina.profile.certificate}[row]
    type(changed)._base_manager.filter(pk=changed.pk).update(**values)
    assert [list(rows.all()) for rows in queries] == [[farida.profile]] * 2
