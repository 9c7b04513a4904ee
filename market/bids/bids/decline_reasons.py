"""Standard reasons to decline."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class BidGround(models.TextChoices):
    """Why a client declines a bid. The label is what the freelancer reads."""

    CHOSEN = "other_chosen", _("Another freelancer's experience is closer to this job.")
    PRICE = "price", _("The price is more than the client can pay for this job.")
    TIME = "time", _("The client needs it sooner.")
    FIT = "fit", _("The client looks for other skills than those shown.")
    UNCLEAR = "unclear", _("The client did not find an answer to the job's questions in the bid.")
    CHANGED = "changed", _("The client's plans have changed. That has nothing to do with the bid.")


class OfferGround(models.TextChoices):
    """Why a freelancer declines a direct offer. The label is what the client reads."""

    NO_TIME = "no_time", _("She has no time for it now.")
    LOW_PRICE = "low_price", _("The amount is too low for this work.")
    SHORT_TIME = "short_time", _("The time is too short for good work.")
    OTHER_WORK = "other_work", _("It is not the kind of work she does.")
    NOT_CLEAR = "not_clear", _("It is not clear enough what is to be done.")


class CustomOfferGround(models.TextChoices):
    """Why a client declines a custom offer. The label is what the freelancer reads."""

    PRICE = "price", _("The price is more than the client can pay for this job.")
    TIME = "time", _("The client needs it sooner.")
    OTHER_TERMS = "other_terms", _("The client wants something else done.")
    NOT_CLEAR = "unclear_offer", _("It is not clear enough what the client would get.")
    CHANGED = "changed", _("The client's plans have changed. That has nothing to do with the bid.")


def ground_sentence(code: str) -> str:
    """The sentence of a standard reason, in the active language; "" for none or one that no longer exists."""
    for grounds in (BidGround, OfferGround, CustomOfferGround):
        if code in grounds.values:
            return str(grounds(code).label)
    return ""
