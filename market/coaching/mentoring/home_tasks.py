"""Tasks of coaches and of those whom they coach."""

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.coaching.mentoring.models import BidReview, Coaching
from market.coaching.mentoring.queries import reviews_waiting_for
from market.coaching.mentoring.terms import renewable_before
from market.core.base import clock
from market.core.base.home_tasks import FREELANCER, ME, MOST, STAFF, Home, Task, register_facts, task_source

register_facts(
    coached=Coaching.objects.filter(freelancer=ME).exclude(state=Coaching.State.ENDED),
)


@task_source(order=91, roles=(User.Role.TRAINER,))
def requests_for_coaching(home: Home) -> list[Task]:
    """People who ask the trainer to coach them."""
    rows = Coaching.objects.open().filter(coach=home.user, state=Coaching.State.ASKED).select_related("freelancer")
    return [
        Task(
            "answer_coaching",
            STAFF,
            _("Say whether you coach"),
            row.freelancer.shown_name,
            row.get_absolute_url(),
            row.ends_at,
            mark="people",
            since=row.asked_at,
        )
        for row in rows.order_by("asked_at")[: MOST + 1]
    ]


@task_source(order=91, roles=(User.Role.TRAINER,))
def bids_to_review(home: Home) -> list[Task]:
    """Bids on which a coach has not commented yet."""
    return [
        Task(
            "review_bid",
            STAFF,
            _("Comment on a bid"),
            row.job.title,
            row.get_absolute_url(),
            row.job.expires_at,
            mark="edit",
            since=row.asked_at,
            desk=reverse("coached"),
        )
        for row in reviews_waiting_for(home.user)[: MOST + 1]
    ]


@task_source(order=91, facts=("coached",))
def own_coaching(home: Home) -> list[Task]:
    """An offer to answer, or coaching that ends soon."""
    rows = Coaching.objects.open().filter(freelancer=home.user).exclude(state=Coaching.State.ASKED)
    tasks = []
    for row in rows.select_related("coach"):
        is_offer = row.state == Coaching.State.OFFERED
        if not is_offer and row.ends_at - clock.now() > renewable_before():
            continue
        kind, text = ("answer_offered_coaching", _("A trainer offers to coach you"))
        if not is_offer:
            kind, text = "renew_coaching", _("Your coaching ends soon: go on, or let it end")
        url = reverse("my_coach")
        tasks.append(Task(kind, FREELANCER, text, row.coach.shown_name, url, row.ends_at, mark="people"))
    return tasks


@task_source(order=91, facts=("coached",))
def bids_to_send(home: Home) -> list[Task]:
    """Bids with comments of the coach that are not sent yet."""
    rows = BidReview.objects.filter(coaching__freelancer=home.user, answered_at__isnull=False, closed_at=None)
    rows = rows.filter(job__state="open", job__expires_at__gt=clock.now()).select_related("job")
    return [
        Task(
            "send_reviewed_bid",
            FREELANCER,
            _("Your coach commented: send the bid"),
            row.job.title,
            row.get_absolute_url(),
            row.job.expires_at,
            mark="send",
            since=row.answered_at,
        )
        for row in rows.order_by("job__expires_at")[: MOST + 1]
    ]
