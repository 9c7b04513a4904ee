"""Pages of a user's phone number, in the settings."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.models import PhoneCode, PhoneNumber
from market.accounts.people.decorators import MemberRequest, signed_in
from market.accounts.phone import actions as phone_actions
from market.accounts.phone.code_actions import is_live
from market.accounts.phone.forms import PhoneCodeForm, PhoneForm
from market.accounts.phone.numbers import require_sms
from market.core.text.phone_numbers import format_phone
from market.core.web.buttons import pressing


def _render(
    request: MemberRequest, *, form: PhoneForm | None = None, code: PhoneCodeForm | None = None
) -> HttpResponse:
    phone = PhoneNumber.objects.filter(user=request.user).first()
    is_refused = form is not None and bool(form.errors)  # then it is shown again, whatever waits
    waiting = None if is_refused else PhoneCode.objects.filter(user=request.user).first()
    context = {
        "number": format_phone(phone.number) if phone else "",
        "since": phone.confirmed_at if phone else None,
        "waiting": format_phone(waiting.number) if waiting else "",
        "is_live": waiting is not None and is_live(waiting),
        "form": form or PhoneForm(),
        "code_form": code or PhoneCodeForm(),
        "minutes": settings.LIFECYCLE.sms_code_minutes,
    }
    return render(request, "accounts/phone.html", context, status=(form or code or PhoneForm()).status)


@signed_in
def phone(request: MemberRequest) -> HttpResponse:
    """The user's number, and the form for another one."""
    require_sms()
    form = PhoneForm(request.POST or None)
    if form.is_valid():
        with form.refusing():
            phone_actions.ask_phone(by=request.user, **form.cleaned_data)
            messages.success(request, _("We sent a code to this number. Enter it here."))
            return redirect("phone")
    return _render(request, form=form)


@require_POST
@signed_in
def confirm_phone(request: MemberRequest) -> HttpResponse:
    """Confirm the number that waits, with the code."""
    require_sms()
    form = PhoneCodeForm(request.POST)
    if form.is_valid():
        with form.refusing():
            phone_actions.confirm_phone(by=request.user, **form.cleaned_data)
            messages.success(request, _("Your number is confirmed. You can sign in with it from now on."))
            return redirect("phone")
    return _render(request, code=form)


@require_POST
@signed_in
def resend_phone_code(request: MemberRequest) -> HttpResponse:
    """Send another code to the number that waits."""
    require_sms()
    with pressing(request, _("A new code is on its way. Only this one counts.")):
        phone_actions.resend_phone_code(by=request.user)
    return redirect("phone")


@require_POST
@signed_in
def cancel_phone(request: MemberRequest) -> HttpResponse:
    """Give up the number that waits."""
    require_sms()
    phone_actions.cancel_phone(by=request.user)
    messages.success(request, _("Nothing is changed."))
    return redirect("phone")


@require_POST
@signed_in
def remove_phone(request: MemberRequest) -> HttpResponse:
    """Take the number off the account."""
    require_sms()
    phone_actions.remove_phone(by=request.user)
    messages.success(request, _("The number is removed from your account."))
    return redirect("phone")
