"""Races of certificates, profiles and portfolio pictures, with threads and real commits."""

from functools import partial

import pytest

from market.core.base.errors import TooMany
from market.core.models import LimitCounter
from market.profiles.freelancers import actions as freelancers_actions
from market.profiles.models import PortfolioCase, Profile
from market.profiles.portfolio import picture_actions
from market.site.demo.revoking import revoke_certificate
from market.training.certificates.actions import ClaimRefused, claim_certificate, issue_certificate
from market.training.models import Certificate
from tests import make
from tests.concurrency.test_money import race, winners
from tests.profiles.test_pictures import picture

pytestmark = pytest.mark.django_db(transaction=True)


def issue(officer):
    return issue_certificate(by=officer, batch=make.make_batch(), name_en="Nasrin Akter")


def test_concurrent_claims_of_one_code_make_one_holder(oli):
    certificate, code = issue(oli)
    people = [make.make_person(f"Nasrin{number}") for number in range(6)]
    claims = [partial(claim_certificate, by=each, serial=certificate.serial, claim_code=code) for each in people]
    outcomes = race(*claims)
    assert len(winners(outcomes)) == 1
    assert sum(isinstance(each, ClaimRefused) for each in outcomes) == 5


def test_concurrent_claims_by_one_user_claim_one_certificate(oli):
    person = make.make_person("Nasrin")
    letters = [issue(oli) for _ in range(4)]
    outcomes = race(
        *(partial(claim_certificate, by=person, serial=each.serial, claim_code=code) for each, code in letters)
    )
    assert len(winners(outcomes)) == 1
    assert Certificate.objects.filter(holder=person).count() == 1


def test_concurrent_issuing_gives_each_serial_once(oli):
    batch = make.make_batch()
    outcomes = race(*[partial(issue_certificate, by=oli, batch=batch, name_en="A")] * 6)
    assert len(winners(outcomes)) == 6
    assert sorted(Certificate.objects.values_list("serial", flat=True)) == [
        f"AIAA-RAN-2018-00{number}" for number in range(1, 7)
    ]


def test_concurrent_claim_guesses_stay_within_the_throttle(carla):
    outcomes = race(*[partial(claim_certificate, by=carla, serial="AIAA-NO-1", claim_code="wrong")] * 12)
    assert sum(isinstance(each, ClaimRefused) for each in outcomes) == 5
    assert sum(isinstance(each, TooMany) for each in outcomes) == 7
    assert LimitCounter.objects.get(key=f"claim:{carla.pk}").used == 12


def test_revocation_racing_publication_leaves_no_public_profile(oli):
    for number in range(4):
        person = make.make_person(f"Graduate{number}")
        certificate, code = issue(oli)
        claim_certificate(by=person, serial=certificate.serial, claim_code=code)
        winners(
            race(
                partial(
                    freelancers_actions.save_profile,
                    by=person,
                    headline_en="Logos",
                    story_en="I draw.",
                    state="published",
                ),
                partial(revoke_certificate, by=oli, certificate_id=certificate.pk, reason="A reason."),
            )
        )
        assert not Profile.objects.public().filter(user=person).exists()


def test_concurrent_saves_create_one_profile(oli):
    person = make.make_person("Nasrin")
    certificate, code = issue(oli)
    claim_certificate(by=person, serial=certificate.serial, claim_code=code)
    outcomes = race(*[partial(freelancers_actions.save_profile, by=person, headline_en="Logos")] * 6)
    assert len(winners(outcomes)) == 6
    assert Profile.objects.filter(user=person).count() == 1


def test_concurrent_uploads_stay_within_the_portfolio_limit(farida):
    for number in range(10):
        picture_actions.add_picture(by=farida, file=picture((20, 20)), title=str(number))
    outcomes = race(
        *(partial(picture_actions.add_picture, by=farida, file=picture((20, 20)), title="x") for _ in range(5))
    )
    assert len(winners(outcomes)) == 2
    positions = list(PortfolioCase.objects.values_list("position", flat=True))
    assert sorted(positions) == list(range(1, 13))
