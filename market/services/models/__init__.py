"""Services and orders of them."""

from market.services.models.bought import Order
from market.services.models.offered import Extra, Package, Priced, Question, Service, ServicePicture, whole

__all__ = ["Extra", "Order", "Package", "Priced", "Question", "Service", "ServicePicture", "whole"]
