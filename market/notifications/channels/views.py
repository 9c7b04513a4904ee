"""Buttons that mail to an address again, and that end pushes to a device."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.people.decorators import MemberRequest, signed_in
from market.notifications.channels import bounce_actions, device_actions


@require_POST
@signed_in
def resume_mail(request: MemberRequest) -> HttpResponse:
    """Mail to the user's address again."""
    bounce_actions.resume_mail(by=request.user)
    messages.success(request, _("We mail to your address again."))
    return redirect("notification_settings")


@require_POST
@signed_in
def remove_device(request: MemberRequest, subscription_id: int) -> HttpResponse:
    """Push to a device no more."""
    device_actions.remove_device(by=request.user, subscription_id=subscription_id)
    messages.success(request, _("This device gets no more notifications."))
    return redirect("notification_settings")
