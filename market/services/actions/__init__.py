"""Every write of the services."""

from market.services.actions.orders import (
    Choice,
    answer_questions,
    cancel_order,
    note_payment,
    order_service,
    place_order,
)
from market.services.actions.pictures import add_service_picture, remove_service_picture, show_first
from market.services.actions.services import (
    change_service,
    create_service,
    discard_service,
    pause_service,
    publish_service,
)

__all__ = [
    "Choice",
    "add_service_picture",
    "answer_questions",
    "cancel_order",
    "change_service",
    "create_service",
    "discard_service",
    "note_payment",
    "order_service",
    "pause_service",
    "place_order",
    "publish_service",
    "remove_service_picture",
    "show_first",
]
