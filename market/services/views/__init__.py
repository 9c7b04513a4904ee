"""Pages of services."""

from market.services.views.keeping import (
    change_picture,
    discard,
    edit_service,
    new_service,
    pause,
    pictures,
    publish,
)
from market.services.views.ordering import answer, cancel, order, site_of, to_order
from market.services.views.showing import my_services, orders, service, service_picture

__all__ = [
    "answer",
    "cancel",
    "change_picture",
    "discard",
    "edit_service",
    "my_services",
    "new_service",
    "order",
    "orders",
    "pause",
    "pictures",
    "publish",
    "service",
    "service_picture",
    "site_of",
    "to_order",
]
