"""Pages of coaching: one's coach, the people of a coach, and bids that are shown before they are sent."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.models import User
from market.accounts.people.decorators import MemberRequest, signed_in, with_role
from market.coaching.mentoring import actions as coaching_actions
from market.coaching.mentoring import review_actions
from market.coaching.mentoring.forms import AgreeForm, AskCoachForm, OfferForm, ReviewForm
from market.coaching.mentoring.models import BidReview, Coaching
from market.coaching.mentoring.queries import (
    coached_by,
    open_coaching_of,
    people_without_coach,
    possible_coaches,
    reviews_waiting_for,
    shown_bids,
    shown_profile,
)
from market.coaching.mentoring.terms import SEEN, UNSEEN, duration, renewable_before
from market.core.base import clock
from market.core.base.audit import log_access
from market.core.base.db import fetch
from market.core.base.errors import NotFound
from market.jobs.models import Job

CONSENT = {"seen": SEEN, "unseen": UNSEEN}


@signed_in
def my_coach(request: MemberRequest) -> HttpResponse:
    """A freelancer's coach, or the form that asks a trainer; before that the consent in full."""
    coaching = open_coaching_of(request.user)
    coaches = [] if coaching else possible_coaches(request.user)
    form = AskCoachForm(request.POST or None, trainers=[trainer for trainer, _batch in coaches])
    if not coaching and form.is_valid():
        with form.refusing():
            coaching_actions.ask_coach(by=request.user, trainer_id=form.cleaned_data["trainer"])
            messages.success(request, _("Your trainer is asked. Until the answer nothing is shown."))
            return redirect("my_coach")
    past = Coaching.objects.filter(freelancer=request.user, began_at__isnull=False, state=Coaching.State.ENDED)
    context = {
        "coaching": coaching,
        "coaches": coaches,
        "form": form,
        "past": past.select_related("coach")[:20],
        "days": duration().days,
        "reviews": _reviews_of(coaching),
        "is_renewable": coaching is not None and coaching.ends_at - clock.now() <= renewable_before(),
        "agree": AgreeForm(),
        **CONSENT,
    }
    return render(request, "coaching/my_coach.html", context, status=form.status)


def _reviews_of(coaching: Coaching | None) -> list[BidReview]:
    if coaching is None:
        return []
    return list(coaching.reviews.filter(closed_at=None).select_related("job"))


@with_role(User.Role.TRAINER)
def coached(request: MemberRequest) -> HttpResponse:
    """The people whom a trainer coaches, what waits, and the offer to somebody else."""
    places = list(people_without_coach(request.user))
    form = OfferForm(request.POST or None, places=places)
    if form.is_valid():
        with form.refusing():
            coaching_actions.offer_coaching(by=request.user, enrolment_id=form.cleaned_data["place"])
            messages.success(request, _("Your offer is on its way. Nothing is shown before they agree."))
            return redirect("coached")
    rows = Coaching.objects.open().filter(coach=request.user).select_related("freelancer", "batch")
    context = {
        "people": coached_by(request.user),
        "asking": rows.filter(state=Coaching.State.ASKED).order_by("asked_at"),
        "offered": rows.filter(state=Coaching.State.OFFERED).order_by("asked_at"),
        "reviews": reviews_waiting_for(request.user),
        "places": places,
        "form": form,
    }
    return render(request, "coaching/coached.html", context, status=form.status)


@signed_in
def coaching(request: MemberRequest, coaching_id: int) -> HttpResponse:
    """For the coach the person, or the request to answer; the freelancer goes to the own page."""
    row = fetch(Coaching.objects.visible_to(request.user).select_related("freelancer", "coach", "batch"), coaching_id)
    if row.freelancer_id == request.user.pk:
        return redirect("my_coach")
    context = {"coaching": row, **CONSENT}
    if row.is_running:
        log_access("coaching.read", by=request.user, on=row)
        reviews = BidReview.objects.visible_to(request.user).filter(coaching=row).select_related("job")[:20]
        context |= {
            "profile": shown_profile(row.freelancer),
            "bids": shown_bids(row.freelancer),
            "reviews": reviews,
        }
    return render(request, "coaching/coaching.html", context)


@require_POST
@signed_in
def accept_coaching(request: MemberRequest, coaching_id: int) -> HttpResponse:
    """Agree: for the freelancer with the tick of consent."""
    row = fetch(Coaching.objects.visible_to(request.user), coaching_id)
    if row.freelancer_id == request.user.pk and not AgreeForm(request.POST).is_valid():
        messages.error(request, _("Tick that you agree, or decline."))
        return redirect("my_coach")
    coaching_actions.accept_coaching(by=request.user, coaching_id=coaching_id)
    messages.success(request, _("The coaching has begun."))
    return redirect("coaching", coaching_id)


@require_POST
@signed_in
def renew_coaching(request: MemberRequest, coaching_id: int) -> HttpResponse:
    """Agree once more."""
    coaching_actions.renew_coaching(by=request.user, coaching_id=coaching_id)
    messages.success(request, _("The coaching goes on."))
    return redirect("my_coach")


@require_POST
@signed_in
def end_coaching(request: MemberRequest, coaching_id: int) -> HttpResponse:
    """End it at once, decline or take back."""
    row = coaching_actions.end_coaching(by=request.user, coaching_id=coaching_id)
    messages.success(request, _("It has ended. The coach sees nothing any more."))
    return redirect("my_coach" if row.freelancer_id == request.user.pk else "coached")


@signed_in
def bid_review(request: MemberRequest, bid_review_id: int) -> HttpResponse:
    """A bid that is not sent yet, with the comments of the coach; the coach's form."""
    rows = BidReview.objects.visible_to(request.user)
    review = fetch(rows.select_related("job", "coaching__coach", "coaching__freelancer", "bid"), bid_review_id)
    is_coach = review.coaching.coach_id == request.user.pk
    if is_coach:
        log_access("coaching.bid_read", by=request.user, on=review)
    form = ReviewForm(request.POST or None)
    if form.is_bound and not is_coach:
        raise NotFound
    if form.is_valid():
        with form.refusing():
            review_actions.answer_review(by=request.user, review_id=bid_review_id, **form.cleaned_data)
            messages.success(request, _("Your comments are on their way."))
            return redirect("coached")
    questions = {str(each.pk): each.text for each in review.job.questions.all()}
    context = {
        "review": review,
        "job": review.job,
        "is_coach": is_coach,
        "shows_job": Job.objects.visible_to(request.user).filter(pk=review.job_id).exists(),
        "answers": [(questions[pk], text) for pk, text in review.answers.items() if pk in questions],
        "form": form,
    }
    return render(request, "coaching/bid_review.html", context, status=form.status)


@require_POST
@signed_in
def give_up_review(request: MemberRequest, bid_review_id: int) -> HttpResponse:
    """Take a bid back from the coach."""
    review_actions.give_up_review(by=request.user, review_id=bid_review_id)
    messages.success(request, _("Your coach does not see this bid any more."))
    return redirect("my_coach")
