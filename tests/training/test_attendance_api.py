"""Attendance over the API: each route hides from strangers and answers who has a part in the class."""

import pytest
from allauth.mfa.models import Authenticator

from market.training.attendance import cards, code_actions
from market.training.attendance_objections.actions import object_to_attendance
from market.training.models import Enrolment
from market.training.outage_claims.actions import claim_outage
from tests.training import attendance_story as story
from tests.training import plan_story
from tests.training.test_outage_claims import outage


@pytest.fixture
def place(oli, tahmina, farida) -> Enrolment:
    return plan_story.enrolled(plan_story.planned_batch(oli, trainer=tahmina), farida)


def test_each_route_of_attendance(api, place, oli, tahmina, farida, rina):
    first, second = story.held(place.batch), story.held(place.batch, 91, 5 * story.HOUR)
    for each in (first, second):
        story.marked(each, place, tahmina)
    recording = story.checks(first, tahmina).recording_id
    claim = claim_outage(by=farida, session_id=first.pk, details=outage(first)).pk
    objection = object_to_attendance(by=farida, session_id=first.pk, text="I was there.").pk
    Authenticator.objects.create(user=oli, type=Authenticator.Type.TOTP, data={})
    broken = {"cause": "device", "from_at": second.starts_at, "to_at": second.ends_at, "text": "It broke."}
    asked = {"questions": [{"text_en": "Which?", "choices_en": ["a", "b"]}] * 3}
    decide = f"/api/v1/register/attendance-objections/{objection}/decide/"
    refuse = {"value": "", "reason": "Nobody saw you."}
    rows = [
        (tahmina, "get", f"/api/v1/batches/{place.batch_id}/attendance/", {}, 200),
        (farida, "get", f"/api/v1/places/{place.pk}/card/", {}, 200),
        (farida, "get", f"/api/v1/classes/{first.pk}/make-up/", {}, 200),
        (tahmina, "get", f"/api/v1/recordings/{recording}/checks/", {}, 200),
        (tahmina, "put", f"/api/v1/recordings/{recording}/checks/", asked, 200),
        (farida, "post", f"/api/v1/classes/{second.pk}/outage/", broken, 201),
        (farida, "get", f"/api/v1/outage-claims/{claim}/", {}, 200),
        (tahmina, "post", f"/api/v1/outage-claims/{claim}/decide/", {"accept": False, "reason": "No."}, 200),
        (farida, "get", f"/api/v1/classes/{first.pk}/objection/", {}, 200),
        (oli, "post", decide, refuse, 200),
        (farida, "post", f"/api/v1/classes/{first.pk}/objection/second-officer/", {}, 200),
        (farida, "post", f"/api/v1/classes/{second.pk}/objection/", {"text": "I was there."}, 201),
    ]
    _answer(api, rina, rows)


def test_each_route_of_the_roll(api, place, tahmina, farida, rina):
    live = place.batch.sessions.filter(kind="live").earliest("starts_at")
    story.goto(live.starts_at)
    code = {"code": code_actions.digits_of(code_actions.open_code(by=tahmina, session_id=live.pk))}
    rows = [
        (tahmina, "get", f"/api/v1/classes/{live.pk}/code/", {}, 200),
        (farida, "post", f"/api/v1/classes/{live.pk}/code/enter/", code, 200),
        (tahmina, "post", f"/api/v1/classes/{live.pk}/code/end/", {}, 200),
        (tahmina, "post", f"/api/v1/classes/{live.pk}/code/", {}, 200),
    ]
    _answer(api, rina, rows)
    met = place.batch.sessions.filter(kind="in_person").earliest("starts_at")
    story.goto(met.starts_at)
    marks, card = {"marks": [{"enrolment": place.pk, "value": "present"}]}, {"card": cards.token_of(place)}
    rows = [
        (tahmina, "post", f"/api/v1/classes/{met.pk}/roll/", marks, 200),
        (tahmina, "get", f"/api/v1/classes/{met.pk}/card/", card, 200),
        (farida, "post", f"/api/v1/classes/{met.pk}/countersign/", {}, 200),
    ]
    _answer(api, rina, rows)


def _answer(api, stranger, rows):
    """Each row: who may, the method, the address, what is sent, the status."""
    for who, method, address, sent, status in rows:
        assert getattr(api(stranger), method)(address, sent).status_code == 404, address
        answer = getattr(api(who), method)(address, sent)
        assert answer.status_code == status, (address, answer.json())
