"""Programmes that are over, as a site has them after many years: each of 64 batches with 36 trainees, their attendance
and certificates.
"""

from collections.abc import Callable
from datetime import timedelta
from random import Random

from django.db.transaction import atomic

from market.accounts.models import User
from market.site.demo.attendance import mark_classes
from market.site.demo.bulk import Change, copy_instances
from market.site.demo.places import fill
from market.site.demo.programme import make_phases
from market.site.demo.texts import Texts
from market.training.certificates import codes
from market.training.models import Batch, Certificate, ClassSession, Enrolment, Programme, Venue

LAST_BEGAN, APART = 400, 60  # days: the newest of them before the one that runs, and each before the next
GRADUATE = 0.85  # the share of trainees with a certificate


def make_programmes(wanted: int, officer: User, texts: Callable[[str], Texts]) -> None:
    """Add programmes until `wanted` stand here, beside the old one of 2018. Each is a transaction of its own."""
    for number in range(Programme.objects.count(), wanted + 1):
        _make_programme(number, officer, texts(f"programme {number}"))


@atomic
def _make_programme(number: int, officer: User, texts: Texts) -> None:
    trainers = list(User.objects.filter(email__regex=r"^trainer\d+@demo\.test$").order_by("pk"))
    venues = {each.district_id: each for each in Venue.objects.order_by("-pk")}
    before = LAST_BEGAN + (number - 2) * APART
    programme = make_phases(number, officer, [*trainers, *trainers[:1]], venues, before=before)
    batches = list(Batch.objects.filter(phase__programme=programme).select_related("phase", "topic", "district"))
    fill(batches, texts, officer, f"trainee{number}-")
    mark_classes(list(ClassSession.objects.filter(batch__in=batches).order_by("starts_at", "pk")), texts.chance)
    places = Enrolment.objects.filter(batch__in=batches, state=Enrolment.State.COMPLETED).order_by("pk")
    batch_of = {each.pk: each for each in batches}
    certificates = [_certificate(each, batch_of[each.batch_id], texts.chance) for each in places]
    copy_instances(Certificate(), [each for each in certificates if texts.chance.random() < GRADUATE])


def _certificate(place: Enrolment, batch: Batch, chance: Random) -> Change:
    """That of a place, which its trainee has not taken yet."""
    signed = {
        "serial": f"AIAA-{batch.code}-{place.seat:02}",
        "name_en": place.name_en,
        "name_bn": place.name_bn,
        "check_code": "".join(chance.choices(codes.ALPHABET, k=codes.CHECK_LENGTH)),
        "issued_on": batch.ended_on + timedelta(days=14),
    }
    signature = codes.sign(Certificate(batch=batch, **signed))
    claim_hash = f"{chance.getrandbits(256):064x}"  # of a code that nobody knows
    return signed | {"batch_id": batch.pk, "enrolment_id": place.pk, "claim_hash": claim_hash, "signature": signature}
