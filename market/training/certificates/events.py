"""What graduates hear of their certificates."""

from functools import partial

from django.utils.translation import gettext_lazy as _

from market.core.base.events import PROGRAMME, Event, NotificationType

certificate_notification = partial(NotificationType, group=PROGRAMME, action=_("See the certificate"))


class CertificateRevoked(Event, code="certificate.revoked"):
    serial: str
    reason: str

    audited = ("reason",)
    notification = certificate_notification(
        subject=_("Your certificate %(serial)s was revoked"),
        body=_(
            "The programme revoked your certificate %(serial)s. The reason: %(reason)s Your profile cannot be seen now. "
            "If you think this is a mistake, you can appeal: another officer looks at it anew. Go to “Claim your certificate”."
        ),
        label=_("My certificate is revoked"),
    )


class CertificateCorrected(Event, code="certificate.corrected"):
    serial: str
    name: str

    audited = None
    notification = certificate_notification(
        subject=_("Your certificate has a new number: %(serial)s"),
        body=_(
            "The name on your certificate was corrected to %(name)s. It has a new number, %(serial)s, and a new paper to "
            "print. The old number does not count any more. Your profile and your work stay as they are."
        ),
        label=_("My certificate is corrected"),
    )
