"""Why a selection is not committed, drawn or published."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from market.core.base.errors import DomainError, NotAllowed


class ApplicationsClosed(DomainError):
    """A seed that is committed after applications closed would prove nothing."""

    help = "programme#selection"
    code = "applications_closed"
    sentence = _("Applications are closed: a seed had to be committed before.")


class ApplicationsOpen(DomainError):
    """Nothing is drawn while somebody may still apply."""

    help = "programme#selection"
    code = "applications_open"
    sentence = _("Applications are still open. The selection is drawn when they are closed.")


class ObjectionsOpen(DomainError):
    """Nothing is drawn while an applicant waits for the answer by which they may take part."""

    help = "programme#selection"
    code = "objections_open"
    sentence = _(
        "Objections to the register are open: %(count)s. The draw waits until all are decided, and after a refusal for "
        "%(days)s days, in which the applicant may ask another officer."
    )

    def __init__(self, *, count: int) -> None:
        super().__init__(count=count, days=settings.LIFECYCLE.register_objection_days)


class DrawnAlready(DomainError):
    """There is a list."""

    help = "programme#selection"
    code = "drawn_already"
    sentence = _("The selection is drawn already. Load the page anew.")


class NotDrawn(DomainError):
    """There is no list that waits."""

    help = "programme#selection"
    code = "not_drawn"
    sentence = _("No draw waits to be confirmed. Load the page anew.")


class OwnDraw(NotAllowed):
    """An officer cannot confirm or refuse their own draw."""

    help = "programme#selection"
    code = "same_officer"
    sentence = _("You have drawn this. Another officer must look at it and confirm it.")


class OwnApplication(NotAllowed):
    """An officer has applied for the phase."""

    help = "programme#selection"
    code = "own_application"
    sentence = _("You have applied for this phase yourself. Other officers draw and confirm.")


class NotTheDraw(DomainError):
    """What stands in the database is not what the rule and the seed give."""

    help = "programme#selection"
    code = "not_the_draw"
    sentence = _("The list is not the one that was drawn. It is not published: tell whoever runs the site.")
