"""What is kept of a person here. Her certificate keeps its number in the register; her name is taken out of it."""

from market.accounts.models import User
from market.accounts.personal import ending, keeps
from market.notifications.models import Notification
from market.training import codes
from market.training.badge_models import Credential
from market.training.issuing_models import Appeal, FormerCertificate, Issuance, PreparedName
from market.training.models import NAMELESS, Certificate, Printing

keeps(Certificate, of="holder", scrub=["revoked_reason"], secret=["claim_hash", "check_code", "signature"])
keeps(PreparedName, of="certificate__holder", blank={"name_en": NAMELESS, "name_bn": ""}, in_copy=False)
keeps(FormerCertificate, of="certificate__holder", secret=["check_code", "signature"])
keeps(Credential, of="certificate__holder", blank={"name": ""}, secret=["salt", "identity_hash"])
keeps(Appeal, of="certificate__holder", blank={"statement": ""}, scrub=["revoked_reason", "answer"])
keeps(Printing, of="asked_by", gone=True, files=["file"], in_copy=False)
keeps(Issuance, of="names__certificate__holder", scrub=["why", "reason"], in_copy=False)


@ending
def take_back_news(user: User) -> None:
    """What officers were told of issues and revocations that concern her: a reason there may name her."""
    about = Issuance.objects.filter(names__certificate__holder=user).distinct()
    urls = [issuance.get_absolute_url() for issuance in about]
    Notification.objects.filter(url__in=urls).delete()  # writes: erasing is an action's, it calls this


@ending
def take_name_out(user: User) -> None:
    """Her certificate and its earlier versions without a name, signed anew: whoever holds a paper can still check it.

    What the site had not signed stays unsigned.
    """
    for certificate in Certificate.objects.filter(holder=user):
        versions: list[Certificate | FormerCertificate] = [certificate, *certificate.former.all()]
        for version in versions:
            is_genuine = codes.is_genuine(version)
            version.name_en, version.name_bn = NAMELESS, ""
            version.signature = codes.sign(version) if is_genuine else ""
            version.save(update_fields=["name_en", "name_bn", "signature"])  # writes: an action erases by this
