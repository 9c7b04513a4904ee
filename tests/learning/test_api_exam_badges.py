"""Badges of passed exams, verified by a third-party library (openbadgeslib), and their API: `/api/v1/exam-badges/`,
`/api/v1/sittings/{}/badge/`, `/api/v1/exam-badges/{}/revoke/`."""

import json

import jwt
import pytest
from openbadgeslib.ob3 import OB3VerificationError, OB3Verifier

from market.core.base import clock
from market.core.base.errors import NotFound, TooMany
from market.learning.badges.actions import make_exam_badge, revoke_exam_badge
from market.learning.badges.credentials import exam_badge_jwt
from market.learning.models import Course, Exam, ExamBadge, Sitting
from market.notifications.models import Notification
from market.site.demo.revoking import revoke_certificate
from market.training.badges.actions import BADGES_PER_DAY
from market.training.certificates.actions import CertificateRevoked
from tests.learning.exam_story import HOUR, bank, exam_of
from tests.profiles.test_exams_passed import passed
from tests.training.test_badges import SITE, _prepared_rsa_keys, verify, web  # noqa: F401  # fixtures

REVOKED = "revocation.*is set"


@pytest.fixture
def sitting(oli, farida) -> Sitting:
    """A passed paper of the exam of a topic, whose results are out."""
    bank()
    Course.objects.filter(topic=farida.profile.topic).update(topic=None)
    Course.objects.filter(slug="sums").update(topic=farida.profile.topic)
    row = passed(exam_of(oli, None, grace_hours=0), farida, oli, good=3)
    Exam.objects.filter(pk=row.exam_id).update(released_at=clock.wall() - HOUR)  # verifiers have their own clock
    return row


def badge_of(user, sitting, with_name=False) -> ExamBadge:
    made = make_exam_badge(by=user, sitting_id=sitting.pk, with_name=with_name)
    return ExamBadge.objects.with_exam().get(pk=made.pk)


def test_a_third_party_verifier_accepts_it_and_it_holds_neither_name_nor_mark(sitting, farida, web):  # noqa: F811
    token = exam_badge_jwt(badge_of(farida, sitting))
    badge = verify(token, web)
    assert badge.achievement.name == "Exam passed: Graphics design"
    payload = jwt.decode(token, options={"verify_signature": False})
    assert payload["credentialSubject"]["achievement"]["achievementType"] == "Assessment"
    assert json.loads(web(payload["credentialSubject"]["achievement"]["id"]))["name"] == badge.achievement.name
    assert web(payload["id"]).decode().count(".") == 2
    text = json.dumps(payload)
    assert not [each for each in ("Farida", farida.email, "75%", '"result"') if each in text]


def test_the_name_only_by_choice_and_another_choice_revokes_the_first(sitting, farida, web):  # noqa: F811
    first = badge_of(farida, sitting)
    assert badge_of(farida, sitting) == first
    token = exam_badge_jwt(first)
    second = badge_of(farida, sitting, with_name=True)
    assert "Farida Private" in json.dumps(jwt.decode(exam_badge_jwt(second), options={"verify_signature": False}))
    assert verify(exam_badge_jwt(second), web)
    with pytest.raises(OB3VerificationError, match=REVOKED):
        verify(token, web)


def test_choosing_again_and_again_fills_no_list(sitting, farida):
    for at in range(BADGES_PER_DAY):
        badge_of(farida, sitting, with_name=bool(at % 2))
    with pytest.raises(TooMany):
        badge_of(farida, sitting)
    assert ExamBadge.objects.count() == BADGES_PER_DAY


def test_who_takes_it_back_and_whose_paper_does_not_pass_any_more_has_none(sitting, farida, web, page):  # noqa: F811
    badge = badge_of(farida, sitting, with_name=True)
    token = exam_badge_jwt(badge)
    Sitting.objects.filter(pk=sitting.pk).update(is_passed=False)
    with pytest.raises(OB3VerificationError, match=REVOKED):
        verify(token, web)
    Sitting.objects.filter(pk=sitting.pk).update(is_passed=True)
    assert verify(token, web)
    shown = page().get(badge.get_absolute_url()).content.decode()
    assert "This badge is valid" in shown
    assert "Farida Private" in shown
    page(farida).post(f"{badge.get_absolute_url()}revoke/")
    with pytest.raises(OB3VerificationError, match=REVOKED):
        verify(token, web)
    shown = page().get(badge.get_absolute_url()).content.decode()
    assert "This badge was revoked" in shown
    assert "Farida Private" not in shown
    assert page().get(f"{badge.get_absolute_url()}file/png/").status_code == 404


def test_a_revoked_certificate_and_a_closed_account_revoke_it(sitting, farida, oli, web):  # noqa: F811
    token = exam_badge_jwt(badge_of(farida, sitting))
    farida.is_active = False
    farida.save(update_fields=["is_active"])
    with pytest.raises(OB3VerificationError, match=REVOKED):
        verify(token, web)
    farida.is_active = True
    farida.save(update_fields=["is_active"])
    assert verify(token, web)
    revoke_certificate(by=oli, certificate_id=farida.certificate.pk, reason="A reason.")
    with pytest.raises(OB3VerificationError, match=REVOKED):
        verify(token, web)
    with pytest.raises(CertificateRevoked):
        make_exam_badge(by=farida, sitting_id=sitting.pk, with_name=False)


def test_only_the_owner_of_a_passed_paper_makes_and_revokes_one(sitting, farida, rina):
    with pytest.raises(NotFound):
        make_exam_badge(by=rina, sitting_id=sitting.pk, with_name=False)
    badge = badge_of(farida, sitting)
    with pytest.raises(NotFound):
        revoke_exam_badge(by=rina, exam_badge_id=badge.pk)
    Sitting.objects.filter(pk=sitting.pk).update(is_passed=False)
    with pytest.raises(NotFound):
        make_exam_badge(by=farida, sitting_id=sitting.pk, with_name=False)


def test_the_page_of_the_result_makes_it_and_the_picture_holds_it(sitting, farida, page, web):  # noqa: F811
    assert "Create your badge" in page(farida).get(sitting.get_absolute_url()).content.decode()
    response = page(farida).post(f"/sittings/{sitting.pk}/badge/", {"with_name": "on"}, follow=True)
    assert "Your badge is ready" in response.content.decode()
    assert "Farida Private" in response.content.decode()
    badge = ExamBadge.objects.get()
    assert badge.get_absolute_url() in page(farida).get(sitting.get_absolute_url()).content.decode()
    token = OB3Verifier.extract_token_from_png(page().get(f"{badge.get_absolute_url()}file/png/").content)
    assert verify(token, web)


def test_the_api_makes_lists_and_revokes(sitting, farida, rina, api):
    made = api(farida).post(f"/api/v1/sittings/{sitting.pk}/badge/", {"with_name": False})
    assert made.status_code in (200, 201), made.json()
    (listed,) = api(farida).get("/api/v1/exam-badges/").json()["results"]
    assert (listed["id"], listed["topic"], listed["name"]) == (made.json()["id"], "graphics-design", "")
    assert api(rina).get("/api/v1/exam-badges/").json()["results"] == []
    assert api(farida).post(f"/api/v1/exam-badges/{listed['id']}/revoke/").json()["revoked_at"]


def test_who_passed_hears_that_a_badge_can_be_made(sitting, farida, page):
    told = Notification.objects.get(user=farida, kind="exam.badge_possible")
    assert told.url.endswith(sitting.get_absolute_url())


def test_the_profile_links_to_a_badge_that_tells_no_other_name(sitting, farida, page, api, carla):
    profile = farida.profile.get_absolute_url()
    assert "Create your badge" in page(farida).get(profile).content.decode()
    badge = badge_of(farida, sitting)
    for who, shown in ((carla, True), (None, True)):
        text = (page(who) if who else page()).get(profile).content.decode()
        assert (badge.get_absolute_url() in text) is shown
        assert "Create your badge" not in text
    (row,) = api(carla).get(f"/api/v1/profiles/{farida.profile.pk}/").json()["exams"]
    assert row["badge"].endswith(badge.get_absolute_url())
    named = badge_of(farida, sitting, with_name=True)
    assert named.name != farida.display_name
    assert named.get_absolute_url() not in page(carla).get(profile).content.decode()
    (row,) = api(carla).get(f"/api/v1/profiles/{farida.profile.pk}/").json()["exams"]
    assert row["badge"] is None


def test_its_owner_can_share_it(sitting, farida, page, carla):
    address = badge_of(farida, sitting).get_absolute_url()
    assert "Share your badge" in page(farida).get(address).content.decode()
    assert "Share your badge" not in page(carla).get(address).content.decode()
