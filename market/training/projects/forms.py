"""Forms of projects."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from market.core.web.forms import DayField, Form, TextField
from market.files.forms import AttachingForm
from market.training.models import Brief, Project
from market.training.projects.actions import DELIVERABLES_LENGTH, REASON_LENGTH, TEXT_LENGTH, TITLE_LENGTH, Idea
from market.training.projects.check_in_actions import LENGTH, REPLY_LENGTH
from market.training.projects.version_actions import COMMENT_LENGTH, LINK_LENGTH, MOST_LINKS, NOTE_LENGTH


class ProposalForm(Form):
    """What a trainee wants to make; a brief fills it."""

    brief_id = forms.IntegerField(required=False, widget=forms.HiddenInput())
    title = TextField(most=TITLE_LENGTH, label=_("Title"))
    client = TextField(most=TITLE_LENGTH, required=False, label=_("For whom it is"))
    text = TextField(most=TEXT_LENGTH, lines=6, label=_("What you want to make"))
    deliverables = TextField(most=DELIVERABLES_LENGTH, lines=3, label=_("What you will deliver"))

    @staticmethod
    def begun(data: Any, *, brief: Brief | None, project: Project | None) -> "ProposalForm":
        """The form with a brief, or with what was proposed last."""
        source: Any = project.waiting or project if project and not brief else brief
        names = ("title", "text", "deliverables")
        initial = {name: getattr(source, name) for name in names} if source else {}
        if project is not None and brief is None:
            initial |= {"client": source.client, "brief_id": source.brief_id}
        if brief is not None:
            initial["brief_id"] = brief.pk
        return ProposalForm(data, initial=initial)

    @property
    def idea(self) -> Idea:
        """What was typed, for the action."""
        return Idea(**self.cleaned_data)


class ReturnForm(Form):
    """Why a proposal comes back."""

    reason = TextField(most=REASON_LENGTH, lines=3, label=_("What is to be changed"))


class ExtendForm(Form):
    """More time."""

    until = DayField(label=_("Submitted by the end of this day"))
    reason = TextField(most=REASON_LENGTH, lines=2, label=_("Reason"))


class CheckInForm(Form):
    """Three short answers."""

    done = TextField(most=LENGTH, lines=2, label=_("What is done"))
    stuck = TextField(most=LENGTH, lines=2, required=False, label=_("Where you are stuck"))
    next_step = TextField(most=LENGTH, lines=2, label=_("What is next"))


class CheckInReplyForm(Form):
    """A reply to a check-in."""

    reply = TextField(most=REPLY_LENGTH, lines=2, label=_("Your reply"))


class VersionForm(AttachingForm):
    """A version: links, files, a note."""

    links = TextField(
        most=MOST_LINKS * LINK_LENGTH, lines=2, required=False, label=_("Links, each on a line of its own")
    )
    note = TextField(most=NOTE_LENGTH, lines=3, required=False, label=_("What is new in it"))

    field_order = ("links", "uploads", "note")

    @property
    def link_list(self) -> list[str]:
        """The lines that are not empty."""
        return [line.strip() for line in self.cleaned_data["links"].splitlines() if line.strip()]


class VersionCommentForm(Form):
    """A comment on a version."""

    text = TextField(most=COMMENT_LENGTH, lines=2, label=_("Your comment"))


class ProjectFilter(Form):
    """Trainees of a batch or a phase by how their project stands."""

    show = forms.ChoiceField(
        required=False,
        label=_("Show"),
        choices=[
            ("", pgettext_lazy("trainees", "All")),
            ("waiting", _("Waits for a trainer or an officer")),
            ("behind", _("Falls behind")),
            ("late", _("Deadline is over")),
            ("none", _("No project yet")),
            *Project.State.choices,
        ],
    )
