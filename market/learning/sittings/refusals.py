"""Why one cannot begin, answer or go on."""

from django.utils.translation import gettext_lazy as _

from market.core.base.errors import DomainError, Invalid


class ExamRefusal(DomainError):
    help = "programme#exams"


class ExamNotOpen(ExamRefusal):
    code = "exam_not_open"
    sentence = _("This exam cannot be begun now. Look at its page for when it is open.")


class NoTriesAtExam(ExamRefusal):
    code = "no_tries_at_exam"
    sentence = _("You have used all tries at this exam. You will be notified when the results are out.")


class RetakeLater(ExamRefusal):
    code = "retake_later"
    sentence = _("You can try again from %(at)s on.")


class OnOtherDevice(ExamRefusal):
    code = "on_other_device"
    sentence = _("This exam goes on on another device. You can go on here: it ends there, and no answer is lost.")


class SittingOver(ExamRefusal):
    code = "sitting_over"
    sentence = _("This exam is over: nothing can be added any more.")


class ResultsNotOut(ExamRefusal):
    code = "results_not_out"
    sentence = _("The results are not out yet. They are out for all at one time.")


class NoLostTime(ExamRefusal):
    code = "no_lost_time"
    sentence = _("This time was reported before, or can no longer be returned.")


class NoSuchDevice(Invalid):
    help = "programme#exams"
    code = "no_such_device"
    sentence = _("This device has not begun the exam. Load the page anew.")


# Of single answers: they are sentences beside an answer, and the others of the request are stored.
NOT_IN_PAPER = _("This question is not in your paper.")
NUMBER_USED = _("This number was used for another answer. Load the page anew.")
AFTER_END = _("This answer was made after the end: it is stored, and does not count.")
OTHER_DEVICE = _("The exam had gone on on another device: this answer is stored, and does not count.")
FROM_FUTURE = _("The clock of this device is ahead. The answer counts as made now.")
TOO_MANY_AT_ONCE = _("Send %(most)s answers at once at most.")
