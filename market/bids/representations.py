"""What the APIs of other apps use of bids: their fields and their terms."""

from market.bids.bids.serializers import BidFields
from market.bids.offers.serializers import OfferPartSerializer, parse_terms, parts_of

__all__ = ["BidFields", "OfferPartSerializer", "parse_terms", "parts_of"]
