"""Write a course that was read from files as a version, with its pictures and questions."""

import hashlib
from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from market.accounts.models import User
from market.core.base import clock, limits, signals
from market.core.base.errors import Invalid
from market.core.text.bangla import nfc
from market.learning.courses.blocks import Block
from market.learning.courses.course_files import CAPTIONS, CourseFile, Files, pictures_of, texts_of
from market.learning.courses.models import BatchVersion, Course, CourseVersion, Lesson, Module, Picture
from market.learning.courses.pictures import MOST_BYTES, type_of
from market.learning.media.models import Video, VideoCaptions
from market.learning.questions.actions import use_questions
from market.learning.questions.models import Question
from market.learning.questions.rows import normal
from market.training.models import Batch

State = CourseVersion.State
PICTURES_PER_DAY, DAY = 200, timedelta(days=1)


def digest_of(files: Files) -> str:
    """What changes when any of the files does."""
    whole = hashlib.sha256()
    for path, content in sorted(files.items()):
        whole.update(f"{path}\0{len(content)}\0".encode() + content)
    return whole.hexdigest()


def store_version(course: Course, read: CourseFile, files: Files, *, by: User | None) -> CourseVersion:
    """The next version of the course, which waits for a second person. What its writer submitted before is replaced,
    unless it was published; what was sent back to others stays theirs.

    `read` has no faults. `by`: who wrote it; None: it comes with the site.
    """
    course.versions.exclude(state=State.PUBLISHED).filter(written_by=by).delete()
    names = _store_pictures(course, read, files)
    last = course.versions.order_by("-number").first()
    version = CourseVersion.objects.create(
        course=course,
        number=last.number + 1 if last else 1,
        summary_en=read.summary["en"],
        summary_bn=nfc(read.summary["bn"]),
        digest=digest_of(files),
        questions=[_question_row(each, names) for each in read.questions],
        written_by=by,
        written_at=clock.now(),
        **_titles(read.title),
    )
    _store_lessons(version, read, files, names)
    if by is not None:
        _store_captions(course, files, by)
    return version


def _store_captions(course: Course, files: Files, by: User) -> None:
    """Captions of the files for videos that the course has, and that have none in that language."""
    found = {match.groups(): content for path, content in files.items() if (match := CAPTIONS.fullmatch(path))}
    videos = {each.slug: each for each in Video.objects.filter(course=course, slug__in=[slug for slug, _ in found])}
    values = {"saved_by": by, "saved_at": clock.now()}
    rows = [
        VideoCaptions(video=videos[slug], language=language, text=nfc(content.decode()), **values)
        for (slug, language), content in found.items()
        if slug in videos
    ]
    VideoCaptions.objects.bulk_create(rows, ignore_conflicts=True)


def _store_lessons(version: CourseVersion, read: CourseFile, files: Files, names: Mapping[str, str]) -> None:
    lessons, rows = {each.slug: each for each in read.lessons}, list[Lesson]()
    for number, (title, slugs) in enumerate(read.modules, start=1):
        module = Module.objects.create(version=version, position=number, **_titles(title))
        for slug in slugs:
            lesson = lessons[slug]
            row = Lesson(version=version, module=module, slug=slug, position=len(rows) + 1, **_titles(lesson.title))
            row.blocks, row.size = [_with_digests(each, names) for each in lesson.blocks], _size(lesson.blocks, files)
            rows.append(row)
    Lesson.objects.bulk_create(rows)


def bring_into_use(version: CourseVersion) -> None:
    """Publish a locked version: everybody reads it from now on, and its questions are asked. Batches that run keep the
    version before it."""
    now = clock.now()
    before = version.course.versions.filter(state=State.PUBLISHED).order_by("-number").first()
    if before is not None:
        _keep_in_batches(before, clock.local(now).date())
    version.state, version.published_at = State.PUBLISHED, now
    version.save(update_fields=["state", "published_at", "reviewed_by"])
    _use_questions(version, before)
    signals.course_published.send(sender=CourseVersion, version_id=version.pk)


def _keep_in_batches(version: CourseVersion, today: date) -> None:
    running = Batch.objects.filter(started_on__lte=today, ended_on__gte=today)
    if version.course.topic_id is not None:
        running = running.filter(topic=version.course.topic_id)
    rows = [BatchVersion(batch=each, course=version.course, version=version) for each in running]
    BatchVersion.objects.bulk_create(rows, ignore_conflicts=True)  # a batch that keeps an older one goes on with that


def _size(blocks: list[Block], files: Files) -> int:
    """Of the text in one language, and of the pictures in it."""
    text = sum(len(part.encode()) for block in blocks for part in texts_of(block["bn"]))
    return text + sum(len(files[block["file"]["bn"]]) for block in blocks if block["kind"] == "picture")


def _titles(pair: Mapping[str, str]) -> dict[str, str]:
    return {"title_en": pair["en"], "title_bn": nfc(pair["bn"])}


def _store_pictures(course: Course, read: CourseFile, files: Files) -> dict[str, str]:
    """Store the pictures that are shown; returns their digests by path."""
    digests = {}
    for path in sorted(pictures_of(read)):
        digests[path] = store_picture(course, files[path]).digest
    return digests


def take_picture(*, by: User, course: Course, content: bytes, field: str) -> Picture:
    """A picture that somebody sends for a course; the same one twice is one.

    Raises TooMany, and Invalid at the field for what is no picture, or too large.
    """
    kind = type_of(content[: MOST_BYTES + 1])
    if not isinstance(kind, str):
        raise Invalid(errors={field: [kind]})
    limits.spend("draft_picture", by.pk, times=PICTURES_PER_DAY, per=DAY)
    return store_picture(course, content)


def store_picture(course: Course, content: bytes) -> Picture:
    """A picture that was looked at, stored once."""
    values = {"content": content, "content_type": str(type_of(content))}
    digest = hashlib.sha256(content).hexdigest()
    return Picture.objects.get_or_create(course=course, digest=digest, defaults=values)[0]


def _with_digests(block: Block, names: Mapping[str, str]) -> Block:
    shown: Block = normal(block)
    if block["kind"] == "picture":
        shown["file"] = {language: names[path] for language, path in block["file"].items()}
    return shown


def _question_row(row: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    """A question of a file with its texts normalized and its pictures by their digests."""
    shown: dict[str, Any] = normal(dict(row))
    if "picture" in shown:
        shown["picture"] = {language: names[path] for language, path in row["picture"].items()}
    return shown


def _use_questions(version: CourseVersion, before: CourseVersion | None) -> None:
    """What the files change of the questions since the version before; what the bank changed meanwhile stays. Questions
    of lessons that are there no more are retired with them."""
    earlier = {row["id"]: row for row in before.questions} if before else {}
    rows = [row for row in version.questions if earlier.get(row["id"]) != row]
    lessons = version.lessons.values("slug")
    of_others = Question.objects.in_use().filter(course=version.course).exclude(lesson__in=lessons)
    gone = earlier.keys() - {row["id"] for row in version.questions} | set(of_others.values_list("slug", flat=True))
    use_questions(
        version.course, rows, dict.fromkeys(gone, ""), author=version.written_by, reviewer=version.reviewed_by
    )
