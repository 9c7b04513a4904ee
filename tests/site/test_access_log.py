"""Access log: access by staff is recorded, shown to leads only, and cannot be changed."""

import re
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction

from market.accounts.emergencies.actions import take_emergency_right
from market.accounts.models import User
from market.core.base.audit import audit, log_access
from market.core.models import ACCESS_CODES, AuditEntry
from market.files.actions import keep_upload
from market.site.staff.audit_sentences import SENTENCES, SUBJECTS, sentence_of
from tests import make


@pytest.fixture
def lata(db):
    return make.make_person("Lata", roles=["lead"])


def test_lead_sees_the_access_log_with_reasons_and_filter(page, lata, mitu, pavel, carla):
    audit("dispute.talk_opened", by=mitu, on=carla, reason="Was time granted?")
    audit("admin.seen", by=pavel, on=carla)
    audit("admin.listed", by=pavel, on=pavel, table="accounts.User", rows="1, 2")
    audit("thing.done", by=carla, on=carla)
    text = page(lata).get("/staff/looks/").content.decode()
    for words in ("Mitu", "Was time granted?", "opened a row", "looked through a list", "/staff/admin/accounts/user/"):
        assert words in text, words
    assert "thing.done" not in text
    filtered = page(lata).get("/staff/looks/", {"by": pavel.pk}).content.decode().partition("<main")[2]
    assert "Pavel" in filtered
    assert "Mitu" not in filtered
    assert page(lata).get("/staff/looks/", {"by": "x" * 40}).status_code == 200


def test_access_log_is_404_for_other_roles(page, mitu, pavel, carla):
    for person in (mitu, pavel, carla):
        assert page(person).get("/staff/looks/").status_code == 404
        assert "/staff/looks/" not in page(person).get("/notifications/").content.decode()


@pytest.mark.parametrize(
    "change",
    [
        "DELETE FROM core_auditentry",
        "TRUNCATE core_auditentry",
        "UPDATE core_auditentry SET by_id = NULL",
        "UPDATE core_auditentry SET at = now()",
        "UPDATE core_auditentry SET code = 'nothing'",
        "UPDATE core_auditentry SET is_access = false",
    ],
)
def test_audit_log_is_append_only(carla, change):
    audit("admin.seen", by=carla, on=carla)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        with pytest.raises(IntegrityError, match="record of deeds"), transaction.atomic():
            cursor.execute(change)
    assert AuditEntry.objects.filter(code="admin.seen", by=carla).exists()


def test_leads_see_every_access_and_each_has_a_sentence():
    pattern = re.compile(r"""\blog_access(?:_each)?\(\s*"([a-z_.]+)\"""")
    logged = {each for path in Path("market").rglob("*.py") for each in pattern.findall(path.read_text("utf-8"))}
    assert logged <= set(ACCESS_CODES), "add it there"
    assert set(ACCESS_CODES) <= set(SENTENCES)


def test_every_look_is_in_the_access_log():
    pattern = re.compile(r"\blog_access(?:_each)?\(\s*\"([a-z_.]+)")
    codes = {each for path in Path("market").rglob("*.py") for each in pattern.findall(path.read_text("utf-8"))}
    assert len(codes) > 20
    assert codes <= set(ACCESS_CODES)


def test_every_audit_code_has_a_sentence_or_a_subject():
    """Pages of the audit log show a sentence, never the code."""
    pattern = re.compile(r"""\b(?:audit|audit_each|log_access)\(\s*f?"([a-z_]+)\.""")
    subjects = {each for path in Path("market").rglob("*.py") for each in pattern.findall(path.read_text("utf-8"))}
    subjects -= {code.partition(".")[0] for code in SENTENCES} | set(SUBJECTS)
    assert not subjects
    assert str(sentence_of("measure.imposed")) == "imposed a step on somebody"
    assert str(sentence_of("milestone.released")) == "went on with work that had begun before"


def test_repeated_access_is_logged_once_in_half_an_hour(mitu, carla, travel):
    for _again in range(3):
        log_access("certificate.seen", by=mitu, on=carla)
    assert AuditEntry.objects.filter(code="certificate.seen").count() == 1
    take_emergency_right(by=mitu, role="officer", reason="Nobody of the register can be reached.")
    log_access("certificate.seen", by=User.objects.get(pk=mitu.pk), on=carla)
    assert AuditEntry.objects.filter(code="certificate.seen").count() == 2, "access in an emergency is logged anew"
    travel(timedelta(minutes=31))
    log_access("certificate.seen", by=carla, on=carla)
    assert AuditEntry.objects.filter(code="certificate.seen").count() == 3


def test_access_in_an_emergency_is_marked_in_the_log(page, lata, mitu, carla):
    take_emergency_right(by=mitu, role="operator", reason="Nobody who runs the site can be reached.")
    audit("admin.seen", by=mitu, on=carla, reason="Signed out by a stranger.")
    text = page(lata).get("/staff/looks/").content.decode()
    assert "in an emergency" in text
    assert "Signed out by a stranger." in text


def test_opening_a_certificate_is_written_to_the_access_log(page, lata, oli, farida):
    assert page(oli).get(f"/staff/certificates/{farida.certificate.pk}/").status_code == 200
    assert AuditEntry.objects.get(code="certificate.seen").by == oli
    text = page(lata).get("/staff/looks/").content.decode()
    assert "opened a graduate" in text
    assert "Work at the register." in text


def test_staff_download_of_a_file_is_written_to_the_audit_log(page, mitu, carla, monkeypatch):
    file = keep_upload(by=carla, file=SimpleUploadedFile("proof.txt", b"proof"))
    monkeypatch.setattr("market.files.access._rules", [lambda user: type(file).objects.filter(pk=file.pk)])
    for person in (carla, mitu):
        answer = page(person).get(f"/files/{file.pk}/")
        assert b"".join(answer.streaming_content) == b"proof"
    entry = AuditEntry.objects.get(code="file.taken")
    assert (entry.by, entry.on_id, entry.facts["row"]) == (mitu, carla.pk, str(file.pk))


def test_reading_review_notes_is_shown_in_the_access_log(page, lata, mitu, monkeypatch, carla, farida):
    assert page(mitu).get("/reviews/desk/").status_code == 200
    assert not AuditEntry.objects.filter(code="review.notes_read").exists(), "there was nothing to read"
    log_access("review.notes_read", by=mitu, on=mitu, table="reviews.Review", rows="1, 2")
    assert "read notes of reviews" in page(lata).get("/staff/looks/").content.decode()
