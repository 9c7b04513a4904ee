"""Figures of a generated corpus, different from row to row: so every filter of a list splits it."""

from datetime import timedelta
from decimal import Decimal

from django.db.models import F
from django.db.models.functions import Mod

from market.core.base import clock
from market.jobs.models import Job
from market.profiles.models import ClientProfile, Profile

STARS = [Decimal("4.45"), Decimal("4.44"), Decimal("3.95"), Decimal("2.6"), Decimal(5)]  # a tenth decides


def vary_figures() -> None:
    """Give freelancers reviews, jobs done and prices of services, clients a history, and jobs bids and a day of their
    own."""
    for number, stars in enumerate(STARS):
        some = Profile.objects.annotate(rest=Mod("pk", len(STARS) + 1)).filter(rest=number)
        some.update(review_count=2, review_sum=stars * 2, jobs_done=Mod(F("pk"), 8), exams_passed=Mod(F("pk"), 3))
    by_key = Profile.objects.annotate(rest=Mod("pk", 7))
    by_key.filter(rest=0).update(rate_amount=None, service_price_amount=1800, service_price_currency="BDT")
    by_key.filter(rest=1).update(rate_amount=None, service_price_amount=20)
    by_key.filter(rest=2, rate_amount__isnull=False).update(service_price_amount=1)  # their own rate counts
    clients = Job.objects.order_by("client").values_list("client", flat=True).distinct()
    ClientProfile.objects.bulk_create(
        ClientProfile(
            user_id=pk,
            payment_proven=number % 3 == 0,
            jobs_filled=number % 13,
            review_count=number % 2,
            review_sum=STARS[number % len(STARS)] * (number % 2),
        )
        for number, pk in enumerate(clients)
        if number % 4
    )
    jobs = list(Job.objects.order_by("pk"))
    for number, job in enumerate(jobs):
        job.bid_count = number % 25
        job.published_at = clock.now() - timedelta(hours=number % 40 * 24)
        if number % 7 == 0:
            job.budget_min_amount = job.budget_max_amount = None
    Job.objects.bulk_update(jobs, ["bid_count", "published_at", "budget_min_amount", "budget_max_amount"])
