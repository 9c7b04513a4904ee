"""Pages of a user's e-mail address, and of the links in the mails about a new one."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.address import actions as address_actions
from market.accounts.address.actions import NEW, change_of_link
from market.accounts.forms import AddressForm
from market.accounts.models import EmailChange
from market.accounts.people.decorators import MemberRequest, signed_in
from market.accounts.sign_in import reset_actions


@signed_in
def address(request: MemberRequest) -> HttpResponse:
    """The user's address, and the form for another one."""
    form = AddressForm(request.POST or None)
    if form.is_valid():
        with form.refusing():
            address_actions.ask_address(by=request.user, **form.cleaned_data)
            messages.success(request, _("Open the mail that we sent to the new address."))
            return redirect("address")
    change = EmailChange.objects.filter(user=request.user).first()
    context = {"form": form, "change": change, "days": settings.LIFECYCLE.email_change_days}
    return render(request, "accounts/address.html", context, status=form.status)


@require_POST
@signed_in
def cancel_address(request: MemberRequest) -> HttpResponse:
    """Keep the old address."""
    address_actions.cancel_address(by=request.user)
    messages.success(request, _("Your address stays as it is."))
    return redirect("address")


def address_link(request: HttpRequest, key: str) -> HttpResponse:
    """The page of the links in both mails about a new address; who has the mailbox may press."""
    change, side = change_of_link(key)
    context = {"change": change, "is_new": side == NEW, "key": key, "days": settings.LIFECYCLE.email_change_days}
    if request.method != "POST":
        return render(request, "accounts/address_link.html", context)
    if side != NEW and request.POST.get("answer") == "stop":
        reset_actions.mail_reset(address_actions.stop_address(key=key))
        return render(request, "accounts/locked.html")
    waiting = address_actions.confirm_address(key=key) if side == NEW else address_actions.agree_address(key=key)
    return render(request, "accounts/address_done.html", {**context, "waiting": waiting})
