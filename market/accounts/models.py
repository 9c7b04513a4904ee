"""People: one account is a client, and a freelancer too once a certificate is claimed; staff have roles."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _


class UserManager(BaseUserManager["User"]):
    """How Django and its commands find people."""

    def get_by_natural_key(self, username: str | None) -> "User":
        """The person with this address, whatever its case."""
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """A person. `name` is private; `display_name` is chosen by her and is what others see."""

    class Role(models.TextChoices):
        MODERATOR = "moderator", _("Moderator")
        LEAD = "lead", _("Lead moderator")
        OFFICER = "officer", _("Programme officer")
        OPERATOR = "operator", _("Operator")
        TRAINER = "trainer", _("Trainer")

    class Digits(models.TextChoices):
        BANGLA = "bangla", _("Bangla digits (১২৩)")
        LATIN = "latin", _("Latin digits (123)")

    STAFF: ClassVar = (Role.MODERATOR, Role.LEAD, Role.OFFICER, Role.OPERATOR)

    email = models.EmailField(_("E-mail address"), unique=True)
    name = models.CharField(max_length=300)
    display_name = models.CharField(max_length=120)
    language = models.CharField(max_length=2, choices=[("en", "English"), ("bn", "বাংলা")], default="en")
    digits = models.CharField(max_length=6, choices=Digits, default=Digits.BANGLA)
    roles = ArrayField(models.CharField(max_length=12, choices=Role), default=list, blank=True)
    is_active = models.BooleanField(default=True)
    is_demo = models.BooleanField(default=False)
    consented_at = models.DateTimeField(null=True)
    consent_version = models.CharField(max_length=20, blank=True)
    date_joined = models.DateTimeField()

    USERNAME_FIELD = "email"
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="one_account_per_address")]

    def __str__(self) -> str:
        return self.display_name

    def has_role(self, *roles: str) -> bool:
        """Whether she has one of the roles."""
        return any(role in self.roles for role in roles)

    @property
    def is_staff(self) -> bool:
        """Whether she works for the site: then a second factor is a must."""
        return self.has_role(*self.STAFF)

    is_superuser = False

    def has_perm(self, perm: str, obj: Any = None) -> bool:
        """Rights of Django's own come from roles alone."""
        return self.is_active and self.has_role(self.Role.OPERATOR)

    def has_module_perms(self, label: str) -> bool:
        """See `has_perm`."""
        return self.is_active and self.has_role(self.Role.OPERATOR)
