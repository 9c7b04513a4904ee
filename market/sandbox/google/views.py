"""The page on which somebody says who they are, and what a site asks of Google: tokens and public keys.

The page has no CSRF token and no session with the site, as Google's has none. It exists on a development site only,
which binds 127.0.0.1.
"""

from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.http import urlencode
from django.views.decorators.cache import never_cache
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_GET, require_POST

from market.sandbox.google.forms import OUTCOMES, ChooseForm
from market.sandbox.google.tokens import Grant, Outcome, make_code, make_id_token, public_keys, read_code

CALLBACK = "/accounts/google/login/callback/"  # a page of the site, which this app does not know


@csrf_exempt
@never_cache
def sandbox_google(request: HttpRequest) -> HttpResponse:
    """Choose a person and what happens, then back to the site, as by OpenID Connect. Form: `person` (a number of the
    list, or "other" with `email`, `name`, `sub`), `outcome`.
    """
    fault = _fault_of(request, request.GET)
    if fault:
        return render(request, "sandbox/google.html", {"fault": fault}, status=400)
    form = ChooseForm(request.POST if request.method == "POST" else None)
    if Outcome.DECLINE in request.POST.getlist("outcome"):  # of the button, beside the list of what may go wrong
        return _back(request, error="access_denied")
    if not form.is_valid():
        return render(request, "sandbox/google.html", {"form": form, "outcomes": OUTCOMES}, status=form.status)
    chosen = form.cleaned_data
    if chosen["outcome"] == Outcome.ERROR:
        return _back(request, error="server_error")
    grant = Grant(
        outcome=str(chosen["outcome"]),
        sub=chosen["sub"],
        email=chosen["email"],
        name=chosen["name"],
        nonce=request.GET["nonce"],
        challenge=request.GET["code_challenge"],
        redirect_uri=request.GET["redirect_uri"],
    )
    return _back(request, code=make_code(grant))


def _fault_of(request: HttpRequest, query: QueryDict) -> str:
    """What is wrong with a request for a sign-in, in English as at Google; "": nothing."""
    place = urlsplit(query.get("redirect_uri", ""))
    if query.get("client_id") != settings.GOOGLE_CLIENT_ID:
        return "invalid_client: there is no such client."
    if place.netloc != request.get_host() or place.path != CALLBACK:
        return "redirect_uri_mismatch: this address is not registered."
    if query.get("response_type") != "code" or "openid" not in query.get("scope", "").split():
        return "invalid_request: ask for a code, with the scope openid."
    if query.get("code_challenge_method") != "S256" or not query.get("code_challenge"):
        return "invalid_request: PKCE with S256 is needed."
    return "" if query.get("state") and query.get("nonce") else "invalid_request: state and nonce are needed."


def _back(request: HttpRequest, **answer: str) -> HttpResponse:
    return redirect(f"{request.GET['redirect_uri']}?{urlencode({'state': request.GET['state'], **answer})}")


@csrf_exempt
@require_POST
def sandbox_google_token(request: HttpRequest) -> HttpResponse:
    """Change a code for an ID token: `client_id`, `client_secret`, `code`, `code_verifier`, `redirect_uri`."""
    sent = request.POST
    keys = (sent.get("client_id"), sent.get("client_secret"))
    if keys != (settings.GOOGLE_CLIENT_ID, settings.GOOGLE_CLIENT_SECRET):
        return JsonResponse({"error": "invalid_client"}, status=401)
    grant = read_code(
        sent.get("code", ""), verifier=sent.get("code_verifier", ""), redirect_uri=sent.get("redirect_uri", "")
    )
    if grant is None or sent.get("grant_type") != "authorization_code":
        return JsonResponse({"error": "invalid_grant"}, status=400)
    if grant.outcome == Outcome.DOWN:
        return JsonResponse({"error": "temporarily_unavailable"}, status=503)
    answer = {"access_token": "sandbox", "token_type": "Bearer", "expires_in": 3599, "id_token": make_id_token(grant)}
    return JsonResponse(answer)


@require_GET
def sandbox_google_keys(request: HttpRequest) -> HttpResponse:
    """The public keys by which ID tokens are checked."""
    return JsonResponse(public_keys())
