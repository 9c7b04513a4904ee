"""What accounts and the core keep of a person (see `accounts.personal`), and the way of staff to the administration."""

from typing import Any

from allauth.account.models import EmailAddress
from django.conf import settings
from django.db.models import Q
from django.http import HttpRequest

from market.accounts.address.digests import among, marked_entries
from market.accounts.models import ApiToken, Deletion, Device, EmailChange, EmergencyRight, Export, User
from market.accounts.personal import ending, keeps, names_user
from market.accounts.privacy.export_actions import delete_export
from market.core.models import AuditEntry, KeptMail, StoredAnswer
from market.core.web.slots import slot_renderer

# What users write into the audit log stands below these keys.
WORDS = "facts:reason,why,word,words,title,name,display_name,device,failure"


def on_user(user: User) -> Q:
    """The entries of the audit log that are about the account itself."""
    return Q(on_type=User._meta.label_lower, on_id=user.pk)


def mails_to(user: User) -> Q:
    """The mails that a development site kept for its desk, to an address that is the user's, or was."""
    return among(user, "to", KeptMail.objects.values_list("to", flat=True).distinct())


# Erasing empties the row itself. Who was blocked is not told of it.
keeps(User, of="pk", renewed=["email", "name", "display_name", "roles", "password"], secret=["password", "has_blocks"])
keeps(EmailAddress, of="user", gone=True, in_copy=False)
keeps(KeptMail, of=mails_to, gone=True, in_copy=False)
keeps(Device, of="user", gone=True, secret=["mark", "session_key"])
keeps(ApiToken, of="user", gone=True, secret=["token"])
keeps(EmailChange, of="user", gone=True, secret=["key"])
keeps(Export, of="user", renewed=["*"], secret=["file"])
keeps(Deletion, of="user", renewed=["key", "done_at"], secret=["key"])
keeps(EmergencyRight, of="user", scrub=["reason", "word"])
keeps(EmergencyRight, of="closed_by", scrub=["word"], in_copy=False)
keeps(AuditEntry, of="by", scrub=[WORDS])
keeps(AuditEntry, of=on_user, about=["facts:reason"], renewed=["facts"], in_copy=False)
keeps(AuditEntry, of=names_user("facts", within="said"), named=["facts"], in_copy=False)
keeps(StoredAnswer, of="user", gone=True, secret=["fingerprint"])


@ending
def delete_exports(user: User) -> None:
    """Copies of the user's data that were not taken, with their files."""
    for export in Export.objects.filter(user=user):
        delete_export(export)


@ending
def forget_marks(user: User) -> None:
    """Digests of addresses that the user had before, once all is done that needs them."""
    for entry in marked_entries(user):
        facts = {name: fact for name, fact in entry.facts.items() if name != "mark"}
        AuditEntry.objects.filter(pk=entry.pk).update(facts=facts)  # writes: erasing is an action's, it calls this


@slot_renderer("menu", "accounts/menu.html", order=40)
def administration(request: HttpRequest, **found: Any) -> dict[str, Any] | None:
    """The way of staff to the tables."""
    return {} if request.user.is_authenticated and request.user.is_staff else None


@slot_renderer("bar.staff", "accounts/idle.html", order=10)
def warning(request: HttpRequest, **found: Any) -> dict[str, Any] | None:
    """For staff: that the session is about to end, shown by script when it is."""
    seconds = int(settings.STAFF_IDLE.total_seconds())
    return {"seconds": seconds, "minutes": seconds // 60} if request.user.is_staff else None


@slot_renderer("bar.staff", "accounts/emergency_bar.html", order=20)
def emergency(request: HttpRequest, **found: Any) -> dict[str, Any] | None:
    """The role that she has taken, on every page while it lasts."""
    user = request.user
    if not (isinstance(user, User) and user.borrowed):
        return None
    right = EmergencyRight.objects.filter(user=user, ended_at=None).first()
    return {"right": right} if right else None
