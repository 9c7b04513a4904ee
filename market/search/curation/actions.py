"""What officers do: edit topics and skills with their phrases, add skills, retire them and take them back.

What is written counts for searches in every process once it is committed; documents follow in a job. `is_trial`: the
caller takes the change back, and no other officer waits for it meanwhile.
"""

from django.db import connection
from django.utils.translation import gettext_lazy as _

from market.accounts.models import User
from market.accounts.people.two_person_actions import require_own_role
from market.core.base.audit import audit
from market.core.base.db import atomic, fetch, lock
from market.core.base.errors import DomainError, Invalid, NotFound
from market.core.base.jobs import defer
from market.core.text.bangla import slug
from market.profiles.models import Skill
from market.search.curation.wording import Rules, Wording, differences
from market.search.finding import query_cache
from market.search.indexing.renaming import renaming_between
from market.search.models import SkillPhrase
from market.search.understanding.vocabulary import Vocabulary, read_vocabulary, renew_on_commit
from market.training.models import Topic

SLUG_LENGTH = 60


class WordingChangedMeanwhile(DomainError):
    code = "wording_changed_meanwhile"
    sentence = _("Somebody else has changed these words since you opened the page. Open it again to see how they are.")


class SkillExists(DomainError):
    code, sentence = "skill_exists", _("There is a skill of this name already; it may be retired.")


@atomic
def change_topic(*, by: User, topic_id: int, seen: str, wording: Wording, is_trial: bool = False) -> None:
    """Edit a topic's names and aliases. `seen` is the version of the wording that the officer edits.

    Raises NotFound to all but officers, WordingChangedMeanwhile, Invalid at the fields.
    """
    _require_officer(by, is_trial=is_trial)
    topic = lock(Topic.objects.all(), topic_id)
    old, before = Wording.of(topic), read_vocabulary()
    _require_seen(old, seen)
    _require_valid(Rules(before, topic.pk, before.topics[topic.slug]), old, wording)
    if changes := differences(old, wording):
        _write_names(topic, wording)
        audit("topic.changed", by=by, on=topic, **changes)
        _publish(before)


@atomic
def add_skill(*, by: User, topic_id: int, wording: Wording, is_trial: bool = False) -> Skill:
    """Add a skill below a topic. Raises NotFound to all but officers, SkillExists, Invalid at the fields."""
    _require_officer(by, is_trial=is_trial)
    topic, before = fetch(Topic.objects.all(), topic_id), read_vocabulary()
    _require_valid(Rules(before, topic.pk), None, wording)
    if Skill.every.filter(name_en__iexact=wording.name_en).exists():
        raise SkillExists
    skill = Skill(topic=topic, slug=_free_slug(wording.name_en))
    _write_names(skill, wording)
    _write_phrases(skill, wording)
    audit("skill.added", by=by, on=skill, **differences(Wording("", ""), wording))
    _publish(before)
    return skill


@atomic
def change_skill(*, by: User, skill_id: int, seen: str, wording: Wording, is_trial: bool = False) -> None:
    """Edit a skill's names, aliases and phrases; of those left out none comes back with an update.

    `seen` is the version of the wording that the officer edits. Raises NotFound to all but officers and for a retired
    skill, WordingChangedMeanwhile, Invalid at the fields.
    """
    _require_officer(by, is_trial=is_trial)
    skill = lock(Skill.objects.all(), skill_id)
    old, before = Wording.of(skill), read_vocabulary()
    _require_seen(old, seen)
    _require_valid(Rules(before, skill.topic_id, before.skills[skill.slug]), old, wording)
    if changes := differences(old, wording):
        _write_names(skill, wording)
        _write_phrases(skill, wording)
        audit("skill.changed", by=by, on=skill, **changes)
        _publish(before)


@atomic
def retire_skill(*, by: User, skill_id: int, is_trial: bool = False) -> None:
    """Take a skill out of forms, pages and searches. Whoever has it keeps it, unseen.

    Raises NotFound to all but officers, and for a retired skill.
    """
    _require_officer(by, is_trial=is_trial)
    _set_active(by, lock(Skill.objects.all(), skill_id), is_active=False)


@atomic
def restore_skill(*, by: User, skill_id: int) -> None:
    """Take a retired skill back. Raises NotFound to all but officers and for a skill in use, Invalid where a name
    or an alias has become another skill's meanwhile."""
    _require_officer(by)
    skill = lock(Skill.every.filter(is_active=False), skill_id)
    if problems := Rules(read_vocabulary(), skill.topic_id).taken(Wording.of(skill)):
        raise Invalid(errors={"": problems})
    _set_active(by, skill, is_active=True)


def _set_active(by: User, skill: Skill, *, is_active: bool) -> None:
    before = read_vocabulary()
    skill.is_active = is_active
    skill.is_curated = True
    skill.save(update_fields=["is_active", "is_curated"])
    audit("skill.restored" if is_active else "skill.retired", by=by, on=skill)
    _publish(before)


def _require_officer(by: User, *, is_trial: bool = False) -> None:
    """Officers go on one after the other, so that what one gives a name to is seen by the next."""
    if not by.has_role(User.Role.OFFICER):
        raise NotFound
    require_own_role(by, User.Role.OFFICER)  # nothing of this is an emergency
    if is_trial:
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtext('search.curation'))")


def _free_slug(name: str) -> str:
    """The slug of a new skill; with a number where another name has the same ("C#", "C++"). Raises Invalid."""
    wanted = slug(name)[: SLUG_LENGTH - 4]
    if not wanted:
        raise Invalid(errors={"name_en": [_("Write the name in Latin letters.")]})
    taken = set(Skill.every.filter(slug__startswith=wanted).values_list("slug", flat=True))
    return next(each for each in (wanted, *(f"{wanted}-{n}" for n in range(2, 1000))) if each not in taken)


def _require_seen(old: Wording, seen: str) -> None:
    if old.version != seen:
        raise WordingChangedMeanwhile


def _require_valid(rules: Rules, old: Wording | None, new: Wording) -> None:
    if errors := rules.errors(old, new):
        raise Invalid(errors=errors)


def _write_names(row: Topic | Skill, wording: Wording) -> None:
    """From now on updates of the project leave these names alone."""
    row.name_en, row.name_bn, row.aliases = wording.name_en, wording.name_bn, list(wording.aliases)
    row.is_curated = True
    row.save()


def _write_phrases(skill: Skill, wording: Wording) -> None:
    """These phrases are active, others of the skill are not."""
    rows = [
        SkillPhrase(skill=skill, language=language, text=text, is_active=True)
        for language, texts in wording.phrases.items()
        for text in texts
    ]
    SkillPhrase.objects.filter(skill=skill).exclude(text__in=[row.text for row in rows]).update(is_active=False)
    SkillPhrase.objects.bulk_create(
        rows, update_conflicts=True, unique_fields=["skill", "text"], update_fields=["language", "is_active"]
    )


def _publish(before: Vocabulary) -> None:
    """Let searches follow on commit, and the documents that the change concerns."""
    renew_on_commit()
    query_cache.results.clear_now_and_on_commit()
    if renaming := renaming_between(before, read_vocabulary()):
        skill_ids = " ".join(map(str, renaming.skill_ids))
        defer("market.search.tasks.index_renamed", tsquery=renaming.tsquery, skill_ids=skill_ids)
