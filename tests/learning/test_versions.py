"""Versions of courses: one hands in, another one publishes or sends back; batches keep theirs until they are moved."""

from io import BytesIO
from zipfile import ZipFile

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import ProtectedError

from market.accounts.people.two_person_actions import OnePerson
from market.core.base.errors import Invalid, NotAllowed, NotFound
from market.core.models import AuditEntry
from market.learning.courses.course_files import read_course
from market.learning.models import BatchVersion, CourseVersion, Question
from market.learning.versions.actions import (
    FaultsInCourse,
    OtherTopic,
    OwnVersion,
    VersionDecided,
    move_batch,
    publish_version,
    return_version,
    submit_course,
)
from market.learning.versions.archives import MOST_BYTES, read_archive, write_archive
from market.learning.versions.changes import changes_of
from market.learning.writing.actions import NewerVersion, begin_draft, submit_draft
from market.notifications.models import Notification
from tests.learning.course_story import EN, archive, published, small_files
from tests.make import make_person
from tests.site.task_lists import tasks_of
from tests.training.plan_story import enrolled, planned_batch

LESSON = "/learn/sums/adding/"


@pytest.fixture
def version(db) -> CourseVersion:
    return published()


def changed() -> bytes:
    return archive(small_files() | {"lessons/adding.en.md": EN.replace("Two and two", "Three and one").encode()})


def heard(user) -> list[str]:
    rows = Notification.objects.filter(user=user, kind__startswith="course.")
    return list(rows.order_by("pk").values_list("kind", flat=True))


def test_one_hands_in_and_another_one_publishes(version, page, oli, onu, tahmina, farida):
    waiting = submit_course(by=tahmina, course_slug="sums", content=changed())
    assert (waiting.number, waiting.state, heard(oli)) == (2, "submitted", ["course.submitted"])
    assert "Three and one" not in page().get(LESSON).content.decode()
    assert [each.kind for each in tasks_of(oli)].count("review_course") == 1
    assert "review_course" not in [each.kind for each in tasks_of(tahmina)]
    for who, refusal in ((tahmina, OwnVersion), (farida, NotAllowed)):
        with pytest.raises(refusal):
            publish_version(by=who, version_id=waiting.pk)
    with pytest.raises(OnePerson):
        publish_version(by=make_person("Tahmina+twin", roles=["officer"]), version_id=waiting.pk)
    publish_version(by=oli, version_id=waiting.pk)
    assert heard(tahmina) == ["course.published"]
    assert "Three and one" in page().get(LESSON).content.decode()
    with pytest.raises(VersionDecided):
        return_version(by=onu, version_id=waiting.pk, reason="Too late")
    codes = AuditEntry.objects.filter(code__startswith="course.").values_list("code", flat=True)
    assert list(codes.order_by("pk")) == ["course.submitted", "course.published"]


def test_what_is_sent_back_is_mended(version, page, oli, tahmina):
    waiting = submit_course(by=tahmina, course_slug="sums", content=changed())
    with pytest.raises(VersionDecided):
        submit_course(by=oli, course_slug="sums", content=changed())
    with pytest.raises(Invalid):
        return_version(by=oli, version_id=waiting.pk, reason=" ")
    return_version(by=oli, version_id=waiting.pk, reason="A table is missing.")
    assert heard(tahmina) == ["course.returned"]
    assert [each.kind for each in tasks_of(tahmina)].count("mend_course") == 1
    assert "A table is missing." in page(tahmina).get("/staff/courses/sums/").content.decode()
    again = submit_course(by=tahmina, course_slug="sums", content=changed())
    assert (again.number, CourseVersion.objects.filter(course__slug="sums").count()) == (2, 2)


def test_what_was_sent_back_stays_whoever_submits_meanwhile(version, oli, onu, tahmina):
    returned = submit_course(by=tahmina, course_slug="sums", content=changed())
    return_version(by=oli, version_id=returned.pk, reason="A table is missing.")
    other = submit_course(by=oli, course_slug="sums", content=archive(small_files()))
    publish_version(by=onu, version_id=other.pk)
    draft = begin_draft(by=tahmina, course_slug="sums")
    assert "Three and one" in draft.lessons.get(slug="adding").text_en
    with pytest.raises(NewerVersion):
        submit_draft(by=tahmina, course_slug="sums")
    mended = submit_draft(by=tahmina, course_slug="sums", anyway=True)
    numbers = CourseVersion.objects.filter(course__slug="sums").values_list("number", flat=True)
    assert (mended.number, list(numbers)) == (4, [1, 3, 4])


def test_bad_files_are_refused_with_what_is_wrong(version, oli, farida):
    with pytest.raises(NotAllowed):
        submit_course(by=farida, course_slug="sums", content=changed())
    with pytest.raises(NotFound):
        submit_course(by=oli, course_slug="none", content=changed())
    for content in (b"", b"PK", b"no archive", b"0" * (MOST_BYTES + 1)):
        with pytest.raises(Invalid):
            submit_course(by=oli, course_slug="sums", content=content)
    with pytest.raises(FaultsInCourse) as wrong:
        submit_course(by=oli, course_slug="sums", content=archive(small_files() | {"lessons/adding.bn.md": b"# A\n"}))
    assert "lessons/adding.bn.md" in " ".join(wrong.value.errors["file"])
    other = small_files() | {"course.toml": b'topic = "data-entry"\n' + small_files()["course.toml"]}
    with pytest.raises(OtherTopic):
        submit_course(by=oli, course_slug="sums", content=archive(other))
    with pytest.raises(Invalid):
        read_archive(archive({f"{number}.md": b"" for number in range(501)}))
    assert CourseVersion.objects.filter(course__slug="sums").count() == 1


def test_what_is_taken_along_is_the_course(version, oli, page):
    content = write_archive(version)
    files = read_archive(content)
    read, before = read_course(files), read_course(small_files())
    assert read.faults == []
    texts = [[(each["kind"], each["en"], each["bn"]) for each in lesson.blocks] for lesson in before.lessons]
    assert [[(each["kind"], each["en"], each["bn"]) for each in lesson.blocks] for lesson in read.lessons] == texts
    assert (read.title, read.modules, read.questions) == (before.title, before.modules, before.questions)
    answer = page(oli).get(f"/staff/course-versions/{version.pk}/file/")
    assert ZipFile(BytesIO(answer.content)).testzip() is None
    assert AuditEntry.objects.filter(code="course.taken", by=oli, is_access=True).count() == 1
    again = submit_course(by=oli, course_slug="sums", content=content)
    assert again.lessons.get(slug="adding").blocks == version.lessons.get(slug="adding").blocks
    folder = archive({f"sums-1/{path}": each for path, each in files.items()})
    assert read_archive(folder) == files


def test_a_batch_that_runs_keeps_its_version_until_it_is_moved(version, page, oli, onu, tahmina, farida, omar):
    batch = planned_batch(oli)
    enrolled(batch, farida)
    batch.started_on = version.published_at.date()
    batch.save(update_fields=["started_on"])
    waiting = submit_course(by=tahmina, course_slug="sums", content=changed())
    publish_version(by=oli, version_id=waiting.pk)
    assert BatchVersion.objects.get(batch=batch).version == version
    assert "Two and two" in page(farida).get(LESSON).content.decode()
    assert "Three and one" in page(omar).get(LESSON).content.decode()
    with pytest.raises(NotFound):
        move_batch(by=farida, batch_id=batch.pk, course_slug="sums")
    move_batch(by=onu, batch_id=batch.pk, course_slug="sums")
    move_batch(by=onu, batch_id=batch.pk, course_slug="sums")
    assert "Three and one" in page(farida).get(LESSON).content.decode()


def test_questions_of_exams_wait_with_their_version(version, page, api, oli, onu, tahmina):
    files = small_files()
    files["questions.toml"] = files["questions.toml"].replace(b"40 and 2", b"50 and 2")
    waiting = submit_course(by=tahmina, course_slug="sums", content=archive(files))
    assert Question.objects.in_use().get(slug="secret-sum").text_en == "What is 40 and 2?"
    assert "50 and 2" in page(oli).get(f"/staff/course-versions/{waiting.pk}/adding/").content.decode()
    publish_version(by=oli, version_id=waiting.pk)
    assert Question.objects.in_use().get(slug="secret-sum").text_en == "What is 50 and 2?"
    assert page(oli).get("/staff/courses/").status_code == 200


def test_pages(version, page, oli, tahmina):
    desk = page(tahmina)
    address = "/staff/courses/sums/"
    assert "Sums" in desk.get("/staff/courses/").content.decode()
    wrong = desk.post(address, {"file": SimpleUploadedFile("a.zip", b"no archive")})
    assert (wrong.status_code, "This is no ZIP archive" in wrong.content.decode()) == (400, True)
    handed_in = desk.post(address, {"file": SimpleUploadedFile("a.zip", changed())})
    waiting = CourseVersion.objects.get(state="submitted")
    assert handed_in.url == waiting.get_absolute_url()
    assert "You wrote this version." in desk.get(waiting.get_absolute_url()).content.decode()
    reader = page(oli)
    assert "Publish it" in reader.get(waiting.get_absolute_url()).content.decode()
    assert reader.post(waiting.get_absolute_url(), {"reason": ""}).status_code == 400
    assert reader.post(f"{waiting.get_absolute_url()}publish/").url == "/staff/courses/"


def test_who_reviews_sees_what_differs_and_both_languages(version, page, oli, tahmina):
    files = small_files()
    files |= {"course.toml": files["course.toml"].replace(b'"checking"', b'"sharing"')}
    files |= {name.replace("checking", "sharing"): files.pop(name) for name in list(files) if "checking" in name}
    for name, words in (("en", "Dear Sir"), ("bn", "প্রিয় জনাব")):
        files[f"lessons/adding.{name}.md"] += f"\n```text\n{words}\n```\n".encode()
    waiting = submit_course(by=tahmina, course_slug="sums", content=archive(files))
    changes = changes_of(waiting)
    assert (changes.added, changes.changed) == ({"sharing"}, {"adding"})
    assert ([each.slug for each in changes.gone], changes_of(version)) == (["checking"], None)
    reader = page(oli)
    outline = reader.get(waiting.get_absolute_url()).content.decode()
    assert all(words in outline for words in ("that differ from version 1", ">New<", ">Changed<", "Lessons left out"))
    lesson = reader.get(f"{waiting.get_absolute_url()}adding/").content.decode()
    for words in ("Dear Sir", "প্রিয় জনাব", "Read aloud: A square", "একটি চারকোনা", "four", "চার", "গুনে দেখুন।"):
        assert words in lesson


def test_no_course_goes_while_a_batch_reads_it(version, oli):
    batch = planned_batch(oli)
    BatchVersion.objects.create(batch=batch, version=version, course=version.course)
    with pytest.raises(ProtectedError):
        version.delete()
    with pytest.raises(ProtectedError):
        version.course.delete()
