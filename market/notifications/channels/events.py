"""What users hear when mail does not reach them."""

from django.utils.translation import gettext_lazy as _

from market.core.base.events import ACCOUNT, Event, NotificationType


class MailStopped(Event, code="mail.stopped"):
    address: str

    audited = None
    notification = NotificationType(
        subject=_("Our mail does not reach you at %(address)s"),
        body=_(
            "Your mail server does not take it. Correct your address, or tell us that it works again. Until then you see notifications only here."
        ),
        label=_("Mail does not reach you"),
        group=ACCOUNT,
        action=_("See your notification settings"),
    )


class MailComplained(Event, code="mail.complained"):
    address: str

    audited = None
    notification = NotificationType(
        subject=_("We stopped our mail to %(address)s"),
        body=_(
            "It was marked as spam there. If that was a mistake, tell us that mail may come again. Until then you see notifications only here."
        ),
        label=_("Mail was marked as spam"),
        group=ACCOUNT,
        action=_("See your notification settings"),
    )
