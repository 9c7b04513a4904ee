"""Custom offers in the API."""

from market.bids.custom_offers.actions import MOST_OPEN_DAYS
from market.bids.offers.serializers import DirectOfferFields
from market.core.api.serializers import WholeNumberField


class CustomOfferFields(DirectOfferFields):
    """Work that a freelancer offers to the client of a conversation. `description` says what they will deliver;
    `open_days`: for how many days it can be answered, as long as a direct offer where it is left out."""

    open_days = WholeNumberField(min_value=1, max_value=MOST_OPEN_DAYS, required=False, allow_null=True)
