"""Pages of reviews: writing one, replying, all of a user, and the moderators' list."""

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from market.accounts.models import User
from market.accounts.people.decorators import MemberRequest, signed_in, with_role
from market.contracts.models import Contract
from market.core.base.audit import log_access
from market.core.base.db import fetch
from market.core.base.errors import NotFound
from market.profiles.models import ClientProfile, Profile
from market.reviews import actions
from market.reviews.forms import ReplyForm, ReviewForm
from market.reviews.models import Review, ReviewQuerySet
from market.reviews.queries import describe_review, public_reviews, review_state_of, reviews_to_check


@signed_in
def review_contract(request: MemberRequest, contract_id: int) -> HttpResponse:
    """The form in which a side writes its review, or changes it before it is revealed."""
    rows = Contract.objects.visible_to(request.user).select_related("client", "freelancer")
    contract = fetch(rows, contract_id)
    state = review_state_of(contract, request.user)
    own, as_client = state.own if state else None, contract.client_id == request.user.pk
    form = ReviewForm(request.POST or None, of_freelancer=as_client, written=own)
    if form.is_valid():
        with form.refusing():
            if own is None:
                own = actions.write_review(by=request.user, contract_id=contract_id, written=form.cleaned_data)
            else:
                own = actions.change_review(by=request.user, review_id=own.pk, changes=form.cleaned_data)
            if own.exchange.revealed_at:
                messages.success(request, _("Thank you. Both reviews are in, so both are public now."))
            else:
                messages.success(request, _("Thank you. Your review is saved, and blind until both are in."))
            return redirect(own.exchange)
    other = contract.other(request.user)
    context = {"form": form, "contract": contract, "standing": state, "other": other, "as_client": as_client}
    return render(request, "reviews/write.html", context, status=form.status)


@signed_in
def reply_to_review(request: MemberRequest, review_id: int) -> HttpResponse:
    """The form for the one reply of the reviewed side."""
    rows = public_reviews(Review.objects.revealed().filter(about=request.user)).select_related("about__profile")
    review = fetch(rows, review_id)
    form = ReplyForm(request.POST or None)
    if form.is_valid():
        with form.refusing():
            replied = actions.reply_to_review(by=request.user, review_id=review_id, **form.cleaned_data)
            messages.success(request, _("Your reply stands below the review."))
            return redirect(replied)
    context = {"form": form, "review": describe_review(review), "back": review.get_absolute_url()}
    return render(request, "reviews/reply.html", context, status=form.status)


def profile_reviews(request: HttpRequest, profile_id: int) -> HttpResponse:
    """All reviews of a freelancer's work, newest first."""
    profile = fetch(Profile.objects.with_parts().visible_to(request.user), profile_id)
    rows = Review.objects.of_freelancer(profile.user_id)
    return _render(request, rows, profile, profile.user)


def client_reviews(request: HttpRequest, user_id: int) -> HttpResponse:
    """All reviews of a client, newest first."""
    visible = ClientProfile.objects.select_related("user").visible_to(request.user)
    client = visible.filter(user_id=user_id).first()
    if client is None:
        raise NotFound
    return _render(request, Review.objects.of_client(client.user_id), client, client.user)


def _render(request: HttpRequest, rows: ReviewQuerySet, rated: Profile | ClientProfile, person: User) -> HttpResponse:
    page = Paginator(public_reviews(rows.not_apart_from(request.user)), 20).get_page(request.GET.get("page"))
    context = {"rated": rated, "person": person, "page": page, "reviews": [describe_review(each) for each in page]}
    return render(request, "reviews/all.html", context)


@with_role(User.Role.MODERATOR)
def review_desk(request: MemberRequest) -> HttpResponse:
    """For moderators: public reviews that are marked, or came with a note to the site."""
    page = Paginator(reviews_to_check(request.user), 20).get_page(request.GET.get("page"))
    review_ids = ", ".join(str(each.pk) for each in page if each.private_note)
    if review_ids:
        log_access("review.notes_read", by=request.user, on=request.user, table=Review._meta.label, rows=review_ids)
    return render(request, "reviews/desk.html", {"page": page})
