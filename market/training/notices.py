"""What people are told about certificates."""

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.notifications.inbox.types import register_kind

OFFICER = User.Role.OFFICER

register_kind(
    "certificate.revoked",
    subject=_("Your certificate %(serial)s was revoked"),
    body=_(
        "The programme revoked your certificate %(serial)s. The reason: %(reason)s Your profile cannot be seen now. "
        "If you think this is a mistake, you can appeal: another officer looks at it anew. Go to “Claim your certificate”."
    ),
    action=_("See the certificate"),
    about=_("My certificate is revoked"),
)
register_kind(
    "certificate.corrected",
    subject=_("Your certificate has a new number: %(serial)s"),
    body=_(
        "The name on your certificate was corrected to %(name)s. It has a new number, %(serial)s, and a new paper to "
        "print. The old number does not count any more. Your profile and your work stay as they are."
    ),
    action=_("See the certificate"),
    about=_("My certificate is corrected"),
)
register_kind(
    "appeal.lifted",
    subject=_("Your certificate counts again"),
    body=_(
        "An officer looked at your appeal and lifted the revocation. Your certificate has the new number %(serial)s. "
        "What the officer says: %(answer)s Your profile can be seen again."
    ),
    action=_("See the certificate"),
    about=_("My appeal is decided for me"),
)
register_kind(
    "appeal.lapsed",
    subject=_("Your certificate counts again"),
    body=_(
        "Nobody decided on your appeal in time. This is not held against you: the revocation is lifted, and your "
        "certificate has the new number %(serial)s. Your profile can be seen again."
    ),
    action=_("See the certificate"),
    about=_("My appeal was not answered in time"),
)
register_kind(
    "appeal.upheld",
    subject=_("Your appeal was decided"),
    body=_(
        "An officer looked at your appeal about %(serial)s. The revocation stays. What the officer says: %(answer)s"
    ),
    action=_("See the certificate"),
    about=_("My appeal is decided against me"),
)
register_kind(
    "appeal.opened",
    subject=_("A graduate appeals: %(serial)s"),
    body=_(
        "A graduate appeals against the revocation of %(serial)s. Please decide by %(due)s. If nobody decides by then, "
        "the revocation is lifted."
    ),
    action=_("See the appeal"),
    about=_("A graduate appeals against a revocation"),
    role=OFFICER,
)
register_kind(
    "appeal.due",
    subject=_("An appeal waits for an answer: %(serial)s"),
    body=_("Nobody has decided on the appeal about %(serial)s. On %(due)s the revocation is lifted by itself."),
    action=_("See the appeal"),
    about=_("An appeal is about to be decided by silence"),
    role=OFFICER,
)
register_kind(
    "issuance.waiting",
    subject=_("Certificates wait for release: batch %(batch)s"),
    body=_(
        "Another officer prepared this for batch %(batch)s, names: %(count)s. Please look at it, and release or refuse it."
    ),
    action=_("Look at it"),
    about=_("Another officer prepared certificates"),
    role=OFFICER,
)
register_kind(
    "issuance.released",
    subject=_("Released: batch %(batch)s"),
    body=_("%(officer)s released what you prepared for batch %(batch)s, and prints the letters."),
    action=_("See it"),
    about=_("What I prepared is released"),
    role=OFFICER,
)
register_kind(
    "issuance.made",
    subject=_("All certificates are made: batch %(batch)s"),
    body=_("What you released for batch %(batch)s is done, certificates: %(count)s. Print the letters now."),
    action=_("Print the letters"),
    about=_("A long list that I released is done"),
    role=OFFICER,
)
register_kind(
    "issuance.stopped",
    subject=_("A release stopped: batch %(batch)s"),
    body=_(
        "Of the %(count)s certificates of batch %(batch)s %(made)s were made; then something went wrong. Those that are "
        "made count. Open the list and let it go on: nothing is made twice."
    ),
    action=_("Let it go on"),
    about=_("A long list that I released stopped"),
    role=OFFICER,
)
register_kind(
    "revocation.waiting",
    subject=_("A revocation waits for a second officer: %(serial)s"),
    body=_(
        "%(officer)s proposes to revoke the certificate %(serial)s. The reason: %(reason)s Nothing changes before you or "
        "another officer confirms it. Please look at it, and confirm or refuse it."
    ),
    action=_("Look at it"),
    about=_("Another officer proposes a revocation"),
    role=OFFICER,
)
register_kind(
    "revocation.released",
    subject=_("Revoked: %(serial)s"),
    body=_("%(officer)s confirmed the revocation of %(serial)s that you proposed. The graduate is told your reason."),
    action=_("See it"),
    about=_("A revocation that I proposed is confirmed"),
    role=OFFICER,
)
register_kind(
    "revocation.refused",
    subject=_("Not revoked: %(serial)s"),
    body=_("%(officer)s did not confirm the revocation of %(serial)s that you proposed. The reason: %(reason)s"),
    action=_("See it"),
    about=_("A revocation that I proposed is refused"),
    role=OFFICER,
)
register_kind(
    "printing.ready",
    subject=_("Your sheets are ready to print: batch %(batch)s"),
    body=_("The PDF that you asked for batch %(batch)s is ready. You can take it until %(until)s; then it is deleted."),
    action=_("Take the PDF"),
    about=_("Sheets that I asked for are ready to print"),
    role=OFFICER,
)
register_kind(
    "issuance.refused",
    subject=_("Refused: batch %(batch)s"),
    body=_("%(officer)s did not release what you prepared for batch %(batch)s. The reason: %(reason)s"),
    action=_("See it"),
    about=_("What I prepared is refused"),
    role=OFFICER,
)
