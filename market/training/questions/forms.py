"""Forms of questions and answers."""

from django.utils.translation import gettext_lazy as _

from market.core.web.forms import Form, TextField
from market.training.classes.adding_actions import TEXT_LENGTH
from market.training.questions.actions import QUESTION_LENGTH


class QuestionForm(Form):
    """A question about a class."""

    text = TextField(most=QUESTION_LENGTH, lines=3, label=_("Your question"))


class AnswerForm(Form):
    """The answer for all."""

    answer = TextField(most=TEXT_LENGTH, lines=5, label=_("Answer"))
