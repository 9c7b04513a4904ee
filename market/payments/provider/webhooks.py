"""The webhook endpoint of the provider."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from market.payments.provider import stripe
from market.payments.provider.actions import receive_event


@csrf_exempt
@require_POST
def stripe_webhook(request: HttpRequest) -> HttpResponse:
    """200 once an event is stored (or was before), 400 for what the provider did not sign."""
    try:
        event = stripe.read_event(request.body, request.headers.get("Stripe-Signature", ""))
    except stripe.InvalidWebhook:
        return HttpResponse("The signature is not valid.", status=400, content_type="text/plain")
    receive_event(event=event)
    return HttpResponse("kept", content_type="text/plain")
