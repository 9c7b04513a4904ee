"""The four questions of a review. Their wording depends on the side; their names are the same."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

LEAST, MOST = 1, 5
OF_FREELANCER: dict[str, str | Promise] = {
    "quality": _("The quality of the work"),
    "communication": _("Communication with her"),
    "timeliness": _("Delivered on time"),
    "again": _("Would hire her again"),
}
OF_CLIENT: dict[str, str | Promise] = {
    "quality": _("A clear brief"),
    "communication": _("Communication with the client"),
    "timeliness": _("Paid and answered in time"),
    "again": _("Would work for the client again"),
}
NAMES = tuple(OF_FREELANCER)


def questions(*, of_freelancer: bool) -> dict[str, str | Promise]:
    """The questions by name, in order."""
    return OF_FREELANCER if of_freelancer else OF_CLIENT
