"""Operators' pages of payouts by the bank: what waits, each batch, its file, and its steps."""

from collections.abc import Callable

from django.conf import settings
from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.models import User
from market.accounts.people.decorators import MemberRequest, with_role
from market.core.base.db import fetch
from market.core.base.money import Money
from market.core.web.buttons import pressing
from market.core.web.forms import Form
from market.payments.models import PayoutBatch
from market.payments.payout_batches import actions as batches_actions
from market.payments.payout_batches.bank_file import TYPES, WITH_FILE, take_file
from market.payments.payout_batches.forms import GiveUpForm, SentForm
from market.payments.payout_batches.queries import CURRENCY, lines_of, stopped_in, waiting_sum
from market.payments.payout_methods.queries import names_to_check
from market.payments.payout_quotes.queries import exposure, free_taka
from market.payments.payouts.queries import held_up_payouts

operators_only = with_role(User.Role.OPERATOR)


def fetch_batch(request: MemberRequest, batch_id: int) -> PayoutBatch:
    """A batch with who made and approved it. Raises NotFound."""
    return fetch(PayoutBatch.objects.visible_to(request.user).select_related("made_by", "approved_by"), batch_id)


@operators_only
def payout_batches(request: MemberRequest) -> HttpResponse:
    """What waits for a batch, and all batches, newest first."""
    page = Paginator(PayoutBatch.objects.visible_to(request.user), 20).get_page(request.GET.get("page"))
    count, amount = waiting_sum()
    context = {"page": page, "count": count, "amount": amount, "names": names_to_check().count()}
    dollars, taka = exposure()
    context |= {"held_up": held_up_payouts().count(), "exchanged": dollars, "gave": taka}
    context |= {"quotes": settings.PAYOUT_QUOTES, "free": Money(free_taka(), CURRENCY)}
    return render(request, "payments/payout_batches.html", context)


@require_POST
@operators_only
def make_payout_batch(request: MemberRequest) -> HttpResponse:
    """Put what waits into a batch."""
    batch = None
    with pressing(request, _("The batch is made. Another operator approves it.")):
        batch = batches_actions.make_payout_batch(by=request.user)
    return redirect(batch or "payout_batches")


@operators_only
def payout_batch(request: MemberRequest, batch_id: int) -> HttpResponse:
    """One batch with its lines, and what can be done with it."""
    return _render_batch(request, fetch_batch(request, batch_id))


def _render_batch(request: MemberRequest, batch: PayoutBatch, form: Form | None = None) -> HttpResponse:
    context = {
        "batch": batch,
        "page": Paginator(lines_of(batch), 50).get_page(request.GET.get("page")),
        "is_own": batch.made_by_id == request.user.pk,
        "has_file": batch.state in WITH_FILE,
        "stopped": stopped_in(batch).count(),
        "sent_form": form if isinstance(form, SentForm) else SentForm(),
        "give_up_form": form if isinstance(form, GiveUpForm) else GiveUpForm(),
    }
    return render(request, "payments/payout_batch.html", context, status=form.status if form else 200)


@require_POST
@operators_only
def approve_payout_batch(request: MemberRequest, batch_id: int) -> HttpResponse:
    """The second operator approves it."""
    with pressing(request, _("Approved: the file may go to the bank.")):
        batches_actions.approve_payout_batch(by=request.user, batch_id=batch_id)
    return redirect("payout_batch", batch_id)


def _take_step(
    request: MemberRequest, batch_id: int, form: Form, step: Callable[..., PayoutBatch], message: str
) -> HttpResponse:
    """Take a step with what the form has, or show the batch with the form as it was refused."""
    batch = fetch_batch(request, batch_id)
    if form.is_valid():
        with form.refusing():
            step(by=request.user, batch_id=batch_id, **form.cleaned_data)
            messages.success(request, message)
            return redirect(batch)
    return _render_batch(request, batch, form)


@require_POST
@operators_only
def cancel_payout_batch(request: MemberRequest, batch_id: int) -> HttpResponse:
    """Give it up before it is approved."""
    message = _("Cancelled. Its payouts wait for the next batch.")
    return _take_step(request, batch_id, GiveUpForm(request.POST), batches_actions.cancel_payout_batch, message)


@require_POST
@operators_only
def send_payout_batch(request: MemberRequest, batch_id: int) -> HttpResponse:
    """The bank has the file."""
    message = _("Its payouts are on their way.")
    return _take_step(request, batch_id, SentForm(request.POST), batches_actions.send_payout_batch, message)


@require_POST
@operators_only
def refuse_payout_batch(request: MemberRequest, batch_id: int) -> HttpResponse:
    """The bank took none of it."""
    message = _("Noted. Its payouts wait for the next batch.")
    return _take_step(request, batch_id, GiveUpForm(request.POST), batches_actions.refuse_payout_batch, message)


@operators_only
def payout_batch_file(request: MemberRequest, batch_id: int) -> HttpResponse:
    """The file for the bank, once two have seen it. That it was downloaded is logged, with its hash."""
    batch, kind = fetch_batch(request, batch_id), request.GET.get("format", "csv")
    content = take_file(by=request.user, batch=batch, kind=kind)
    response = HttpResponse(content, content_type=TYPES[kind])
    response["Content-Disposition"] = f'attachment; filename="payouts-{batch.pk}.{kind}"'
    response["Cache-Control"] = "private, no-store"
    return response
