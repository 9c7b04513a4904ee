"""Claims of outages: a trainer of the batch decides, officers once that takes too long."""

from datetime import timedelta

import pytest

from market.core.base import clock
from market.core.base.errors import Invalid, NotAllowed, NotFound
from market.notifications.models import Notification
from market.training.models import AttendanceMark, OutageClaim
from market.training.outage_claims.actions import (
    ClaimDecided,
    ClaimedAlready,
    ClaimNotPossible,
    NothingToExcuse,
    OutageDetails,
    claim_outage,
    decide_claim,
)
from market.training.outage_claims.queries import claims_to_decide
from market.training.plans.trainer_actions import add_trainer, remove_trainer
from tests.training import plan_story
from tests.training.attendance_story import DAY, HOUR, MINUTE, counts, goto, held, marked


@pytest.fixture
def place(oli, tahmina, farida):
    return plan_story.enrolled(plan_story.planned_batch(oli, trainer=tahmina), farida)


@pytest.fixture
def session(place, tahmina):
    session = held(place.batch)
    marked(session, place, tahmina)
    return session


def outage(session, **changes) -> OutageDetails:
    fields = {"cause": "electricity", "from_at": session.starts_at, "to_at": session.ends_at, "text": "বিদ্যুৎ ছিল না।"}
    return OutageDetails(**{**fields, **changes})


def claimed(trainee, session) -> OutageClaim:
    return claim_outage(by=trainee, session_id=session.pk, details=outage(session))


def heard(user) -> list[str]:
    rows = Notification.objects.filter(user=user, kind__startswith="outage_claim").order_by("pk")
    return [each.removeprefix("outage_claim.") for each in rows.values_list("kind", flat=True)]


def test_a_claim_is_accepted(session, tahmina, farida, rina, oli):
    claim = claimed(farida, session)
    assert claimed(farida, session) == claim  # a second press
    assert (heard(tahmina), heard(oli)) == (["opened"], [])
    for stranger, refusal in ((rina, NotFound), (farida, NotAllowed)):
        with pytest.raises(refusal):
            decide_claim(by=stranger, claim_id=claim.pk, accept=True)
    decide_claim(by=tahmina, claim_id=claim.pk, accept=True)
    assert (counts(session), AttendanceMark.objects.get(source="outage").by) == ("excused", tahmina)
    assert heard(farida) == ["accepted"]
    with pytest.raises(ClaimDecided):
        decide_claim(by=tahmina, claim_id=claim.pk, accept=False, reason="No")
    with pytest.raises(ClaimedAlready):
        claimed(farida, session)


def test_a_refusal_has_a_reason(session, tahmina, farida):
    claim = claimed(farida, session)
    with pytest.raises(Invalid):
        decide_claim(by=tahmina, claim_id=claim.pk, accept=False)
    decide_claim(by=tahmina, claim_id=claim.pk, accept=False, reason="You wrote in the chat all the time.")
    assert (counts(session), heard(farida)) == ("absent", ["refused"])


def test_what_cannot_be_claimed(session, place, tahmina, farida, rina):
    at = session.ends_at
    for wrong in (
        {"text": " "},
        {"to_at": session.starts_at},
        {"from_at": at, "to_at": at + HOUR},
        {"cause": "flood"},
    ):
        with pytest.raises(Invalid):
            claim_outage(by=farida, session_id=session.pk, details=outage(session, **wrong))
    with pytest.raises(NotFound):
        claimed(rina, session)
    with pytest.raises(NotAllowed):
        claimed(tahmina, session)
    other = held(place.batch, number=91, ago=timedelta(hours=5))
    marked(other, place, tahmina, "present")
    with pytest.raises(NothingToExcuse):
        claimed(farida, other)
    goto(session.starts_at - MINUTE)
    with pytest.raises(ClaimNotPossible):
        claimed(farida, session)
    goto(session.ends_at + 3 * DAY)
    with pytest.raises(ClaimNotPossible):
        claimed(farida, session)
    goto(session.ends_at + 3 * DAY - MINUTE)
    assert claimed(farida, session).is_open


def test_silence_brings_it_to_officers(session, tahmina, farida, oli, travel):
    claim = claimed(farida, session)
    travel(2 * DAY + MINUTE)
    travel(DAY - 2 * HOUR)
    assert heard(tahmina) == ["opened", "due", "due"]
    travel(3 * HOUR)
    assert (heard(tahmina)[3:], heard(oli), heard(farida)) == ([], ["for_officers"], ["takes_longer"])
    assert (list(claims_to_decide(oli)), list(claims_to_decide(tahmina))) == ([claim], [])
    with pytest.raises(NotAllowed):
        decide_claim(by=tahmina, claim_id=claim.pk, accept=True)
    decide_claim(by=oli, claim_id=claim.pk, accept=True)
    assert counts(session) == "excused"


def test_a_removed_trainer_decides_nothing(session, place, tahmina, farida, oli):
    """Who leads the batch now decides, whoever gave the class; without anybody officers do at once."""
    claim, successor = claimed(farida, session), plan_story.trainer()
    remove_trainer(by=oli, batch_id=place.batch_id, trainer=tahmina, successor=successor)
    with pytest.raises(NotFound):
        decide_claim(by=tahmina, claim_id=claim.pk, accept=True)
    assert (list(claims_to_decide(tahmina)), list(claims_to_decide(successor))) == ([], [claim])
    decide_claim(by=successor, claim_id=claim.pk, accept=True)
    add_trainer(by=oli, batch_id=place.batch_id, trainer=tahmina)
    other = held(place.batch, number=91, ago=timedelta(hours=5))
    for each in (tahmina, successor):
        each.is_active = False
        each.save()
    assert claimed(farida, other).escalated_at is not None
    assert heard(oli) == ["for_officers"]


def test_pages_and_api(session, tahmina, farida, oli, page, api):
    trainee, trainer = page(farida), page(tahmina)
    address = f"/classes/{session.pk}/outage/"
    assert address in trainee.get(f"/classes/{session.pk}/").content.decode()
    typed = {"cause": "internet", "from_at": f"{clock.local(session.starts_at):%H:%M}", "text": "নেট ছিল না।"}
    typed["to_at"] = f"{clock.local(session.ends_at):%H:%M}"
    assert trainee.post(address, typed | {"text": ""}).status_code == 400
    assert trainee.post(address, typed).status_code == 302
    claim = OutageClaim.objects.get()
    assert claim.session.starts_at - claim.from_at < MINUTE
    assert trainee.get(address).headers["Location"] == claim.get_absolute_url()
    assert claim.get_absolute_url() in trainer.get(f"/classes/{session.pk}/").content.decode()
    assert claim.get_absolute_url() in trainer.get("/outage-claims/").content.decode()
    assert trainer.post(claim.get_absolute_url(), {"accept": "no", "reason": ""}).status_code == 400
    path = f"/api/v1/outage-claims/{claim.pk}/"
    assert api(farida).get("/api/v1/outage-claims/").json()["count"] == 1
    assert api(oli).get(path).json()["text"] == "নেট ছিল না।"
    answer = api(tahmina).post(f"{path}decide/", {"accept": False, "reason": "Not true"}).json()
    assert (answer["state"], answer["reason"]) == ("refused", "Not true")
    assert "Not true" in trainee.get(claim.get_absolute_url()).content.decode()
    sent = {"cause": "device", "from_at": session.starts_at, "to_at": session.ends_at, "text": "Broken"}
    assert api(farida).post(f"/api/v1/classes/{session.pk}/outage/", sent).json()["code"] == "outage_claimed_already"
