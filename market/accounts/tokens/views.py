"""Pages of a user's API tokens."""

from django.http import HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from market.accounts.forms import TokenForm
from market.accounts.models import ApiToken
from market.accounts.people.decorators import MemberRequest, signed_in
from market.accounts.sign_in.kept_forms import KeptAct, kept_as
from market.accounts.sign_in.proof import proven
from market.accounts.tokens import actions as tokens_actions
from market.accounts.tokens.scopes import ALL, SCOPES
from market.core.web.buttons import pressing


def _kept_token(_request: MemberRequest, fields: QueryDict) -> KeptAct | None:
    """The token that waits to be made: its name, what it may do and for how long."""
    form = TokenForm(fields)
    if not form.is_valid():
        return None
    named, days = form.cleaned_data, dict(form.fields["days"].choices)  # type: ignore[attr-defined]
    rights = [str(SCOPES[each]) for each in named["scopes"]]
    good_for = f"{form.fields['days'].label}: {days[named['days']]}"
    return KeptAct(_("The token “%(name)s”") % {"name": named["name"]}, _("Create the token"), [*rights, good_for])


@signed_in
@proven("POST")
@kept_as(_kept_token)
def tokens(request: MemberRequest) -> HttpResponse:
    """The user's API tokens; a new one is shown once, in the answer to the form."""
    form = TokenForm(request.POST or None)
    new_token = None
    if form.is_valid():
        with form.refusing():
            token, text = tokens_actions.create_api_token(by=request.user, **form.cleaned_data)
            new_token, form = {"token": token, "text": text}, TokenForm()
    rows = ApiToken.objects.filter(user=request.user).select_related("token")[:60]
    context = {"form": form, "made": new_token, "tokens": rows, "scopes": SCOPES, "all": ALL}
    response = render(request, "accounts/tokens.html", context, status=form.status)
    response["Cache-Control"] = "private, no-store"
    return response


@require_POST
@signed_in
def revoke_api_token(request: MemberRequest, token_id: int) -> HttpResponse:
    """Take one away."""
    with pressing(request, _("The token is revoked.")):
        tokens_actions.revoke_api_token(by=request.user, token_id=token_id)
    return redirect("devices" if request.POST.get("page") == "devices" else "tokens")
