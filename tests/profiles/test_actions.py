import unicodedata
from decimal import Decimal

import pytest

from market.core.base.errors import Invalid
from market.core.base.money import Money
from market.core.base.signals import profile_changed
from market.core.models import AuditEntry
from market.profiles.clients.actions import change_client_profile
from market.profiles.freelancers.actions import (
    CertificateNotValid,
    NoCertificate,
    NoProfile,
    ProfileExists,
    ProfileIncomplete,
    change_profile,
    create_profile,
    hide_profile,
    publish_profile,
    save_profile,
)
from market.profiles.models import Profile, Skill
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
    return type(person).objects.get(pk=person.pk)


@pytest.fixture
def changed_user_ids():
    """User ids for which the signal `profile_changed` was sent."""
    user_ids: list[int] = []

    def receive(user_id, **rest):
        user_ids.append(user_id)

    profile_changed.connect(receive)
    yield user_ids
    profile_changed.disconnect(receive)


def test_creating_a_profile_needs_a_certificate(carla):
    for create in (create_profile, lambda by: save_profile(by=by, headline_en="Me too")):
        with pytest.raises(NoCertificate):
            create(by=carla)
    assert not Profile.objects.filter(user=carla).exists()


def test_revoked_certificate_cannot_create_a_profile(nasrin, oli):
    revoke_certificate(by=oli, certificate_id=nasrin.certificate.pk, reason="A reason.")
    with pytest.raises(CertificateNotValid):
        create_profile(by=nasrin)


def test_forged_certificate_cannot_create_a_profile(nasrin):
    Certificate.objects.filter(holder=nasrin).update(name_en="Somebody Else")
    with pytest.raises(CertificateNotValid):
        create_profile(by=nasrin)


def test_new_profile_takes_topic_and_district_of_the_certificate(nasrin, changed_user_ids):
    profile = create_profile(by=nasrin)
    assert (profile.topic.slug, profile.district.slug, profile.state) == ("graphics-design", "rangpur", "draft")
    assert changed_user_ids == [nasrin.pk]
    assert create_profile(by=nasrin) == profile
    assert changed_user_ids == [nasrin.pk], "creating again leaves an existing draft unchanged"
    Profile.objects.filter(pk=profile.pk).update(state="published")
    with pytest.raises(ProfileExists):
        create_profile(by=nasrin)


def test_first_save_creates_the_profile_or_nothing(nasrin):
    with pytest.raises(Invalid):
        save_profile(by=nasrin, headline_en="x" * 101)
    assert not Profile.objects.filter(user=nasrin).exists()
    saved = save_profile(by=nasrin, headline_bn="লোগো", story_bn="আঁকি", state="published")
    assert saved.state == "published"
    assert save_profile(by=nasrin, state="draft").state == "draft"


@pytest.mark.parametrize("act", [change_profile, publish_profile, hide_profile])
def test_changing_a_missing_profile_raises_no_profile(carla, act):
    with pytest.raises(NoProfile):
        act(by=carla)


def test_change_profile_updates_only_the_named_fields(farida, changed_user_ids):
    skills = list(Skill.objects.filter(slug__in=["data-entry", "microsoft-excel"]))
    change_profile(by=farida, skills=skills, rate_from=Money(Decimal("1500.00"), "BDT"), availability="busy")
    profile = Profile.objects.get(user=farida)
    assert {skill.slug for skill in profile.skills.all()} == {"data-entry", "microsoft-excel"}
    assert profile.rate_from == Money("1500.00", "BDT")
    assert profile.headline_en == "Logos and packaging for small shops"
    change_profile(by=farida, rate_from=None)
    profile.refresh_from_db()
    assert profile.rate_from is None
    assert profile.skills.count() == 2
    assert changed_user_ids == [farida.pk, farida.pk]


def test_unicode_forms_are_normalized_to_nfc(farida):
    for form in ("NFC", "NFD"):
        change_profile(by=farida, headline_bn=unicodedata.normalize(form, "বাড়ির জন্য ছবি \u202eআঁকি"))
        assert Profile.objects.get(user=farida).headline_bn == unicodedata.normalize("NFC", "বাড়ির জন্য ছবি আঁকি")


def test_text_limits_count_grapheme_clusters(farida):
    change_profile(by=farida, headline_bn="ক্ষ্ম" * 100)
    with pytest.raises(Invalid) as refusal:
        change_profile(by=farida, headline_bn="ক্ষ্ম" * 101)
    assert "headline_bn" in refusal.value.errors
    with pytest.raises(Invalid):
        change_profile(by=farida, headline_bn="a" + "\u0301" * 2000)


@pytest.mark.parametrize(
    ("changes", "at"),
    [
        ({"display_name": "  "}, "display_name"),
        ({"display_name": "x" * 41}, "display_name"),
        ({"story_en": "x" * 3001}, "story_en"),
        ({"rate_from": Money("0.00", "USD")}, "rate_from"),
        ({"rate_from": Money("100000.01", "USD")}, "rate_from"),
        ({"languages": ["xx"]}, "languages"),
        ({"availability": "never"}, "availability"),
    ],
)
def test_invalid_values_raise_an_error_at_their_field(farida, changes, at):
    with pytest.raises(Invalid) as refusal:
        change_profile(by=farida, **changes)
    assert set(refusal.value.errors) == {at}


def test_more_than_twenty_skills_are_refused(farida):
    with pytest.raises(Invalid) as refusal:
        change_profile(by=farida, skills=list(Skill.objects.all()[:21]))
    assert "skills" in refusal.value.errors


def test_changing_the_display_name_keeps_the_private_name(farida):
    change_profile(by=farida, display_name="ফরিদা")
    farida.refresh_from_db()
    assert (farida.display_name, farida.name) == ("ফরিদা", "Farida Private")


def test_publishing_an_incomplete_profile_names_missing_fields(nasrin):
    create_profile(by=nasrin)
    with pytest.raises(ProfileIncomplete) as refusal:
        publish_profile(by=nasrin)
    assert set(refusal.value.errors) == {"headline_bn", "story_bn"}


def test_published_profile_cannot_become_incomplete(farida):
    with pytest.raises(ProfileIncomplete):
        change_profile(by=farida, headline_en="", headline_bn="")
    assert Profile.objects.get(user=farida).headline_en


def test_publishing_and_hiding_are_idempotent(farida, changed_user_ids):
    publish_profile(by=farida)
    assert changed_user_ids == []
    first = Profile.objects.get(user=farida).published_at
    hide_profile(by=farida)
    hide_profile(by=farida)
    publish_profile(by=farida)
    assert Profile.objects.get(user=farida).published_at == first
    assert AuditEntry.objects.filter(code="profile.hidden").count() == 1


def test_revoked_certificate_cannot_publish_a_profile(farida, oli):
    hide_profile(by=farida)
    revoke_certificate(by=oli, certificate_id=farida.certificate.pk, reason="A reason.")
    with pytest.raises(CertificateNotValid):
        publish_profile(by=farida)


def test_client_profile_saves_company_and_validates_country(carla):
    change_client_profile(by=carla, company=" Carla & Sons ", about="Honey.", country="DE")
    change_client_profile(by=carla, company="Carla & Sons", about="", country="")
    assert (carla.client_profile.company, carla.client_profile.country) == ("Carla & Sons", "")
    with pytest.raises(Invalid):
        change_client_profile(by=carla, company="", about="", country="ZZ")
