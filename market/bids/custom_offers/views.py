"""The page of a new custom offer. An offer's own page is that of its bid."""

from django.http import HttpResponse

from market.accounts.people.decorators import MemberRequest, signed_in
from market.bids.custom_offers.custom_offer_page import custom_offer_page
from market.core.web.uploads import takes_files


@takes_files
@signed_in
def new_custom_offer(request: MemberRequest, conversation_id: int) -> HttpResponse:
    """The form for an offer to the client of a conversation."""
    return custom_offer_page(request, conversation_id)
