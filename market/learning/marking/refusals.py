"""Why results cannot be released, and marks not changed."""

from django.utils.translation import gettext_lazy as _

from market.core.base.errors import DomainError, NotAllowed


class MarkingRefusal(DomainError):
    help = "programme#exams"


class ExamNotOver(MarkingRefusal):
    code = "exam_not_over"
    sentence = _("Results can be released once the exam is closed and no answer can arrive any more: at %(at)s.")


class LostTimeWaits(MarkingRefusal):
    code = "lost_time_waits"
    sentence = _("Decide about lost time first. Reports that wait: %(count)s.")


class VivasWait(MarkingRefusal):
    code = "vivas_wait"
    sentence = _("Talks about papers wait first: %(count)s. Say what came of them.")


class AnswersUnmarked(MarkingRefusal):
    code = "answers_unmarked"
    sentence = _("Mark the answers first that the site cannot mark. Answers that wait: %(count)s.")


class OthersAnswer(MarkingRefusal):
    code = "others_answer"
    sentence = _(
        "Another exam of this course is open, with the same questions. Whoever sits it could learn from these results "
        "what is right. Wait until it is over, or say that the results are to be out all the same."
    )


class SittingNotOver(MarkingRefusal):
    code = "sitting_not_over"
    sentence = _("This paper can be marked once no answer of it can arrive any more.")


class MarkedBySomebody(MarkingRefusal):
    code = "marked_by_somebody"
    sentence = _("Somebody else has marked this answer. It waits for nobody, or for another person than you.")


class NoRemark(MarkingRefusal):
    code = "no_remark"
    sentence = _("An answer can be looked at again once, within 7 days after the results are out.")


class RemarkDecided(MarkingRefusal):
    code = "remark_decided"
    sentence = _("Somebody has decided this already.")


class OwnMark(NotAllowed):
    help = "programme#exams"
    code = "own_mark"
    sentence = _("You marked this answer. Another trainer or officer must look at it.")
