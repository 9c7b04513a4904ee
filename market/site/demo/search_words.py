"""Officers teach search what clients wrote: phrases, and a skill that is called otherwise."""

from collections.abc import Callable

from market.accounts.models import User
from market.profiles.models import Skill
from market.search.curation.actions import change_skill
from market.search.curation.wording import Wording
from market.site.demo.stage import Stage, Story


def _add(by: User, slug: str, **lines: str) -> None:
    """Add lines to fields of a skill."""
    skill = Skill.objects.get(slug=slug)
    old = Wording.of(skill)
    texts = {name: "\n".join(each) for name, each in old.fields.items()}
    texts |= {name: f"{texts[name]}\n{added}" for name, added in lines.items()}
    change_skill(by=by, skill_id=skill.pk, seen=old.version, wording=Wording.typed(**texts))


def applications(stage: Stage) -> Story:
    """Oli adds what job seekers ask for, Onu the same in English."""
    yield 24.3
    _add(stage.cast["oli"], "microsoft-word", phrases_rm="chakrir darkhasto likha", phrases_bn="চাকরির দরখাস্ত লেখা")
    yield 9.2
    _add(stage.cast["onu"], "microsoft-word", phrases_en="write a job application")


def shorts(stage: Stage) -> Story:
    """Onu adds another name of a skill."""
    yield 38.6
    _add(stage.cast["onu"], "video-editing", aliases_en="shorts editing", aliases_bn="শর্টস এডিটিং")


STORIES: tuple[Callable[[Stage], Story], ...] = (applications, shorts)
