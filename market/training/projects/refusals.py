"""Why something is not possible with a project."""

from django.utils.translation import gettext_lazy as _

from market.core.base.errors import DomainError, NotAllowed

HELP = "programme#projects"


class ProjectNotOpen(DomainError):
    """Projects of the batch open two weeks before its last class, unless a trainer opens them."""

    help = HELP
    code = "project_not_open"
    sentence = _("Projects of this batch are not open yet. They open on %(on)s, or when a trainer opens them before.")


class ProjectNotInWork(DomainError):
    """It is not agreed yet, waits for an assessment, or is decided."""

    help = HELP
    code = "project_not_in_work"
    sentence = _("This is not possible now: the project is not in work.")


class ProjectWaitsForAnswer(DomainError):
    help = HELP
    code = "project_waits"
    sentence = _("Your trainers have not answered yet. Wait for their answer.")


class NothingToAnswer(DomainError):
    """Another trainer was faster."""

    help = HELP
    code = "nothing_to_answer"
    sentence = _("Nothing waits for this any more: somebody else was faster. Load the page anew.")


class ProjectTooLate(DomainError):
    help = HELP
    code = "project_too_late"
    sentence = _("The time of this project is over. Ask a trainer for more time.")


class NoVersion(DomainError):
    help = HELP
    code = "no_version"
    sentence = _("Add a version first: your files or links.")


class NothingNew(DomainError):
    help = HELP
    code = "no_new_version"
    sentence = _("Add a new version first: the last one was assessed already.")


class TooManyVersions(DomainError):
    help = HELP
    code = "too_many_versions"
    sentence = _("There are %(most)s versions already, which is the most.")


class CheckedInAlready(DomainError):
    help = HELP
    code = "checked_in"
    sentence = _("You have written a check-in today already. The next one is due on %(on)s.")


class ReplyExists(DomainError):
    help = HELP
    code = "reply_exists"
    sentence = _("Another trainer has replied already.")


class SameAssessor(NotAllowed):
    """Who assessed a project before does not do so again."""

    help = HELP
    code = "same_assessor"
    sentence = _("You have assessed this project before. Somebody else does it now.")


class ResultNotPossible(DomainError):
    """The points do not allow this result."""

    help = HELP
    code = "result_not_possible"
    sentence = _("With %(percent)s of 100 points this result is not possible.")


class AgainNotPossible(DomainError):
    """It was asked for already, is too late, or nothing was refused."""

    help = HELP
    code = "again_not_possible"
    sentence = _("Another assessment can be asked for once, within %(days)s days after “Not passed”.")
