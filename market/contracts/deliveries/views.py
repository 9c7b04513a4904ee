"""The files of a delivery."""

from django.http import HttpResponse

from market.accounts.people.decorators import MemberRequest, signed_in
from market.contracts.deliveries.actions import fetch_opened
from market.files.archives import send_archive


@signed_in
def delivery_archive(request: MemberRequest, delivery_id: int) -> HttpResponse:
    """All of them at once, to both parties."""
    delivery = fetch_opened(request.user, delivery_id)
    return send_archive(request.user, delivery.files.all(), delivery.archive_name)  # type: ignore[return-value]  # streamed
