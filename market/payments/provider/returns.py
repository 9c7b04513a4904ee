"""Where a payer comes back from a provider that posts the browser to us, from its page and without our cookies."""

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from market.payments.provider.sslcommerz_signing import read_returns

PAID = "paid"


class SeeOther(HttpResponseRedirect):
    """A redirect that a browser follows by GET, which brings our cookies along."""

    status_code = 303


@csrf_exempt
def sslcommerz_return(request: HttpRequest, outcome: str) -> HttpResponse:
    """Back from SSLCOMMERZ: on to the page that `value_a` names, which we signed; without it to the money page.

    Nothing else is read: whoever comes may have paid or not, and that page asks. `outcome` only chooses the page.
    """
    pages = read_returns(request.POST.get("value_a") or request.GET.get("value_a", ""))
    if pages is None:
        return SeeOther(reverse("money"))
    success, cancel = pages
    return SeeOther(success if outcome == PAID else cancel)
