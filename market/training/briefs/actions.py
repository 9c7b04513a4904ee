"""Trainers and officers keep the bank of briefs. Projects keep the texts that were agreed on."""

from dataclasses import dataclass, fields

from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.core.base import clock
from market.core.base.audit import audit
from market.core.base.db import atomic, lock
from market.core.base.errors import Invalid, NotAllowed
from market.training.briefs.models import taught_topics
from market.training.classes.adding_actions import clean_text
from market.training.models import Brief, Enrolment, Topic

TITLE_LENGTH, TEXT_LENGTH, SHORT_LENGTH = 160, 2000, 1000
MOST_HOURS = 400
REQUIRED = _("Fill this in.")
LENGTHS = {"title": TITLE_LENGTH, "text": TEXT_LENGTH, "deliverables": SHORT_LENGTH, "quality": SHORT_LENGTH}


@dataclass(frozen=True)
class BriefDetails:
    """A brief as it is to be."""

    topic: Topic
    title_en: str
    title_bn: str
    text_en: str
    text_bn: str
    deliverables_en: str
    deliverables_bn: str
    hours: int
    level: str
    quality_en: str = ""
    quality_bn: str = ""


def may_keep(user: User) -> bool:
    """Whether the user may add briefs."""
    return user.has_own_role(User.Role.OFFICER, User.Role.TRAINER)


def may_read(user: User) -> bool:
    """Whether the user may read the bank and the rubrics: who keeps them, and trainees, not those with an offer."""
    return may_keep(user) or Enrolment.objects.filter(trainee=user).studying().exists()


def kept_topics(user: User) -> list[Topic]:
    """The topics to which the user may add: all for officers, those that they teach for trainers."""
    rows = Topic.objects.all()
    return list(rows if user.has_own_role(User.Role.OFFICER) else rows.filter(pk__in=taught_topics(user)))


@atomic
def add_brief(*, by: User, details: BriefDetails) -> Brief:
    """Add a brief. Raises NotAllowed to others than officers and trainers of the topic, Invalid at each field."""
    brief = Brief(author=by, added_at=clock.now())
    _fill(brief, details, by)
    brief.save()
    audit("brief.added", by=by, on=brief)
    return brief


@atomic
def change_brief(*, by: User, brief_id: int, details: BriefDetails) -> Brief:
    """Change a brief; projects that were agreed on stay as they are. Raises NotFound, NotAllowed, Invalid."""
    brief = lock_kept(by, brief_id)
    _fill(brief, details, by)
    _save(brief, by, "brief.changed")
    return brief


@atomic
def retire_brief(*, by: User, brief_id: int) -> Brief:
    """Let nobody choose it any more. Repeated, it changes nothing. Raises NotFound, NotAllowed."""
    return _set_state(by, brief_id, Brief.State.RETIRED, "brief.retired")


@atomic
def restore_brief(*, by: User, brief_id: int) -> Brief:
    """Let it be chosen again. Repeated, it changes nothing. Raises NotFound, NotAllowed."""
    return _set_state(by, brief_id, Brief.State.ACTIVE, "brief.restored")


def lock_kept(by: User, brief_id: int) -> Brief:
    """A brief that the user may change, locked. Raises NotFound, NotAllowed."""
    brief = lock(Brief.objects.filter(pk__in=Brief.objects.visible_to(by).values("pk")), brief_id)
    if not Brief.objects.kept_by(by).filter(pk=brief.pk).exists():
        raise NotAllowed
    return brief


def _set_state(by: User, brief_id: int, state: Brief.State, code: str) -> Brief:
    brief = lock_kept(by, brief_id)
    if brief.state != state:
        brief.state = state
        _save(brief, by, code)
    return brief


def _save(brief: Brief, by: User, code: str) -> None:
    brief.changed_by, brief.changed_at = by, clock.now()
    brief.save()
    audit(code, by=by, on=brief)


def _fill(brief: Brief, details: BriefDetails, by: User) -> None:
    if details.topic not in kept_topics(by):
        raise NotAllowed
    brief.topic, brief.hours, brief.level = details.topic, details.hours, details.level
    if not 0 < details.hours <= MOST_HOURS:
        raise Invalid(errors={"hours": [_("Give hours between 1 and %(most)s.") % {"most": MOST_HOURS}]})
    if details.level not in Brief.Level.values:
        raise Invalid(errors={"level": [_("Choose a level.")]})
    for name in (each.name for each in fields(details) if each.name.endswith(("_en", "_bn"))):
        stem = name.rpartition("_")[0]
        missing = "" if stem == "quality" else REQUIRED
        setattr(brief, name, clean_text(name, getattr(details, name), LENGTHS[stem], missing=missing))
