from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from market.core.base.errors import Invalid, NotAllowed, NotFound
from market.core.models import AuditEntry
from market.notifications.models import Notification
from market.site.demo.revoking import revoke_certificate
from market.training.certificates import codes
from market.training.certificates.actions import CertificateRevoked, ClaimRefused, claim_certificate, issue_certificate
from market.training.certificates.queries import check_certificate
from market.training.issuing.actions import (
    NotWaiting,
    SameOfficer,
    prepare_certificates,
    refuse_issuance,
    withdraw_issuance,
)
from market.training.issuing.correction_actions import prepare_letter, prepare_name
from market.training.issuing.csv_import import Graduate
from market.training.issuing.release_actions import release_issuance
from market.training.issuing.version_actions import NoLetterNeeded
from market.training.letters.actions import confirm_printed, open_letters
from market.training.models import Certificate, Issuance
from tests import make

TWO = [Graduate("Nasrin Akter", "নাসরিন আক্তার", "", 2), Graduate("Rina Das", "", "AIAA-OLD-7", 3)]


def notification_types(user):
    return list(Notification.objects.filter(user=user).values_list("kind", flat=True))


@pytest.fixture
def prepared(oli, onu):
    return prepare_certificates(by=oli, batch=make.make_batch(), graduates=TWO)


def test_second_officer_releases_and_the_code_can_be_claimed(prepared, oli, onu, rahim):
    assert notification_types(onu) == ["issuance.waiting"]
    assert notification_types(oli) == []
    released = release_issuance(by=onu, issuance_id=prepared.pk)
    assert notification_types(oli) == ["issuance.released"]
    assert list(Certificate.objects.values_list("name_en", "serial", "prepared_by", "issued_by")) == [
        ("Rina Das", "AIAA-OLD-7", oli.pk, onu.pk),
        ("Nasrin Akter", "AIAA-RAN-2018-001", oli.pk, onu.pk),
    ]
    letters = {each.certificate.name_en: each for each in open_letters(by=onu, issuance_id=released.pk)}
    letter = letters["Nasrin Akter"]
    claimed = claim_certificate(by=rahim, serial=letter.certificate.serial, claim_code=letter.claim_code)
    assert claimed.holder == rahim
    assert [each.certificate.name_en for each in open_letters(by=onu, issuance_id=released.pk)] == ["Rina Das"]


def test_preparing_officer_cannot_release_or_refuse(prepared, oli):
    for act in (release_issuance, lambda **kwargs: refuse_issuance(**kwargs, reason="x")):
        with pytest.raises(SameOfficer):
            act(by=oli, issuance_id=prepared.pk)
    assert not Certificate.objects.exists()


def test_database_constraint_requires_a_second_officer(prepared, oli):
    with pytest.raises(IntegrityError), transaction.atomic():
        Issuance.objects.filter(pk=prepared.pk).update(
            state="released", decided_by=oli, decided_at=prepared.prepared_at
        )


def test_only_officers_can_prepare_release_and_open_letters(prepared, carla, tahmina, mitu, pavel):
    for person in (carla, tahmina, mitu, pavel):
        with pytest.raises(NotAllowed):
            prepare_certificates(by=person, batch=prepared.batch, graduates=TWO)
        for act in (release_issuance, withdraw_issuance, open_letters, confirm_printed):
            with pytest.raises(NotFound):
                act(by=person, issuance_id=prepared.pk)
        with pytest.raises(NotFound):
            refuse_issuance(by=person, issuance_id=prepared.pk, reason="x")


def test_refusal_needs_a_reason_and_notifies_the_preparing_officer(prepared, oli, onu):
    with pytest.raises(Invalid):
        refuse_issuance(by=onu, issuance_id=prepared.pk, reason=" ")
    refuse_issuance(by=onu, issuance_id=prepared.pk, reason="Rina is not on my paper.")
    assert notification_types(oli) == ["issuance.refused"]
    with pytest.raises(NotWaiting):
        release_issuance(by=onu, issuance_id=prepared.pk)
    assert not Certificate.objects.exists()


def test_only_the_preparing_officer_can_withdraw(prepared, oli, onu):
    with pytest.raises(NotAllowed):
        withdraw_issuance(by=onu, issuance_id=prepared.pk)
    assert withdraw_issuance(by=oli, issuance_id=prepared.pk).state == "withdrawn"
    with pytest.raises(NotWaiting):
        withdraw_issuance(by=oli, issuance_id=prepared.pk)
    with pytest.raises(NotWaiting):
        release_issuance(by=onu, issuance_id=prepared.pk)


def test_preparing_twice_is_idempotent(prepared, oli, onu):
    again = prepare_certificates(by=oli, batch=prepared.batch, graduates=TWO)
    assert again == prepared
    assert notification_types(onu) == ["issuance.waiting"]
    release_issuance(by=onu, issuance_id=prepared.pk)
    with pytest.raises(Invalid):  # in the register once released
        prepare_certificates(by=oli, batch=prepared.batch, graduates=TWO)


def test_one_invalid_row_saves_nothing(oli, db):
    batch = make.make_batch()
    for graduates in ([], [Graduate("")], [Graduate("A Roy"), Graduate("=1")], [Graduate("A Roy"), Graduate("a roy")]):
        with pytest.raises(Invalid):
            prepare_certificates(by=oli, batch=batch, graduates=graduates)
    assert not Issuance.objects.exists()


def test_equal_names_need_a_confirmation(oli, onu):
    batch = make.make_batch()
    issue_certificate(by=onu, batch=batch, name_en="Nasrin Akter")
    namesakes = [Graduate("Nasrin Akter", line=2), Graduate("Nasrin Akter", line=3)]
    with pytest.raises(Invalid):
        prepare_certificates(by=oli, batch=batch, graduates=namesakes)
    issuance = prepare_certificates(by=oli, batch=batch, graduates=namesakes, different_people=True)
    release_issuance(by=onu, issuance_id=issuance.pk)
    assert batch.certificates.count() == 3


def test_serial_of_a_waiting_issuance_is_taken(prepared, oli):
    with pytest.raises(Invalid):
        prepare_certificates(by=oli, batch=make.make_batch(), graduates=[Graduate("B Roy", "", "aiaa-old-৭")])


def test_new_serials_continue_after_entered_serials(oli, onu):
    batch = make.make_batch()
    graduates = [Graduate("A Roy", "", "AIAA-RAN-2018-005"), Graduate("B Roy"), Graduate("C Roy")]
    issuance = prepare_certificates(by=oli, batch=batch, graduates=graduates)
    release_issuance(by=onu, issuance_id=issuance.pk)
    assert list(Certificate.objects.order_by("pk").values_list("serial", flat=True)) == [
        "AIAA-RAN-2018-005",
        "AIAA-RAN-2018-006",
        "AIAA-RAN-2018-007",
    ]


def test_only_the_releasing_officer_opens_letters_until_printed(prepared, oli, onu):
    release_issuance(by=onu, issuance_id=prepared.pk)
    with pytest.raises(NotAllowed):
        open_letters(by=oli, issuance_id=prepared.pk)
    with pytest.raises(NotAllowed):
        confirm_printed(by=oli, issuance_id=prepared.pk)
    letters = open_letters(by=onu, issuance_id=prepared.pk)
    stored = str(Issuance.objects.filter(pk=prepared.pk).values_list()[0]) + str(list(AuditEntry.objects.values_list()))
    assert not any(codes.plain_code(each.claim_code) in stored or each.claim_code in stored for each in letters)
    assert AuditEntry.objects.filter(code="letters.opened", by=onu).count() == 1
    confirm_printed(by=onu, issuance_id=prepared.pk)
    confirm_printed(by=onu, issuance_id=prepared.pk)
    assert open_letters(by=onu, issuance_id=prepared.pk) == []
    assert Issuance.objects.get().sealed_codes == ""
    assert AuditEntry.objects.filter(code="letters.printed").count() == 1


def test_unprinted_letters_are_erased_after_a_day(prepared, onu, travel):
    release_issuance(by=onu, issuance_id=prepared.pk)
    travel(timedelta(hours=23))
    assert len(open_letters(by=onu, issuance_id=prepared.pk)) == 2
    travel(timedelta(hours=2))
    assert Issuance.objects.get().sealed_codes == ""
    assert AuditEntry.objects.filter(code="letters.erased", by=None).count() == 1


def test_letters_cannot_be_opened_after_the_secret_key_changes(prepared, onu, settings):
    release_issuance(by=onu, issuance_id=prepared.pk)
    settings.SECRET_KEY = "another"
    assert open_letters(by=onu, issuance_id=prepared.pk) == []


def test_new_letter_invalidates_the_lost_claim_code(oli, onu, rahim):
    certificate, lost = issue_certificate(by=onu, batch=make.make_batch(), name_en="Nasrin Akter")
    issuance = prepare_letter(by=oli, certificate_id=certificate.pk, reason="The post lost it.")
    assert prepare_letter(by=oli, certificate_id=certificate.pk, reason="The post lost it.") == issuance
    with pytest.raises(SameOfficer):
        release_issuance(by=oli, issuance_id=issuance.pk)
    release_issuance(by=onu, issuance_id=issuance.pk)
    with pytest.raises(ClaimRefused):
        claim_certificate(by=rahim, serial=certificate.serial, claim_code=lost)
    (letter,) = open_letters(by=onu, issuance_id=issuance.pk)
    assert claim_certificate(by=rahim, serial=certificate.serial, claim_code=letter.claim_code).holder == rahim


def test_claimed_or_revoked_certificate_gets_no_letter(oli, onu, farida, rahim):
    with pytest.raises(NoLetterNeeded):
        prepare_letter(by=oli, certificate_id=farida.certificate.pk, reason="x")
    certificate, code = issue_certificate(by=onu, batch=make.make_batch(), name_en="Nasrin Akter")
    issuance = prepare_letter(by=oli, certificate_id=certificate.pk, reason="Lost.")
    claim_certificate(by=rahim, serial=certificate.serial, claim_code=code)
    with pytest.raises(NoLetterNeeded):
        release_issuance(by=onu, issuance_id=issuance.pk)
    revoke_certificate(by=oli, certificate_id=certificate.pk, reason="x")
    with pytest.raises(NoLetterNeeded):
        prepare_letter(by=oli, certificate_id=certificate.pk, reason="x")


def test_corrected_name_creates_a_new_version_for_the_same_holder(oli, onu, farida):
    old = farida.certificate
    issuance = prepare_name(
        by=oli, certificate_id=old.pk, name_en="Farida Sultana", name_bn="ফরিদা সুলতানা", reason="Papers."
    )
    release_issuance(by=onu, issuance_id=issuance.pk)
    new = Certificate.objects.get(pk=old.pk)
    assert (new.holder, new.version, new.name_en) == (farida, 2, "Farida Sultana")
    assert new.serial != old.serial
    assert codes.is_genuine(new)
    before = check_certificate(old.serial, old.check_code)
    assert (before.state, before.replaced_by, before.name) == ("replaced", new.serial, None)
    assert check_certificate(new.serial, new.check_code).name == "Farida Sultana"
    assert "certificate.corrected" in notification_types(farida)
    assert open_letters(by=onu, issuance_id=issuance.pk) == []
    assert type(farida.profile).objects.public().filter(user=farida).exists()


def test_corrected_name_before_the_claim_creates_a_new_letter(oli, onu, rahim):
    certificate, lost = issue_certificate(by=onu, batch=make.make_batch(), name_en="Nasrin Aktar")
    issuance = prepare_name(
        by=oli, certificate_id=certificate.pk, name_en="Nasrin Akter", name_bn="", reason="Spelling."
    )
    release_issuance(by=onu, issuance_id=issuance.pk)
    (letter,) = open_letters(by=onu, issuance_id=issuance.pk)
    with pytest.raises(ClaimRefused):
        claim_certificate(by=rahim, serial=certificate.serial, claim_code=lost)
    assert claim_certificate(by=rahim, serial=letter.certificate.serial, claim_code=letter.claim_code).holder == rahim


def test_name_correction_needs_a_valid_certificate_and_a_reason(oli, onu, farida, rina):
    kwargs = {"certificate_id": farida.certificate.pk, "name_en": "Farida Sultana", "name_bn": "", "reason": "Papers."}
    for change in ({"name_en": "Farida Private"}, {"name_en": ""}, {"name_bn": "Farida"}, {"reason": " "}):
        with pytest.raises(Invalid):
            prepare_name(by=oli, **{**kwargs, **change})
    with pytest.raises(NotFound):
        prepare_name(by=rina, **kwargs)
    with pytest.raises(NotAllowed):
        prepare_name(by=farida, **kwargs)
    issuance = prepare_name(by=oli, **kwargs)
    with pytest.raises(Invalid):
        prepare_name(by=onu, **{**kwargs, "name_en": "Farida Begum"})
    revoke_certificate(by=oli, certificate_id=farida.certificate.pk, reason="x")
    with pytest.raises(CertificateRevoked):
        release_issuance(by=onu, issuance_id=issuance.pk)
    with pytest.raises(CertificateRevoked):
        prepare_name(by=oli, **kwargs)


def test_replaced_serial_is_never_reused(oli, onu, farida):
    old = farida.certificate.serial
    issuance = prepare_name(
        by=oli, certificate_id=farida.certificate.pk, name_en="Farida Sultana", name_bn="", reason="Papers."
    )
    release_issuance(by=onu, issuance_id=issuance.pk)
    with pytest.raises(Invalid):
        issue_certificate(by=oli, batch=farida.certificate.batch, name_en="A", serial=old)
