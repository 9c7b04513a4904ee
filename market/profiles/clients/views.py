"""A client's profile: its page and its editor."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from market.accounts.people.decorators import MemberRequest, signed_in
from market.profiles.clients.actions import change_client_profile
from market.profiles.clients.forms import ClientForm
from market.profiles.models import ClientProfile


def client(request: HttpRequest, user_id: int) -> HttpResponse:
    """A client's profile as freelancers see it."""
    rows = ClientProfile.objects.select_related("user").visible_to(request.user)
    client = rows.filter(user_id=user_id).first()
    if client is None and request.user.pk == user_id:
        return redirect("client_settings")
    if client is None:
        raise Http404
    return render(request, "profiles/client.html", {"client": client, "own": client.user_id == request.user.pk})


@signed_in
def client_settings(request: MemberRequest) -> HttpResponse:
    """The editor of a client's profile."""
    client = ClientProfile.objects.filter(user=request.user).first() or ClientProfile(user=request.user)
    initial = {name: getattr(client, name) for name in ("company", "about", "country", "house_rules", "shows_name")}
    form = ClientForm(request.POST or None, initial=initial)
    if form.is_valid():
        with form.refusing():
            change_client_profile(by=request.user, **form.cleaned_data)
            messages.success(request, _("Your client page is saved."))
            return redirect("client_settings")
    return render(request, "profiles/client_settings.html", {"form": form, "client": client}, status=form.status)
