"""Pages of a user's own data: the export, and closing the account."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth import logout
from django.http import FileResponse, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.forms import CloseForm
from market.accounts.models import Export
from market.accounts.people.decorators import MemberRequest, signed_in
from market.accounts.privacy import actions as privacy_actions
from market.accounts.privacy import export_actions
from market.accounts.privacy.actions import deletion_of_link
from market.accounts.privacy.registry import blockers_of
from market.accounts.sign_in.kept_forms import KeptAct, kept_as
from market.accounts.sign_in.proof import proven
from market.core.base import clock
from market.core.base.db import fetch
from market.core.base.errors import NotFound
from market.core.web.buttons import pressing


@signed_in
def own_data(request: MemberRequest) -> HttpResponse:
    """The export of the user's data, and the link to close the account."""
    exports = Export.objects.filter(user=request.user)[:10]
    return render(request, "accounts/data.html", {"exports": exports, "now_at": clock.now()})


@require_POST
@signed_in
@proven("POST")
@kept_as(lambda _request, _fields: KeptAct(_("A copy of your data"), _("Prepare a copy"), goes_on=True))
def ask_export(request: MemberRequest) -> HttpResponse:
    """Ask for a copy."""
    with pressing(request, _("Your copy is being prepared. We tell you when it is ready, mostly within a minute.")):
        export_actions.ask_export(by=request.user)
    return redirect("own_data")


@signed_in
@proven("GET")
def export_file(request: MemberRequest, export_id: int) -> HttpResponse:
    """The ZIP, to its owner alone."""
    return send_export(request, export_id)  # type: ignore[return-value]  # a streamed response is one as well


def send_export(request: MemberRequest, export_id: int) -> FileResponse:
    """The ZIP of an export of the user's, as an attachment. Raises NotFound for others' and for one that is gone."""
    ready = Export.objects.filter(user=request.user, state=Export.State.READY, expires_at__gt=clock.now())
    export = fetch(ready, export_id)
    try:
        opened = export.file.open("rb")
    except FileNotFoundError as missing:
        raise NotFound from missing
    response = FileResponse(opened, as_attachment=True, filename="amar-kaj.zip", content_type="application/zip")
    response["Cache-Control"] = "private, no-store"
    return response


@signed_in
def close_account(request: MemberRequest) -> HttpResponse:
    """What goes and what stays, what is in the way, and the button."""
    form = CloseForm(request.POST or None)
    if form.is_valid():
        with form.refusing():
            privacy_actions.close_account(by=request.user, password=form.cleaned_data["password"])
            logout(request)
            return redirect("account_closed")
    context = {"form": form, "reasons": blockers_of(request.user), "days": settings.LIFECYCLE.deletion_days}
    return render(request, "accounts/close.html", context, status=form.status)


def account_closed(request: HttpRequest) -> HttpResponse:
    """That it is done, and how it is undone."""
    return render(request, "accounts/closed.html", {"days": settings.LIFECYCLE.deletion_days})


def keep_account(request: HttpRequest, key: str) -> HttpResponse:
    """The page of the link by which a closed account comes back."""
    deletion = deletion_of_link(key)
    if request.method == "POST":
        privacy_actions.keep_account(key=key)
        messages.success(request, _("Your account is back. Sign in."))
        return redirect("account_login")
    return render(request, "accounts/keep.html", {"deletion": deletion, "key": key})
