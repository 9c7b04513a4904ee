"""Drafts of courses: written in the page by one trainer or officer, kept with their faults, submitted once ready."""

from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from market.core.base.errors import Invalid, NotAllowed, NotFound
from market.core.models import AuditEntry
from market.learning.courses.course_files import read_course
from market.learning.models import CourseDraft, CourseVersion, DraftLesson, Picture, Question
from market.learning.questions.actions import use_questions
from market.learning.questions.rows import row_of
from market.learning.versions.actions import (
    FaultsInCourse,
    VersionDecided,
    publish_version,
    return_version,
    submit_course,
)
from market.learning.writing.actions import (
    DraftChanged,
    NewerVersion,
    TooLargeDraft,
    add_lesson,
    begin_draft,
    discard_draft,
    save_outline,
    submit_draft,
)
from market.learning.writing.draft_files import faults_of_lesson, files_of_draft
from market.learning.writing.inserting import with_picture
from market.learning.writing.lesson_actions import add_question, save_lesson, save_question
from market.learning.writing.outlines import new_slug, with_lesson_moved
from market.learning.writing.question_forms import beginning_of
from tests.learning.course_story import BN, EN, archive, published, small_files

DRAFT = "/staff/courses/sums/draft/"
LESSON = f"{DRAFT}lessons/adding/"


@pytest.fixture
def version(db) -> CourseVersion:
    return published()


@pytest.fixture
def draft(version, tahmina) -> CourseDraft:
    return begin_draft(by=tahmina, course_slug="sums")


def write(draft: CourseDraft, english: str, bangla: str | None = None, edition: int | None = None) -> DraftLesson:
    lesson = draft.lessons.get(slug="adding")
    return save_lesson(
        by=draft.written_by,
        course_slug="sums",
        lesson_slug="adding",
        edition=edition or lesson.edition,
        text_en=english,
        text_bn=lesson.text_bn if bangla is None else bangla,
    )


def texts(draft: CourseDraft) -> tuple[str, str]:
    lesson = draft.lessons.get(slug="adding")
    return lesson.text_en, lesson.text_bn


def png() -> SimpleUploadedFile:
    out = BytesIO()
    Image.new("RGB", (8, 8), "teal").save(out, "PNG")
    return SimpleUploadedFile("teal.png", out.getvalue(), "image/png")


def test_a_draft_begins_as_the_version_and_is_submitted_as_it(version, draft, tahmina, oli):
    files, faults = files_of_draft(draft)
    read, before = read_course(files), read_course(small_files())
    assert (faults, read.faults, read.title, read.summary) == ([], [], before.title, before.summary)
    assert (read.modules, read.questions) == (before.modules, before.questions)
    assert begin_draft(by=tahmina, course_slug="sums") == draft
    write(draft, texts(draft)[0].replace("Two and two", "Three and one"))
    waiting = submit_draft(by=tahmina, course_slug="sums")
    assert (waiting.number, waiting.state, waiting.written_by) == (2, "submitted", tahmina)
    assert not CourseDraft.objects.exists()
    publish_version(by=oli, version_id=waiting.pk)
    assert Question.objects.in_use().filter(course=version.course).count() == 2
    assert "Three and one" in str(waiting.lessons.get(slug="adding").blocks)
    codes = AuditEntry.objects.filter(code__startswith="course.").order_by("pk").values_list("code", flat=True)
    assert list(codes) == ["course.draft_begun", "course.submitted", "course.published"]


def test_a_draft_in_which_nothing_differs_is_not_submitted(version, draft, page, tahmina):
    refused = page(tahmina).post(f"{DRAFT}submit/")
    text = refused.content.decode()
    assert (refused.status_code, "Nothing differs from version 1" in text, "Submit it anyway" in text) == (
        409,
        True,
        False,
    )
    english, bangla = texts(draft)
    write(draft, english, bangla.replace("দুই", "তিন"))
    assert page(tahmina).post(f"{DRAFT}submit/").url == CourseVersion.objects.get(state="submitted").get_absolute_url()


def test_a_draft_undoes_no_correction_of_the_bank(version, tahmina, oli):
    secret = row_of(Question.objects.get(slug="secret-sum")) | {"answer": 43}
    use_questions(version.course, [secret], {"two-and-two": "Too easy."}, author=oli, reviewer=tahmina)
    draft = begin_draft(by=tahmina, course_slug="sums")
    write(draft, texts(draft)[0].replace("Two and two", "Three and one"))
    waiting = submit_draft(by=tahmina, course_slug="sums")
    publish_version(by=oli, version_id=waiting.pk)
    (question,) = Question.objects.in_use().filter(course=version.course)
    assert (question.slug, question.body["answer"], question.number) == ("secret-sum", 43, 2)
    assert AuditEntry.objects.filter(code="questions.read", by=tahmina).count() == 1


def test_what_was_sent_back_is_mended_in_a_draft(version, draft, page, tahmina, oli):
    write(draft, texts(draft)[0].replace("Two and two", "Three and one"))
    waiting = submit_draft(by=tahmina, course_slug="sums")
    return_version(by=oli, version_id=waiting.pk, reason="A word is missing.")
    assert "A word is missing." in page(tahmina).get("/staff/courses/sums/draft/").content.decode()
    again = begin_draft(by=tahmina, course_slug="sums")
    assert "Three and one" in again.lessons.get(slug="adding").text_en
    assert "A word is missing." in page(tahmina).get("/staff/courses/sums/draft/").content.decode()
    assert "Two and two" in begin_draft(by=oli, course_slug="sums").lessons.get(slug="adding").text_en


def test_each_writes_their_own_and_nobody_else_reads_it(version, draft, page, tahmina, oli, farida):
    assert page(oli).get(LESSON).status_code == 404
    assert page(farida).get(DRAFT).status_code == 404
    assert "Begin a draft" in page(oli).get(DRAFT).content.decode()
    with pytest.raises(NotAllowed):
        begin_draft(by=farida, course_slug="sums")
    with pytest.raises(NotFound):
        begin_draft(by=oli, course_slug="none")
    with pytest.raises(NotFound):
        discard_draft(by=oli, course_slug="sums")
    assert page(tahmina).get(LESSON).status_code == 200


def test_faults_are_kept_and_named_by_language_and_line(draft):
    english, bangla = texts(draft)
    lesson = write(draft, english, bangla.replace("## কীভাবে", "#### কীভাবে"))
    faults = faults_of_lesson(draft.course, lesson)
    assert "#### কীভাবে" in lesson.text_bn
    assert [(each.language, each.line, each.words) for each in faults] == [("bn", 5, "#### কীভাবে")]
    lesson = write(draft, f"{english}\n![Gone](pictures/gone.svg)\n", f"{bangla}\n![নেই](pictures/gone.svg)\n")
    missing = [(each.language, each.line, each.sentence) for each in faults_of_lesson(draft.course, lesson)]
    line = english.count("\n") + 2
    assert missing == [(language, line, "This picture is missing.") for language in ("en", "bn")]
    assert lesson.faults == 2
    write(draft, "", "")
    with pytest.raises(FaultsInCourse):
        submit_draft(by=draft.written_by, course_slug="sums")
    assert CourseDraft.objects.filter(pk=draft.pk).exists()


def test_nothing_is_overwritten_that_was_not_seen(draft, page, tahmina):
    write(draft, EN + "\nOne.\n", BN + "\nএক।\n", edition=1)
    assert write(draft, EN + "\nOne.\n", BN + "\nএক।\n", edition=1).edition == 2  # sent twice is once
    with pytest.raises(DraftChanged):
        write(draft, EN + "\nTwo.\n", edition=1)
    other = {"edition": "1", "text_en": EN + "\nTwo.\n", "text_bn": BN}
    refused = page(tahmina).post(LESSON, other)
    text = refused.content.decode()
    assert (refused.status_code, "Nothing was overwritten" in text) == (409, True)
    assert "Two.\n" in text
    assert "One.\n" in text
    assert page(tahmina).post(LESSON, {**other, "over": "2"}).status_code == 302
    assert draft.lessons.get(slug="adding").text_en.endswith("Two.\n")


def test_a_newer_version_is_named_and_submitting_goes_on_knowingly(version, draft, page, tahmina, oli):
    write(draft, texts(draft)[0].replace("Two and two", "Three and one"))
    theirs = submit_course(by=oli, course_slug="sums", content=archive())
    with pytest.raises(VersionDecided):
        submit_draft(by=tahmina, course_slug="sums")
    publish_version(by=tahmina, version_id=theirs.pk)
    with pytest.raises(NewerVersion):
        submit_draft(by=tahmina, course_slug="sums")
    desk = page(tahmina)
    assert "Version 2 was published since" in desk.get(DRAFT).content.decode()
    refused = desk.post(f"{DRAFT}submit/")
    assert (refused.status_code, "Submit it anyway" in refused.content.decode()) == (409, True)
    done = desk.post(f"{DRAFT}submit/", {"anyway": "on"})
    assert done.url == CourseVersion.objects.get(state="submitted").get_absolute_url()


def test_the_outline_is_arranged(draft, page, tahmina):
    desk = page(tahmina)
    titles = {
        "edition": 1,
        "title_en": "Sums today",
        "title_bn": "আজকের যোগ",
        "summary_en": "To add.",
        "summary_bn": "যোগ।",
    }
    assert desk.post(DRAFT, titles).url == DRAFT
    assert desk.post(DRAFT, {**titles, "title_en": "Late"}).status_code == 409
    assert desk.post(DRAFT, {**titles, "title_en": ""}).status_code == 400
    module = {"edition": 2, "title_en": "More", "title_bn": "আরও"}
    assert desk.post(f"{DRAFT}modules/2/", module).url == f"{DRAFT}#module-2"
    assert desk.get(f"{DRAFT}modules/4/").status_code == 404
    new = {"new-edition": 3, "new-title_en": "Adding", "new-title_bn": "আবার"}
    assert desk.post(f"{DRAFT}modules/2/lessons/", new).url == f"{DRAFT}lessons/adding-2/"
    assert desk.post(f"{DRAFT}modules/2/lessons/", {**new, "new-title_bn": ""}).status_code == 400

    def arrange(**sent) -> list[list[str]]:
        draft.refresh_from_db()
        assert desk.post(f"{DRAFT}arrange/", {"edition": draft.edition, **sent}).url == DRAFT
        draft.refresh_from_db()
        return [each["lessons"] for each in draft.outline["modules"]]

    assert arrange(act="down", lesson="checking") == [["adding"], ["checking", "adding-2"]]
    assert arrange(act="up", module=2) == [["checking", "adding-2"], ["adding"]]
    assert arrange(act="remove", lesson="checking") == [["adding-2"], ["adding"]]
    assert arrange(act="remove", module=1) == [["adding"]]
    assert arrange(act="up", module=1) == [["adding"]]
    assert arrange(act="up") == [["adding"]]
    assert set(draft.lessons.values_list("slug", flat=True)) == {"adding"}
    desk.post(f"{DRAFT}arrange/", {"edition": 1, "act": "remove", "module": 1})
    assert "saved elsewhere" in desk.get(DRAFT).content.decode()
    assert desk.post(f"{DRAFT}discard/").url == "/staff/courses/sums/"
    assert not CourseDraft.objects.exists()


def test_limits_of_a_course(draft, tahmina):
    outline = {**draft.outline, "modules": [draft.outline["modules"][0]] * 2}
    with pytest.raises(Invalid):
        save_outline(by=tahmina, course_slug="sums", edition=1, outline=outline)
    many = {**draft.outline, "modules": [{"title": {"en": "A", "bn": "ক"}, "lessons": []}] * 21}
    with pytest.raises(TooLargeDraft):
        save_outline(by=tahmina, course_slug="sums", edition=1, outline=many)
    with pytest.raises(DraftChanged):
        add_lesson(by=tahmina, course_slug="sums", edition=7, module=0, title={"en": "A", "bn": "ক"})


def test_new_slugs_are_their_own():
    outline = {"title": {}, "summary": {}, "modules": [{"title": {}, "lessons": ["a-sum", "lesson"]}]}
    assert [new_slug(outline, title) for title in ("A sum", "যোগ", "B" * 90)] == ["a-sum-2", "lesson-2", "b" * 56]
    assert with_lesson_moved(outline, "a-sum", -1) == outline
    assert with_lesson_moved(outline, "none", 1) == outline


def test_pictures_come_where_one_writes(draft, page, tahmina):
    desk = page(tahmina)
    sent = {"edition": 1, "text_en": EN, "text_bn": BN, "picture": png(), "at_en": "2", "at_bn": "2"}
    refused = desk.post(LESSON, sent)
    assert (refused.status_code, "what the picture shows" in refused.content.decode()) == (400, True)
    assert desk.post(LESSON, {**sent, "picture": png(), "alt_en": "A [teal] field", "alt_bn": "নীল"}).url == LESSON
    lesson, picture = draft.lessons.get(slug="adding"), Picture.objects.get(content_type="image/png")
    assert lesson.text_en.splitlines()[4] == f"![A (teal) field](pictures/{picture.digest[:16]}.png)"
    assert lesson.text_bn.splitlines()[4] == f"![নীল](pictures/{picture.digest[:16]}.png)"
    text = desk.get(f"{LESSON}preview/").content.decode()
    assert f"/learn/pictures/{picture.digest}/" in text
    bad = SimpleUploadedFile("a.png", b"no picture")
    wrong = desk.post(LESSON, {**sent, "edition": 2, "picture": bad, "alt_en": "A", "alt_bn": "ক"})
    assert (wrong.status_code, "This is no picture" in wrong.content.decode()) == (400, True)
    alone = desk.post(LESSON, {**sent, "picture": "", "picture_bn": png()})
    assert alone.status_code == 400


def test_a_picture_goes_between_two_parts():
    assert with_picture("# A\n\nOne\ntwo\n\nThree\n", 2, "p", "x") == "# A\n\nOne\ntwo\n\n![x](p)\n\nThree\n"
    assert with_picture("# A", None, "p", "x") == "# A\n\n![x](p)\n"
    assert with_picture("", 9, "p", "x") == "![x](p)\n"


def test_the_preview_shows_what_does_not_correspond(draft, page, tahmina):
    write(draft, EN + "\nOne more.\n")
    text = page(tahmina).get(f"{LESSON}preview/").content.decode()
    assert "One more." in text
    assert "One language has more parts" in text
    sent = {"edition": 2, "text_en": EN, "text_bn": BN, "preview": "yes"}
    assert page(tahmina).post(LESSON, sent).url == f"{LESSON}preview/"


def test_questions_with_choices_have_a_form(draft, page, tahmina):
    desk = page(tahmina)
    choice = draft.lessons.get(slug="adding").questions.order_by("pk").first()
    address = f"{LESSON}questions/{choice.pk}/"
    assert 'value="four"' in desk.get(address).content.decode()
    sent = {
        **{"edition": 1, "kind": "multiple", "use": "check", "difficulty": 2, "id": "two-and-two"},
        **{"en": "Which are even?", "bn": "কোনগুলো জোড়?", "why_en": "Halve them.", "why_bn": "অর্ধেক করুন।"},
        **{"choice_0_en": "2", "choice_0_bn": "২", "choice_0_right": "on", "choice_2_en": "4", "choice_2_bn": "৪"},
    }
    assert desk.post(address, sent).url == LESSON
    choice.refresh_from_db()
    assert (choice.faults, 'kind = "multiple"' in choice.text, "4" in choice.text) == (0, True, True)
    assert desk.post(address, {**sent, "edition": 2, "choice_0_right": ""}).url == address
    assert "At least one choice is right." in desk.get(address).content.decode()
    assert desk.post(address, sent).status_code == 409
    assert desk.post(f"{address}remove/").url == LESSON
    assert desk.get(address).status_code == 404


def test_other_questions_are_toml_and_keep_their_faults(draft, page, tahmina):
    desk = page(tahmina)
    assert desk.post(f"{LESSON}questions/", {"kind": "nothing"}).url == LESSON
    where = desk.post(f"{LESSON}questions/", {"kind": "number"}).url
    assert "To be mended before" in desk.get(where).content.decode()
    assert desk.post(where, {"edition": 1, "text": 'id = "x'}).url == where
    page_text = desk.get(where).content.decode()
    assert "Line 1 cannot be read as TOML." in page_text
    assert "id = &#34;x" in page_text or "id = &quot;x" in page_text
    refused = desk.post(f"{DRAFT}submit/")
    assert (refused.status_code, f'<a href="{where}">' in refused.content.decode()) == (400, True)
    assert "1 thing to mend" in desk.get(DRAFT).content.decode()


@pytest.mark.parametrize("kind", Question.Kind.values)
def test_every_kind_of_question_can_be_begun(draft, page, tahmina, kind):
    names = {"course_slug": "sums", "lesson_slug": "adding"}
    question = add_question(by=tahmina, **names, text=beginning_of(kind, "a-new-one"))
    assert question.faults > 0
    assert page(tahmina).get(f"{LESSON}questions/{question.pk}/").status_code == 200
    odd = save_question(by=tahmina, **names, question_id=question.pk, edition=1, text=f'kind = "{kind}"\nchoices = 7\n')
    assert odd.faults > 0
    assert page(tahmina).get(f"{LESSON}questions/{question.pk}/").status_code == 200
    assert page(tahmina).get(LESSON).status_code == 200


def test_faults_of_a_submission_lead_to_where_they_are_mended(draft, page, tahmina):
    write(draft, texts(draft)[0].replace("## How", "##### How"))
    question = draft.lessons.get(slug="adding").questions.order_by("pk").first()
    save_question(
        by=tahmina,
        course_slug="sums",
        lesson_slug="adding",
        question_id=question.pk,
        edition=1,
        text='id = "two-and-two"',
    )
    refused = page(tahmina).post(f"{DRAFT}submit/")
    text = refused.content.decode()
    assert refused.status_code == 400
    assert f'href="{LESSON}#id_text_en"' in text
    assert f'href="{LESSON}questions/{question.pk}/"' in text
    assert "Adding (English, line 5)" in text


def test_the_way_to_a_draft(draft, page, tahmina, oli):
    assert "Go on with your draft" in page(tahmina).get("/staff/courses/sums/").content.decode()
    assert "Write the next version here" in page(oli).get("/staff/courses/sums/").content.decode()
    assert DRAFT in page(tahmina).get("/staff/courses/").content.decode()
    assert page(oli).post(f"{DRAFT}begin/").url == DRAFT
