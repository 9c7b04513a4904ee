"""What services put into conversations: the service that a client asks about, its price and the way to order it."""

from typing import TYPE_CHECKING

from django.urls import Resolver404, resolve, reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from market.core.base.db import fetch
from market.core.text.formats import format_money
from market.core.text.locale import language
from market.jobs.questions.inquiries import Inquiry, service_lookup
from market.messaging.models import Conversation
from market.messaging.parts import Card, PossibleAction, conversation_card
from market.services.models import Service

if TYPE_CHECKING:
    from market.accounts.models import User


@service_lookup
def asked_service(client: "User", freelancer: "User", service_id: int) -> Inquiry:
    """A live service of the freelancer's that the client sees."""
    service = fetch(
        Service.objects.visible_to(client).filter(freelancer=freelancer, state=Service.State.LIVE), service_id
    )
    return Inquiry(service.title, service.get_absolute_url())


@conversation_card
def service_of_conversation(reader: "User", conversation: Conversation) -> Card | None:
    """The service that the conversation is about, until money is held: its client may order it."""
    key = _service_key(conversation.address)
    if key is None or conversation.contact_open_at is not None:
        return None
    service = Service.objects.visible_to(reader).filter(pk=key).first()
    if service is None:
        return None
    is_live, price = service.state == Service.State.LIVE, service.price_from
    can_order = is_live and service.freelancer_id != reader.pk and service.freelancer.is_in_sight
    order = PossibleAction("order", pgettext_lazy("verb", "Order"), reverse("order_service", args=[key]), "work")
    return Card(
        kind="service",
        title=service.title,
        details=_("from %(price)s") % {"price": format_money(price, language())} if price else "",
        state=str(service.state),
        state_label=service.get_state_display(),
        tone="good" if is_live else "",
        action=order if can_order else None,
    )


def _service_key(address: str) -> int | None:
    """The key of the service whose page this is."""
    try:
        page = resolve(address)
    except Resolver404:
        return None
    return page.kwargs["service_id"] if page.url_name == "service" else None
