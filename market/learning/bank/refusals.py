"""Why a change of the bank is not taken, or not decided."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from market.core.base.errors import DomainError, NotAllowed
from market.learning.courses.blocks import Fault

HELP = "programme#questions"


class FaultsInQuestions(DomainError):
    """A file of questions cannot be taken as it is: `errors` say what is wrong on which line."""

    status = 400
    help = HELP
    code = "faults_in_questions"
    sentence = _("The questions were not taken: %(count)s things in the file are to be mended first.")

    def __init__(self, faults: Sequence[Fault]) -> None:
        super().__init__(errors={f"lines.{each.line}": [each.sentence] for each in faults}, count=len(faults))
        self.faults = faults


class NothingNew(DomainError):
    """All is asked already in these words."""

    help = HELP
    code = "nothing_new"
    sentence = _("Nothing would change: all of it stands in the bank in these words.")


class ChangeWaits(DomainError):
    """Somebody submitted another change of the same question, on which nobody decided so far."""

    help = HELP
    code = "change_waits"
    sentence = _("Another change of “%(question)s” waits for a second person. It is decided first.")


class SetDecided(DomainError):
    """Somebody was faster."""

    help = HELP
    code = "set_decided"
    sentence = _("These questions do not wait any more. Load the page anew to see what became of them.")


class SetOutdated(DomainError):
    """The bank has changed since the questions were submitted."""

    help = HELP
    code = "set_outdated"
    sentence = _("“%(question)s” was changed meanwhile. Send these questions back, so that they are made anew.")


class QuestionExists(DomainError):
    """A question that is wholly new has an id of its own."""

    help = HELP
    code = "question_exists"
    sentence = _("The bank has, or had, a question with this id. Change that one, or choose another id.")


class OthersSet(NotAllowed):
    """Nobody withdraws what another one submitted."""

    help = HELP
    code = "others_set"
    sentence = _("Another person submitted these questions. You can send them back.")


class OwnSet(NotAllowed):
    """Nobody brings their own questions into use."""

    help = HELP
    code = "own_set"
    sentence = _("You submitted these questions. Another trainer or officer must read them.")
