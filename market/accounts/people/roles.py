"""What somebody does for the site."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """The roles."""

    MODERATOR = "moderator", _("Moderator")
    LEAD = "lead", _("Lead moderator")
    OFFICER = "officer", _("Programme officer")
    OPERATOR = "operator", _("Operator")
    TRAINER = "trainer", _("Trainer")
