"""Where the provider sends its news."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from market.payments.provider import stripe
from market.payments.provider.actions import receive_event


@csrf_exempt
@require_POST
def stripe_webhook(request: HttpRequest) -> HttpResponse:
    """200 once a piece of news is kept (or was known), 400 for what the provider did not sign."""
    try:
        news = stripe.read_news(request.body, request.headers.get("Stripe-Signature", ""))
    except stripe.Forged:
        return HttpResponse("The signature is not valid.", status=400, content_type="text/plain")
    receive_event(news=news)
    return HttpResponse("kept", content_type="text/plain")
