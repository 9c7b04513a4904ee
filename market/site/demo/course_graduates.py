"""Certificates and projects of the batches of the running programme that are over: of all who attended enough."""

from datetime import timedelta
from random import Random

from market.core.base import clock
from market.site.demo.bulk import Change, analyze, copy_instances
from market.site.demo.course_projects import make_course_projects
from market.site.demo.graduation import graduating_batch
from market.training.certificates import codes
from market.training.graduation.rule import in_person_attendance, live_attendance
from market.training.models import Attendance, Batch, Certificate, ClassSession, Enrolment, Signatories

ISSUED_AFTER = timedelta(days=14)  # since the last day of the batch
CLAIMED = 0.8  # the share of graduates who have taken theirs
SEED = 2026


def make_course_graduates() -> None:
    """Issue them; the batch that ended last is in a story of its own, and looked through there."""
    analyze(Attendance, ClassSession, Enrolment)
    chance, now = Random(SEED), clock.now()  # noqa: S311  # for show
    last, today = graduating_batch(), clock.local(now).date()
    over = Enrolment.objects.filter(state=Enrolment.State.COMPLETED, certificate=None)
    over = over.filter(batch__sessions__isnull=False, batch__ended_on__lt=today - ISSUED_AFTER).distinct()
    rows = over.exclude(batch=last).select_related("batch__topic", "batch__district", "trainee__certificate", "project")
    places = [each for each in rows.order_by("pk") if not hasattr(each.trainee, "certificate")]
    live, in_person = live_attendance(places), in_person_attendance(places)
    met = [each for each in places if live[each.pk].is_met and (each.pk not in in_person or in_person[each.pk].is_met)]
    make_course_projects(met)
    copy_instances(Certificate(signatories=Signatories.objects.on(today)), [_certificate(each, chance) for each in met])


def _certificate(place: Enrolment, chance: Random) -> Change:
    is_claimed = chance.random() < CLAIMED
    return unclaimed_certificate(place, place.batch, chance) | {
        "holder_id": place.trainee_id if is_claimed else None,
        "claimed_at": clock.now() if is_claimed else None,
    }


def unclaimed_certificate(place: Enrolment, batch: Batch, chance: Random) -> Change:
    """The certificate of a place, which its trainee has not taken yet."""
    signed = {
        "serial": f"AIAA-{batch.code}-{place.seat:02}",
        "name_en": place.name_en,
        "name_bn": place.name_bn,
        "check_code": "".join(chance.choices(codes.ALPHABET, k=codes.CHECK_LENGTH)),
        "issued_on": batch.ended_on + ISSUED_AFTER,
    }
    signature = codes.sign(Certificate(batch=batch, **signed))
    claim_hash = f"{chance.getrandbits(256):064x}"  # of a code that nobody knows
    return signed | {"batch_id": batch.pk, "enrolment_id": place.pk, "claim_hash": claim_hash, "signature": signature}
