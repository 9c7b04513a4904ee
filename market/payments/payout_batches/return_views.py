"""The operators' page on which the bank's return file is looked at and applied."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from market.accounts.models import User
from market.accounts.people.decorators import MemberRequest
from market.core.base.errors import Invalid
from market.core.text.formats import format_number
from market.core.text.locale import language
from market.core.web.uploads import takes_files
from market.payments.payout_batches.forms import ReturnsForm
from market.payments.payout_batches.queries import OPEN
from market.payments.payout_batches.return_actions import Applied, apply_returns, check_returns
from market.payments.payout_batches.return_file import ReturnLine, parse_returns, to_text
from market.payments.payout_batches.views import fetch_batch, operators_only


@takes_files
@operators_only
def import_payout_returns(request: MemberRequest, batch_id: int) -> HttpResponse:
    """Read a return file, show what each line does, and apply it when asked to."""
    batch = fetch_batch(request, batch_id)
    form = ReturnsForm(request.POST or None, request.FILES or None, by=request.user)
    context: dict[str, Any] = {"batch": batch, "form": form, "left": batch.payouts.filter(state__in=OPEN).count()}
    if form.is_valid():
        with form.refusing():
            form, lines = _read_lines(form, request.user)
            checked = check_returns(batch, lines, by=request.user)
            context |= {"form": form, "checked": checked, "wrong": [each for each in checked if each.problem]}
            if request.POST.get("go") == "apply":
                without_wrong = form.cleaned_data["without_wrong"]
                done = apply_returns(by=request.user, batch_id=batch_id, lines=lines, without_wrong=without_wrong)
                messages.success(request, _summary(done))
                return redirect(batch)
    return render(request, "payments/payout_returns.html", context, status=form.status)


def _read_lines(form: ReturnsForm, by: User) -> tuple[ReturnsForm, list[ReturnLine]]:
    """The lines, and a form that has the text of the file in its text box. Raises Invalid."""
    upload = form.cleaned_data["file"]
    text = to_text(upload.read()) if upload else form.cleaned_data["text"]
    if not text.strip():
        raise Invalid(errors={"file": [_("Choose the bank's file, or paste its lines below.")]})
    if upload:
        form.forget_sent()
        form = ReturnsForm({"text": text}, by=by)
        form.is_valid()
    return form, parse_returns(text)


def _summary(done: Applied) -> str:
    numbers = {"new": done.new, "recorded": done.recorded, "left_out": done.left_out}
    words = {name: format_number(number, language()) for name, number in numbers.items()}
    return _("Applied: %(new)s. Known before: %(recorded)s. Left out: %(left_out)s.") % words
