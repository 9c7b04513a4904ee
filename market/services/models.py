"""Services and orders of them."""

from market.services.offering.models import (
    Extra,
    FaqEntry,
    Package,
    Priced,
    Question,
    Service,
    ServicePicture,
    total_price,
)
from market.services.ordering.models import Order

__all__ = ["Extra", "FaqEntry", "Order", "Package", "Priced", "Question", "Service", "ServicePicture", "total_price"]
