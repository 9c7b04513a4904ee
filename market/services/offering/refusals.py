"""Errors of services and orders."""

from django.utils.translation import gettext_lazy as _

from market.core.base.errors import DomainError, Invalid, NotAllowed


class NoShownProfile(DomainError):
    """Only freelancers with a public profile can sell."""

    help = "services#offer"
    code = "no_shown_profile"
    sentence = _("Publish your profile first: a service is seen only together with it.")


class NotYourService(NotAllowed):
    help = "services#offer"
    code = "not_your_service"
    sentence = _("Only the freelancer who offers this service can do that.")


class TooManyServices(DomainError):
    help = "services#offer"
    code = "too_many_services"
    sentence = _("You have %(most)s services: that is the most. Change one of them, or delete a draft.")


class ServiceNotDraft(DomainError):
    help = "services#offer"
    code = "service_not_draft"
    sentence = _("Only a draft that nobody ordered can be deleted. Pause the service instead.")


class ServiceIncomplete(Invalid):
    """A published service needs a description and a price."""

    help = "services#offer"
    code = "service_incomplete"
    sentence = _("Something is missing before your service can be shown.")


class TooManyServicePictures(DomainError):
    help = "services#offer"
    code = "too_many_pictures"
    sentence = _("Five pictures are the most. Remove one first.")


class OwnService(NotAllowed):
    help = "services#order"
    code = "own_service"
    sentence = _("This service is your own: you cannot order it.")


class ServiceNotOrdered(DomainError):
    help = "services#order"
    code = "service_not_live"
    sentence = _("This service takes no orders now: it is %(state)s.")


class QueueFull(DomainError):
    help = "services#order"
    code = "queue_full"
    sentence = _("She has as many orders as she can work on. Look again when one is done.")


class OrderWaits(DomainError):
    help = "services#order"
    code = "order_waits"
    sentence = _(
        "You ordered this service already and have not paid yet. Pay that order in its workroom, or cancel it."
    )


class TooManyUnpaid(DomainError):
    help = "services#order"
    code = "too_many_unpaid_orders"
    sentence = _("%(most)s of your orders wait to be paid. Pay or cancel one of them first.")


class NotYourOrder(NotAllowed):
    help = "services#order"
    code = "not_your_order"
    sentence = _("Only the client who ordered can do that.")


class OrderNotUnpaid(DomainError):
    help = "services#order"
    code = "order_not_unpaid"
    sentence = _("This order is paid or over, so it cannot be cancelled any more.")


class OrderOver(DomainError):
    help = "services#order"
    code = "order_over"
    sentence = _("This order is over.")
