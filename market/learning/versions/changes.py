"""What a version changes, for the person who reads it before it is published."""

from dataclasses import dataclass
from typing import Any

from market.learning.courses.models import CourseVersion, Lesson


@dataclass(frozen=True, slots=True)
class Changes:
    """The published version to which it is compared; by slug the lessons that are new or changed; those left out."""

    since: CourseVersion
    added: frozenset[str]
    changed: frozenset[str]
    gone: list[Lesson]


def changes_of(version: CourseVersion) -> Changes | None:
    """How a version that waits differs from the one that everybody reads. None: it does not wait, or it is the first
    one. Four statements."""
    since = CourseVersion.objects.current().filter(course=version.course_id).first()
    if since is None or version.state != CourseVersion.State.SUBMITTED:
        return None
    old, new = _contents(since), _contents(version)
    return Changes(
        since,
        added=frozenset(new.keys() - old.keys()),
        changed=frozenset(slug for slug in new.keys() & old.keys() if new[slug] != old[slug]),
        gone=[each for each in since.lessons.all() if each.slug not in new],
    )


def _contents(version: CourseVersion) -> dict[str, Any]:
    """By slug of a lesson its title, its text and its questions."""
    rows = version.lessons.values_list("slug", "title_en", "title_bn", "blocks")
    questions: dict[str, dict[str, Any]] = {}
    for row in version.questions:
        questions.setdefault(row["lesson"], {})[row["id"]] = row
    return {slug: (*text, questions.get(slug)) for slug, *text in rows}
