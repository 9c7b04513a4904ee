"""The page of the account to which taka go, and that of the link in the mail about it."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from market.accounts.people.decorators import MemberRequest, signed_in
from market.accounts.sign_in import reset_actions
from market.accounts.sign_in.kept_forms import KeptAct, kept_as
from market.accounts.sign_in.proof import proven
from market.payments.models import PayoutMethod
from market.payments.payout_methods import actions as methods_actions
from market.payments.payout_methods.forms import PayoutMethodForm
from market.payments.payout_methods.queries import coming_method, methods_of, usable_method

SAVED = {
    PayoutMethod.State.ACTIVE: gettext_lazy("Saved: your taka go there from now on."),
    PayoutMethod.State.COOLING: gettext_lazy("Saved. Your taka go there once the waiting time is over."),
    PayoutMethod.State.CHECKING: gettext_lazy("Saved. An operator compares the name with your certificate first."),
}


def _describe(request: MemberRequest, fields: QueryDict) -> KeptAct | None:
    """The form that waits while its owner proves who they are; no number is repeated."""
    return KeptAct(_("Where your taka go"), _("Save this account")) if PayoutMethodForm(fields).is_valid() else None


@signed_in
@proven("POST")
@kept_as(_describe)
def payout_methods(request: MemberRequest) -> HttpResponse:
    """Where the freelancer's taka go, and the form for another account."""
    form = PayoutMethodForm(request.POST or None)
    if form.is_valid():
        with form.refusing():
            method = methods_actions.set_payout_method(by=request.user, details=form.details())
            messages.success(request, str(SAVED[PayoutMethod.State(method.state)]))
            return redirect("payout_methods")
    context = {
        "form": form,
        "in_use": usable_method(request.user, "BDT"),
        "coming": coming_method(request.user, "BDT"),
        "refused": methods_of(request.user).filter(state=PayoutMethod.State.REFUSED).first(),
        "hours": settings.LIFECYCLE.payout_method_hours,
    }
    return render(request, "payments/payout_methods.html", context, status=form.status)


def stop_payout_method(request: HttpRequest, key: str) -> HttpResponse:
    """The page of the link in the mail about a method; who has the mailbox may press."""
    method = methods_actions.method_of_link(key)
    if request.method != "POST":
        return render(request, "payments/stop_payout_method.html", {"method": method, "key": key})
    reset_actions.mail_reset(methods_actions.stop_payout_method(key=key).user)
    return render(request, "accounts/locked.html")
