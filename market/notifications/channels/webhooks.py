"""Where a mail provider reports bounces and complaints."""

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_POST

from market.notifications.channels import bounces
from market.notifications.channels.bounce_actions import note_report


@csrf_exempt
@require_POST
def mail_webhook(request: HttpRequest) -> HttpResponse:
    """200 once all is noted; 400 for what is not signed (without a secret nothing is) or has another shape."""
    try:
        signature = request.headers.get("Amar-Kaj-Signature", "")
        reports = bounces.read_reports(request.body, signature, settings.MAIL_WEBHOOK_SECRET)
    except bounces.Forged:
        return HttpResponse("The signature is not valid.", status=400, content_type="text/plain")
    except bounces.NotReadable:
        return HttpResponse("This is not a list of events.", status=400, content_type="text/plain")
    for report in reports:
        note_report(report=report)
    return HttpResponse("noted", content_type="text/plain")
