"""What trainees hear of assessments, and those who are to assess."""

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base.payloads import HomeTime, Written
from market.training.projects.events import (
    ProjectEvent,
    officer_notification,
    project_notification,
    trainer_notification,
)


class ProjectPassed(ProjectEvent, code="project.passed"):
    notification = project_notification(
        subject=_("Your project is passed"),
        body=_("Read your points and what your trainer writes, and add the project to your portfolio."),
        label=_("My project is passed"),
    )


class ProjectHonoured(ProjectEvent, code="project.honours"):
    notification = project_notification(
        subject=_("Your project is passed with honours"),
        body=_("Two assessors have looked at it. Read what they write, and add it to your portfolio."),
        label=_("My project is passed with honours"),
    )


class ProjectNotPassed(ProjectEvent, code="project.not_passed"):
    due: HomeTime

    notification = project_notification(
        subject=_("Your project is not passed"),
        body=_("Read what your assessors write. Until %(due)s you can ask for another assessment, once."),
        label=_("My project is not passed"),
    )


class ProjectNotPassedFinally(ProjectEvent, code="project.not_passed_finally"):
    notification = project_notification(
        subject=_("Your project is not passed, after a new assessment"),
        body=_("Read what the new assessor writes. This is final."),
        label=_("My project is not passed after a new assessment"),
    )


class ProjectToResubmit(ProjectEvent, code="project.resubmission"):
    text: Written
    due: HomeTime

    audited = ("batch", "due")
    notification = project_notification(
        subject=_("Submit your project again by %(due)s"),
        body=_("This is missing: “%(text)s”"),
        label=_("My project is to be submitted again"),
    )


class SecondAssessmentNeeded(ProjectEvent, code="project.second"):
    trainee: User
    due: HomeTime

    notification = trainer_notification(
        subject=_("The project of %(trainee)s needs a second assessment"),
        body=_("Batch %(batch)s. Assess it by %(due)s, without knowing the points of the first assessor."),
        label=_("A project needs a second assessment"),
        action=_("Assess it"),
    )


class DecisionNeeded(ProjectEvent, code="project.decision"):
    trainee: User
    due: HomeTime

    notification = officer_notification(
        subject=_("Two assessors differ about the project of %(trainee)s"),
        body=_("Batch %(batch)s. An officer decides, with a reason, by %(due)s."),
        label=_("Two assessors of a project differ"),
        action=_("Decide"),
    )


class AgainWanted(ProjectEvent, code="project.again"):
    trainee: User
    due: HomeTime

    notification = officer_notification(
        subject=_("%(trainee)s asks for another assessment of the project"),
        body=_("Batch %(batch)s. Somebody who has not assessed it before does so by %(due)s."),
        label=_("A trainee asks for another assessment"),
        action=_("Assess it"),
    )
