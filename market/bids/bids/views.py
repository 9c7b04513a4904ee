"""Pages of bids: placing one, its page for both sides, a freelancer's list, the client's comparison."""

from collections.abc import Callable
from decimal import Decimal

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _lazy
from django.views.decorators.http import require_POST

from market.accounts.people.decorators import MemberRequest, signed_in
from market.accounts.people.restraint_actions import require_before_writing
from market.bids.bids import actions as bids_actions
from market.bids.bids import decision_actions, ending_actions, reading_actions
from market.bids.bids.changes import terms_history
from market.bids.bids.form_buttons import first_values, pressed_button
from market.bids.bids.forms import BidForm, DeclineForm, NoteForm, ReasonForm, with_letter
from market.bids.bids.queries import (
    MOST_COMPARED,
    bids_in_tab,
    bids_to_compare,
    closed_conversation_of,
    counts_by_tab,
    may_bid,
    placed_this_month,
    quota_of,
)
from market.bids.bids.refusals import BidNotOpen
from market.bids.bids.state_words import closed_among
from market.bids.forms import TermsForm, initial_of
from market.bids.models import Bid, BidNote, Letter
from market.core.base.db import fetch
from market.core.base.errors import DomainError, NotFound
from market.core.base.events import HasAddress
from market.core.web.clients import is_fetched_ahead
from market.core.web.forms import Form
from market.core.web.returning import redirect_back
from market.core.web.sign_in_reasons import sign_in_to
from market.core.web.uploads import takes_files
from market.jobs.models import Job
from market.profiles.portfolio.queries import first_pictures

WORKS_COMPARED = 2  # of the portfolio, where a bid has no pictures of its own


@takes_files
@signed_in
@sign_in_to(_lazy("To bid on this job, sign in first."))
def new_bid(request: MemberRequest, job_id: int) -> HttpResponse:
    """The form for a bid. "Add", "count" and "insert" show the form again, with all that was typed."""
    job = fetch(Job.objects.with_parts().visible_to(request.user), job_id)
    open_bid = Bid.objects.open().filter(job=job, freelancer=request.user).first()
    if open_bid is not None:
        return redirect(open_bid)
    if job.client_id == request.user.pk or (request.method == "GET" and not may_bid(request.user, job)):
        return redirect(job)  # its page says why
    require_before_writing(request)
    letters = list(Letter.objects.visible_to(request.user))
    form = BidForm(
        with_letter(request.POST, letters),
        files=request.FILES or None,
        currency=job.currency,
        questions=list(job.questions.all()),
        initial=first_values(request.user, job),
    )
    again = shows_form_again(request)
    if form.is_bound:
        with form.refusing():
            form.keep(request.user)
            if not again and form.is_valid():
                return redirect(_send_or_press(request, job_id, form))
    quota = quota_of(request.user)
    context = {"job": job, "form": form, "again": again, "quota": quota, "fee": fee_percent(), "letters": letters}
    context["kept"] = form.attached(request.user)
    return render(request, "bids/new.html", context, status=200 if again else form.status)


def _send_or_press(request: MemberRequest, job_id: int, form: BidForm) -> HasAddress:
    """Send the bid, or do with it what another button of the form does."""
    fields = {"terms": form.terms(), "cover_letter": form.cleaned_data["cover_letter"], "answers": form.answers()}
    press = pressed_button(request.POST)
    if press is not None:
        return press(request, job_id=job_id, **fields)
    bid = bids_actions.submit_bid(by=request.user, job_id=job_id, file_ids=form.upload_ids, **fields)
    messages.success(request, _("Your bid is placed. You will be notified when the client answers."))
    return bid


def fee_percent() -> Decimal:
    """The client's fee in percent, for the sums of the forms."""
    return settings.LIFECYCLE.client_fee_percent


def shows_form_again(request: MemberRequest) -> bool:
    """Whether the button only shows the form again: one more row, the sum, or a saved letter."""
    return any(word in request.POST for word in ("add", "count", "insert"))


@signed_in
def bid(request: MemberRequest, bid_id: int) -> HttpResponse:
    """A bid or direct offer, for its two sides. Marks it as read by the other side. One that a block closed leads
    to the conversation: old notifications lead here."""
    try:
        return _render_bid(request, bid_id)
    except NotFound:
        closed = closed_conversation_of(request.user, pk=bid_id)
        if closed is None:
            raise
        return redirect(closed)


def _render_bid(request: MemberRequest, bid_id: int, form: Form | None = None) -> HttpResponse:
    """The page of a bid; `form` is a refused form of it, shown with what was typed."""
    bid = fetch(Bid.objects.with_parts().visible_to(request.user), bid_id)
    if not is_fetched_ahead(request):
        reading_actions.mark_read(by=request.user, bid=bid)
    as_client = bid.job.client_id == request.user.pk
    context = {
        "bid": bid,
        "job": bid.job,
        "as_client": as_client,
        "as_author": bid.author_id == request.user.pk,
        "other": bid.freelancer if as_client else bid.job.client,
        "versions": terms_history(bid),
        "is_closed": bool(closed_among(request.user, [bid])),
        "form": form,
        "reason": form if isinstance(form, ReasonForm) else _reason_form(request, bid),
        "note": form if isinstance(form, NoteForm) else _note_form(bid) if as_client else None,
    }
    template = "bids/offer.html" if bid.is_offer else "bids/bid.html"
    return render(request, template, context, status=form.status if form else 200)


def _reason_form(request: MemberRequest, bid: Bid, data: QueryDict | None = None) -> ReasonForm:
    """The form of the author who withdraws, or of the other side who declines."""
    if bid.author_id == request.user.pk:
        return ReasonForm(data, auto_id="reason_%s")
    return DeclineForm(data, bid=bid, auto_id="reason_%s")


def _note_form(bid: Bid) -> NoteForm:
    note = BidNote.objects.filter(bid=bid).values_list("text", flat=True).first()
    return NoteForm(initial={"text": note or ""}, auto_id="note_%s")


@signed_in
def propose_terms(request: MemberRequest, bid_id: int) -> HttpResponse:
    """The form in which either side proposes changed terms."""
    bid = fetch(Bid.objects.with_parts().visible_to(request.user), bid_id)
    if not bid.is_open:
        raise BidNotOpen(state=bid.get_state_display())
    as_client = bid.job.client_id == request.user.pk
    initial = initial_of(bid.latest)
    form = TermsForm(request.POST or None, currency=bid.job.currency, initial=initial, as_client=as_client)
    again = shows_form_again(request)
    if not again and form.is_valid():
        with form.refusing():
            bids_actions.propose_terms(by=request.user, bid_id=bid_id, terms=form.terms())
            messages.success(request, _("Your terms are proposed. The other side can accept them, or answer."))
            return redirect_back(request, bid)
    context = {
        "bid": bid,
        "job": bid.job,
        "form": form,
        "again": again,
        "as_client": as_client,
        "fee": fee_percent(),
    }
    return render(request, "bids/terms.html", context, status=200 if again else form.status)


@signed_in
def bids(request: MemberRequest) -> HttpResponse:
    """A freelancer's bids by state, and their quota of the month."""
    tab = request.GET.get("tab", "")
    counts = counts_by_tab(request.user)
    paginator = Paginator(bids_in_tab(request.user, tab), 20)
    paginator.count = counts.get(tab, counts[""])  # known already
    page = paginator.get_page(request.GET.get("page"))
    closed = closed_among(request.user, page.object_list)
    context = {"page": page, "tab": tab, "counts": counts, "quota": quota_of(request.user), "closed": closed}
    return render(request, "bids/list.html", context)


@signed_in
def bid_quota(request: MemberRequest) -> HttpResponse:
    """A freelancer's quota of the month: which bids used a place, which places came back, when new ones come."""
    rows = placed_this_month(request.user).select_related("job", "freelancer").order_by("-pk")
    page = Paginator(rows, 20).get_page(request.GET.get("page"))
    return render(request, "bids/quota.html", {"page": page, "quota": quota_of(request.user)})


@signed_in
def compare_bids(request: MemberRequest, job_id: int) -> HttpResponse:
    """Up to four bids of a client's job side by side; they count as read."""
    ids = [int(each) for each in request.GET.getlist("bid") if each.isascii() and each.isdigit() and len(each) < 18]
    job, bids = bids_to_compare(request.user, job_id, ids)
    for each in bids if not is_fetched_ahead(request) else ():
        reading_actions.mark_read(by=request.user, bid=each)
    works = {bid.pk: first_pictures(bid.freelancer.profile, WORKS_COMPARED) for bid in bids}
    return render(request, "bids/compare.html", {"job": job, "bids": bids, "works": works, "most": MOST_COMPARED})


@require_POST
@signed_in
def withdraw_bid(request: MemberRequest, bid_id: int) -> HttpResponse:
    """Withdraw one's open bid or direct offer."""
    return _decide_with_reason(
        request,
        bid_id,
        decision_actions.withdraw_bid,
        _("Your bid is withdrawn."),
        _("Your offer is withdrawn. The other side has been notified."),
    )


@require_POST
@signed_in
def decline_bid(request: MemberRequest, bid_id: int) -> HttpResponse:
    """Decline a bid or a direct offer."""
    return _decide_with_reason(
        request,
        bid_id,
        decision_actions.decline_bid,
        _("The bid is declined. She has been notified."),
        _("You declined the offer. The other side has been notified."),
    )


def _decide_with_reason(
    request: MemberRequest, bid_id: int, action: Callable[..., Bid], done: str, done_with_offer: str
) -> HttpResponse:
    bid = fetch(Bid.objects.visible_to(request.user).select_related("job"), bid_id)
    form = (
        DeclineForm(request.POST, bid=bid, auto_id="reason_%s")
        if action is decision_actions.decline_bid
        else ReasonForm(request.POST, auto_id="reason_%s")
    )
    if form.is_valid():
        return _decide(request, bid_id, action, done_with_offer if bid.is_offer else done, **form.cleaned_data)
    return _render_bid(request, bid_id, form)


@require_POST
@signed_in
def shortlist_bid(request: MemberRequest, bid_id: int) -> HttpResponse:
    """Put a bid on the shortlist."""
    return _decide(
        request, bid_id, decision_actions.shortlist_bid, _("The bid is on your shortlist. She has been notified.")
    )


@require_POST
@signed_in
def unlist_bid(request: MemberRequest, bid_id: int) -> HttpResponse:
    """Take a bid off the shortlist."""
    return _decide(request, bid_id, decision_actions.unlist_bid, _("The bid is off your shortlist."))


def _decide(request: MemberRequest, bid_id: int, action: Callable[..., Bid], done: str, **fields: str) -> HttpResponse:
    """Run the action and show a message. A 409 is shown on the bid's page; other refusals are raised."""
    try:
        decided = action(by=request.user, bid_id=bid_id, **fields)
    except DomainError as refusal:
        if refusal.status != 409:
            raise
        messages.error(request, str(refusal))
        return redirect("bid", bid_id)
    messages.success(request, done)
    return redirect(decided)


@require_POST
@signed_in
def note_bid(request: MemberRequest, bid_id: int) -> HttpResponse:
    """Save the client's own note."""
    form = NoteForm(request.POST, auto_id="note_%s")
    if form.is_valid():
        with form.refusing():
            noted = reading_actions.note_bid(by=request.user, bid_id=bid_id, text=form.cleaned_data["text"])
            messages.success(request, _("Your note is saved. Only you see it."))
            return redirect(noted)
    return _render_bid(request, bid_id, form)


@require_POST
@signed_in
def close_job(request: MemberRequest, job_id: int) -> HttpResponse:
    """End a job without hiring."""
    closed = ending_actions.close_job(by=request.user, job_id=job_id)
    messages.success(request, _("The job has ended. Everybody who had bid has been notified."))
    return redirect(closed)
