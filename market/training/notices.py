"""What people are told about certificates."""

from django.utils.translation import gettext_lazy as _

from market.notifications.kinds import register_kind

register_kind(
    "certificate.revoked",
    subject=_("Your certificate %(serial)s was revoked"),
    body=_(
        "The programme revoked your certificate %(serial)s. The reason: %(reason)s Your profile cannot be seen now. "
        "If you think this is a mistake, ask your programme officer."
    ),
    action=_("See the certificate"),
)
