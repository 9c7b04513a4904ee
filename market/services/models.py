"""Services and orders of them."""

from market.services.offering.models import Extra, Package, Priced, Question, Service, ServicePicture, total_price
from market.services.ordering.models import Order

__all__ = ["Extra", "Order", "Package", "Priced", "Question", "Service", "ServicePicture", "total_price"]
