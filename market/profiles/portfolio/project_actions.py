"""A passed project of a course becomes a work of the portfolio."""

from io import BytesIO

from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from market.accounts.models import User
from market.core.base.db import atomic, fetch
from market.core.base.errors import DomainError, Invalid, TooMany
from market.core.text.bangla import clip
from market.core.text.contact import name_faults
from market.files.models import Upload
from market.files.reading import open_at
from market.profiles.freelancers.actions import own_profile
from market.profiles.models import PortfolioCase
from market.profiles.portfolio import images, links
from market.profiles.portfolio.actions import TEXT_LENGTH, clip_title, new_case, record_portfolio_change
from market.profiles.portfolio.picture_actions import MAX_PICTURES, add_picture
from market.training.models import Project

MOST_READ = 16 * 1024 * 1024
KINDS = ("image/jpeg", "image/png", "image/webp", "image/gif")


class ProjectNotPassed(DomainError):
    help = "programme#projects"
    code = "project_not_passed"
    sentence = gettext_lazy("Only a project that is passed can be added to the portfolio.")


def add_project_case(*, by: User, project_id: int) -> PortfolioCase:
    """Make a work of the user's passed project: its title, its text, those of its links that a portfolio may show, and
    its pictures. Repeated, it returns the same work.

    Raises NotFound to others than the trainee, ProjectNotPassed, NoProfile, TooManyCases.
    """
    rows = Project.objects.filter(enrolment__trainee=by).select_related("submitted")
    project = fetch(rows, project_id)
    if not project.is_done:
        raise ProjectNotPassed
    case, is_new = _case_of(by, project)
    if is_new and project.submitted is not None:
        pictures = project.submitted.files.filter(media_type__in=KINDS)
        _add_pictures(by, case, list(pictures[:MAX_PICTURES]))
    return case


@atomic
def _case_of(by: User, project: Project) -> tuple[PortfolioCase, bool]:
    profile = own_profile(by)
    existing = PortfolioCase.objects.filter(project=project).first()
    if existing is not None:
        return existing, False
    case = new_case(profile, _title(project))
    case.project, case.text = project, _text(project)
    case.links = _shown_links(project)
    case.save(update_fields=["project", "text", "links"])
    record_portfolio_change(by, profile, "case.added")
    return case, True


def _title(project: Project) -> str:
    """The project's, unless contact data in it would be refused."""
    title = clip_title(project.title)
    return title if title and not list(name_faults(title)) else _("My project of the course")


def _text(project: Project) -> str:
    honours = _("Made in the programme, passed with honours.")
    made = honours if project.state == Project.State.HONOURS else _("Made in the programme, passed.")
    return f"{made}\n\n{clip(project.text, TEXT_LENGTH - len(made) - 2)}".strip()


def _shown_links(project: Project) -> list[str]:
    """Those that a portfolio may show, at most as many as it may."""
    shown: list[str] = []
    for link in project.submitted.link_list if project.submitted else []:
        try:
            shown += [each for each in links.clean_links([link]) if each not in shown]
        except Invalid:
            continue
    return shown[: links.MAX_LINKS]


def _add_pictures(by: User, case: PortfolioCase, uploads: list[Upload]) -> None:
    """What is no picture, or one too many for a day, is left out: the work stands without it."""
    for upload in uploads:
        try:
            with open_at(upload.file) as stored:
                file = UploadedFile(BytesIO(stored.read(MOST_READ)), upload.name, size=upload.size)
            add_picture(by=by, file=file, title=case.title, case_id=case.pk)
        except (Invalid, TooMany, FileNotFoundError, images.NotAPicture):
            continue
