"""The webhook endpoints of the providers, one for each rail."""

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from market.core.base.errors import ProviderUnavailable
from market.payments.provider.actions import receive_event
from market.payments.provider.port import InvalidWebhook
from market.payments.provider.rails import RAILS


@csrf_exempt
@require_POST
def provider_webhook(request: HttpRequest, rail: str) -> HttpResponse:
    """200 once an event is stored (or was before), 400 for what the provider did not sign, 503 for what cannot be
    checked now, 404 for a rail that the site does not have."""
    if rail not in settings.PAY_IN:
        raise Http404
    try:
        event = RAILS[rail].pay_in.read_event(request.body, request.headers)
    except InvalidWebhook:
        return HttpResponse("The signature is not valid.", status=400, content_type="text/plain")
    except ProviderUnavailable:
        return HttpResponse(
            "The signature cannot be checked now: send it again.", status=503, content_type="text/plain"
        )
    receive_event(rail=rail, event=event)
    return HttpResponse("kept", content_type="text/plain")
