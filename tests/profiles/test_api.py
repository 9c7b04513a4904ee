from importlib import import_module

import pytest
from django.apps import apps

from market.core.models import AuditEntry
from market.profiles.freelancers.actions import hide_profile
from market.profiles.models import Profile
from market.profiles.representations import ProfileCardSerializer
from market.site.demo.revoking import revoke_certificate
from market.training.certificates.actions import claim_certificate, issue_certificate
from tests import make


@pytest.fixture
def nasrin(oli):
    """A graduate with a claimed certificate and no profile."""
    person = make.make_person("Nasrin")
    certificate, code = issue_certificate(by=oli, batch=make.make_batch(), name_en="Nasrin Akter")
    claim_certificate(by=person, serial=certificate.serial, claim_code=code)
    Profile.objects.filter(user=person).delete()  # as before claims created drafts
    return type(person).objects.get(pk=person.pk)


def test_profile_card_serializer_has_the_documented_shape(farida):
    card = ProfileCardSerializer(Profile.objects.with_parts().get(user=farida)).data
    assert card == {
        "id": farida.profile.pk,
        "display_name": "Farida",
        "names": {"bn": "", "en": "Farida"},
        "headline": "Logos and packaging for small shops",
        "topic": {"slug": "graphics-design", "name": "Graphics design"},
        "skills": [],
        "district": {"slug": "rangpur", "name": "Rangpur"},
        "languages": ["bn", "en"],
        "rate_from": None,
        "price_from": None,
        "is_away": False,
        "rating": {"stars": None, "count": 0},
        "standing": None,
        "certificate": {"serial": farida.certificate.serial, "state": "valid"},
        "url": f"/talent/{farida.profile.pk}/",
    }


def test_profile_cards_query_count_is_constant(farida, rina, django_assert_num_queries):
    with django_assert_num_queries(2):
        assert len(ProfileCardSerializer(Profile.objects.with_parts(), many=True).data) == 2


def test_anonymous_reads_a_published_profile_without_private_name(api, farida):
    answer = api().get(f"/api/v1/profiles/{farida.profile.pk}/")
    assert answer.status_code == 200
    assert answer.json()["story"] == "I draw clean logos."
    assert "Private" not in answer.content.decode()
    assert farida.email not in answer.content.decode()


def test_hidden_profile_is_404_for_everybody_but_its_owner(api, farida, carla):
    hide_profile(by=farida)
    address = f"/api/v1/profiles/{farida.profile.pk}/"
    assert [api(each).get(address).status_code for each in (None, carla, farida)] == [404, 404, 200]


def test_profile_with_revoked_certificate_is_404(api, farida, oli):
    revoke_certificate(by=oli, certificate_id=farida.certificate.pk, reason="A reason.")
    assert api().get(f"/api/v1/profiles/{farida.profile.pk}/").status_code == 404


def test_own_profile_returns_401_for_anonymous(api, db):
    assert api().get("/api/v1/me/profile/").status_code == 401
    assert api().patch("/api/v1/me/profile/", {}).status_code == 401


def test_patch_without_certificate_returns_409(api, carla):
    assert api(carla).get("/api/v1/me/profile/").status_code == 404
    answer = api(carla).patch("/api/v1/me/profile/", {"headline_en": "Me too"})
    assert (answer.status_code, answer.json()["code"]) == (409, "no_certificate")
    assert not Profile.objects.exists()


def test_first_patch_creates_the_profile(api, nasrin):
    payload = {
        "headline_bn": "লোগো ডিজাইনার",
        "story_bn": "আমি আঁকি।",
        "skills": ["data-entry"],
        "languages": ["bn"],
        "rate_from": {"amount": "১৫০০", "currency": "BDT"},
        "state": "published",
    }
    answer = api(nasrin).patch("/api/v1/me/profile/", payload)
    assert answer.status_code == 200, answer.json()
    assert answer.json()["rate_from"] == {"amount": "1500.00", "currency": "BDT"}
    assert answer.json()["state"] == "published"
    again = api(nasrin).patch("/api/v1/me/profile/", {"rate_from": None})
    assert again.json()["rate_from"] is None
    assert again.json()["headline_bn"] == "লোগো ডিজাইনার"
    assert api(nasrin).get("/api/v1/me/profile/").json() == again.json()


def test_patch_keeps_the_profile_from_search_engines_and_is_audited(api, farida):
    assert api(farida).get("/api/v1/me/profile/").json()["is_indexable"] is True
    for _again in range(2):
        assert api(farida).patch("/api/v1/me/profile/", {"is_indexable": False}).json()["is_indexable"] is False
    entry = AuditEntry.objects.get(code="profile.indexing_changed")
    assert (entry.by, entry.facts) == (farida, {"is_indexable": "False"})


@pytest.mark.parametrize(
    ("sent", "at"),
    [
        ({"topic": "cooking"}, "topic"),
        ({"skills": ["data-entry", "magic"]}, "skills"),
        ({"languages": ["xx"]}, "languages.0"),
        ({"rate_from": {"amount": "-5", "currency": "USD"}}, "rate_from"),
        ({"rate_from": {"amount": "0", "currency": "USD"}}, "rate_from"),
        ({"rate_from": 5}, "rate_from"),
        ({"headline_en": "x" * 101}, "headline_en"),
        ({"display_name": ""}, "display_name"),
        ({"state": "deleted"}, "state"),
        ({"availability": "never"}, "availability"),
    ],
)
def test_validation_errors_name_the_field(api, farida, sent, at):
    answer = api(farida).patch("/api/v1/me/profile/", sent)
    assert answer.status_code == 400
    assert list(answer.json()["errors"]) == [at]


def test_publishing_an_incomplete_profile_returns_400(api, nasrin):
    answer = api(nasrin).patch("/api/v1/me/profile/", {"state": "published"})
    assert (answer.status_code, answer.json()["code"]) == (400, "profile_incomplete")
    assert not Profile.objects.filter(user=nasrin).exists()


def test_profile_is_returned_in_the_accept_language(api, farida):
    api(farida).patch("/api/v1/me/profile/", {"headline_bn": "লোগো"})
    address = f"/api/v1/profiles/{farida.profile.pk}/"
    bangla = api().get(address, headers={"accept-language": "bn"}).json()
    assert (bangla["headline"], bangla["district"]["name"]) == ("লোগো", "রংপুর")
    assert api().get(address).json()["headline"] == "Logos and packaging for small shops"


def test_claiming_a_certificate_creates_a_draft_profile(api, oli, rina):
    person = make.make_person("Shirin")
    certificate, code = issue_certificate(by=oli, batch=make.make_batch(), name_en="Shirin Akter")
    assert api(person).get("/api/v1/me/profile/").status_code == 404
    payload = {"serial": certificate.serial, "claim_code": code}
    for _again in range(2):
        assert api(person).post("/api/v1/certificates/claim/", payload).status_code == 200
    answer = api(person).get("/api/v1/me/profile/")
    assert (answer.status_code, answer.json()["state"]) == (200, "draft")
    assert Profile.objects.filter(user=person).count() == 1


def test_migration_creates_drafts_for_earlier_claims(nasrin, farida):
    begin = import_module("market.profiles.migrations.0013_drafts_of_claimed_certificates").begin
    for _again in range(2):
        begin(apps, None)
    profile = Profile.objects.get(user=nasrin)
    assert (profile.state, profile.topic, profile.certificate) == (
        "draft",
        nasrin.certificate.batch.topic,
        nasrin.certificate,
    )
    assert Profile.objects.get(user=farida).state == "published"
