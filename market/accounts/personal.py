"""Personal data of accounts and the core (see `accounts.privacy.registry`)."""

from allauth.account.models import EmailAddress
from allauth.socialaccount.models import SocialAccount
from django.db.models import Q

from market.accounts.address.digests import among, marked_entries
from market.accounts.models import (
    ApiToken,
    Deletion,
    Device,
    EmailChange,
    EmergencyRight,
    Export,
    PhoneCode,
    PhoneNumber,
    User,
)
from market.accounts.phone.numbers import number_of
from market.accounts.privacy.export_actions import delete_export
from market.accounts.privacy.registry import names_user, on_erase, register
from market.core.models import AuditEntry, KeptMail, StoredAnswer

# What users write into the audit log stands below these keys.
WORDS = "facts:reason,why,word,words,title,name,display_name,other_name,device,failure"


def on_user(user: User) -> Q:
    """The entries of the audit log that are about the account itself."""
    return Q(on_type=User._meta.label_lower, on_id=user.pk)


def mails_to(user: User) -> Q:
    """The mails that a development site kept for its desk, to an address that is the user's, or was."""
    return among(user, "to", KeptMail.objects.values_list("to", flat=True).distinct())


def codes_to(user: User) -> Q:
    """Codes by SMS that the user asked for, or that went to the user's number to sign in."""
    return Q(user=user) | Q(user=None, number=number_of(user))


# Erasing empties the row itself. Who was blocked is not told of it.
register(
    User,
    of="pk",
    rewritten=["email", "name", "display_name", "other_name", "face", "time_zone", "roles", "password"],
    secret=["password", "has_blocks"],
)
register(EmailAddress, of="user", delete=True, in_export=False)
register(KeptMail, of=mails_to, delete=True, in_export=False)
register(Device, of="user", delete=True, secret=["mark", "session_key"])
register(ApiToken, of="user", delete=True, secret=["token"])
register(EmailChange, of="user", delete=True, secret=["key"])
register(PhoneCode, of=codes_to, delete=True, in_export=False)
register(PhoneNumber, of="user", delete=True)  # after its codes, which are found by it
register(SocialAccount, of="user", delete=True)
register(Export, of="user", rewritten=["*"], secret=["file"])
register(Deletion, of="user", rewritten=["key", "done_at"], secret=["key"])
register(EmergencyRight, of="user", scrub=["reason", "word"])
register(EmergencyRight, of="closed_by", scrub=["word"], in_export=False)
register(AuditEntry, of="by", scrub=[WORDS])
register(AuditEntry, of=on_user, about=["facts:reason"], rewritten=["facts"], in_export=False)
register(AuditEntry, of=names_user("facts", within="said"), named=["facts"], in_export=False)
register(StoredAnswer, of="user", delete=True, secret=["fingerprint"])


@on_erase
def delete_exports(user: User) -> None:
    """Copies of the user's data that were not taken, with their files."""
    for export in Export.objects.filter(user=user):
        delete_export(export)


@on_erase
def forget_marks(user: User) -> None:
    """Digests of addresses that the user had before, once all is done that needs them."""
    for entry in marked_entries(user):
        facts = {name: fact for name, fact in entry.facts.items() if name != "mark"}
        AuditEntry.objects.filter(pk=entry.pk).update(facts=facts)  # writes: erasing is an action's, it calls this
