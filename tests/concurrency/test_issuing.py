"""Races of issuing, claiming, revoking and appealing certificates, with threads and real commits."""

from functools import partial

import pytest

from market.core.base.errors import DomainError
from market.site.demo.revoking import revoke_certificate
from market.training.appeals.actions import AppealDecided, decide_appeal, open_appeal
from market.training.badges.actions import make_badge, signing_key
from market.training.certificates.actions import claim_certificate, issue_certificate
from market.training.issuing.actions import NotWaiting, prepare_certificates, withdraw_issuance
from market.training.issuing.correction_actions import prepare_letter
from market.training.issuing.csv_import import Graduate
from market.training.issuing.release_actions import release_issuance
from market.training.letters.actions import confirm_printed, open_letters
from market.training.models import Appeal, Certificate, Credential, FormerCertificate, Issuance, SigningKey
from tests import make
from tests.concurrency.test_money import race, winners

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def prepared(oli):
    return make.make_issuance(make.make_batch(), "Nasrin Akter", "Rina Das", by=oli)


def test_concurrent_releases_issue_certificates_once(prepared, onu):
    third = make.make_officer()
    outcomes = race(*(partial(release_issuance, by=who, issuance_id=prepared.pk) for who in (onu, third, onu, third)))
    assert len(winners(outcomes)) == 1
    assert sum(isinstance(each, NotWaiting) for each in outcomes) == 3
    assert Certificate.objects.count() == 2
    released = Issuance.objects.get()
    assert len(open_letters(by=released.decided_by, issuance_id=released.pk)) == 2


def test_releasing_and_withdrawing_an_issuance_exclude_each_other(oli, onu):
    for number in range(5):
        issuance = make.make_issuance(make.make_batch(), f"Graduate {'x' * number}", by=oli)
        outcomes = race(
            partial(release_issuance, by=onu, issuance_id=issuance.pk),
            partial(withdraw_issuance, by=oli, issuance_id=issuance.pk),
        )
        assert len(winners(outcomes)) == 1
        issuance.refresh_from_db()
        issued = issuance.batch.certificates.count()
        assert (issuance.state, issued) in (("released", 1), ("withdrawn", 0))


def test_concurrent_preparations_create_one_issuance(oli):
    batch = make.make_batch()
    prepare = partial(prepare_certificates, by=oli, batch=batch, graduates=[Graduate("Nasrin Akter")])
    outcomes = race(*[prepare] * 5)
    assert len({each.pk for each in winners(outcomes)}) == 1
    assert len(winners(outcomes)) == 5


def test_concurrent_releases_of_two_batches_give_unique_serials(oli, onu):
    issuances = [
        make.make_issuance(make.make_batch(), *names, by=oli) for names in (["A Roy", "B Roy"], ["C Roy", "D Roy"])
    ]
    outcomes = race(*(partial(release_issuance, by=onu, issuance_id=each.pk) for each in issuances))
    assert len(winners(outcomes)) == 2
    assert len(set(Certificate.objects.values_list("serial", flat=True))) == 4


def test_claim_racing_a_replacement_letter_leaves_one_valid_code(oli, onu):
    for number in range(4):
        certificate, code = issue_certificate(by=onu, batch=make.make_batch(), name_en="Nasrin Akter")
        issuance = prepare_letter(by=oli, certificate_id=certificate.pk, reason="Lost.")
        person = make.make_person(f"Nasrin{number}")
        race(
            partial(claim_certificate, by=person, serial=certificate.serial, claim_code=code),
            partial(release_issuance, by=onu, issuance_id=issuance.pk),
        )
        certificate.refresh_from_db()
        issuance.refresh_from_db()
        assert (certificate.holder_id is None) == (issuance.state == "released")


def test_concurrent_decisions_decide_an_appeal_once(farida, oli, onu):
    third = make.make_officer()
    revoke_certificate(by=oli, certificate_id=farida.certificate.pk, reason="A reason.")
    appeal = open_appeal(by=farida, statement="No.")
    outcomes = race(
        partial(decide_appeal, by=onu, appeal_id=appeal.pk, lift=True, answer="Yes."),
        partial(decide_appeal, by=third, appeal_id=appeal.pk, lift=False, answer="No."),
        partial(decide_appeal, by=third, appeal_id=appeal.pk, lift=True, answer="Yes."),
    )
    assert len(winners(outcomes)) == 1
    assert sum(isinstance(each, AppealDecided) for each in outcomes) == 2
    appeal.refresh_from_db()
    assert FormerCertificate.objects.count() == (appeal.state == "lifted")


def test_concurrent_appeals_create_one_appeal(farida, oli):
    revoke_certificate(by=oli, certificate_id=farida.certificate.pk, reason="A reason.")
    assert len(winners(race(*[partial(open_appeal, by=farida, statement="No.")] * 4))) == 4
    assert Appeal.objects.count() == 1


def test_badge_racing_a_revocation_is_not_valid(oli):
    for number in range(3):
        person = make.make_freelancer(f"Graduate{number}")
        race(
            partial(make_badge, by=person, with_name=False),
            partial(revoke_certificate, by=oli, certificate_id=person.certificate.pk, reason="A reason."),
        )
        assert not Credential.objects.filter(certificate=person.certificate, revoked_at=None).exists()


def test_concurrent_first_badges_create_one_signing_key(db):
    assert len({each.pk for each in winners(race(*[signing_key] * 4))}) == 1
    assert SigningKey.objects.count() == 1


def test_concurrent_print_confirmations_erase_the_codes_once(prepared, onu):
    release_issuance(by=onu, issuance_id=prepared.pk)
    outcomes = race(*[partial(confirm_printed, by=onu, issuance_id=prepared.pk)] * 3)
    assert not any(isinstance(each, DomainError) for each in outcomes)
    assert Issuance.objects.get().sealed_codes == ""
