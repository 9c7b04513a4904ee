"""Objects of graduating: a batch that has ended, an exception, and a certificate that its trainee has not taken yet."""

from datetime import timedelta
from typing import Any

from market.accounts.models import User
from market.training.certificates.actions import record_certificates
from market.training.enrolments.actions import complete
from market.training.graduation.exception_actions import propose_exception
from market.training.models import Phase
from market.training.plans.actions import add_programme
from market.training.signatories.actions import propose_signatories
from tests import make
from tests.training import graduation_story, plan_story
from tests.training.signatories_story import all_pictures, details


def make_graduates(oli: User, client: User, place: int) -> dict[str, Any]:
    """The client completed a batch of an earlier programme, and so can apply for this one, in which somebody is ready;
    for the place an exception is proposed."""
    officer, day = make.make_officer(), plan_story.today()
    names = {"name_en": "Amar Kaj", "name_bn": "আমার কাজ"}
    span = {"starts_on": day - timedelta(days=900), "ends_on": day + timedelta(days=1)}
    batch = graduation_story.ended_batch(oli, number=4, district="joypurhat")
    Phase.objects.filter(pk=batch.phase_id).update(programme=add_programme(by=oli, **names, **span))
    graduation_story.ready(batch, make.make_person("Ready"), seat=5)
    done = graduation_story.studied(batch, client, seat=6)
    record_certificates(batch, [("AIAA-JOY-2026-900", "Carla Private", "")], by=officer, places=[done.pk])
    complete(by=officer, enrolment_id=done.pk)
    wanted = {"requirement": "project", "reason": "A cyclone took her computer."}
    return {
        "graduated.enrolment_id": done.pk,
        "ended.batch_id": batch.pk,
        "signatories_id": propose_signatories(by=officer, details=details(**all_pictures())).pk,
        "exception_id": propose_exception(by=officer, enrolment_id=place, **wanted).pk,
    }
