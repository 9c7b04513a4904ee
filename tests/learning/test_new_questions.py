"""A question that is wholly new is written in a form of its kind, waits for a second person, and can be withdrawn."""

import hashlib
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from market.core.base.errors import Invalid, NotAllowed, NotFound
from market.core.models import AuditEntry
from market.learning.bank.actions import (
    OthersSet,
    QuestionExists,
    SetDecided,
    accept_question_set,
    add_question_picture,
    return_question_set,
    withdraw_question_set,
    write_question,
)
from market.learning.bank.models import QuestionSet
from market.learning.models import Course, Question
from tests.learning.course_story import published
from tests.site.task_lists import tasks_of

NEW = "/staff/courses/sums/questions/new/"
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9" height="9"/></svg>'
ROW = {
    "kind": "number",
    "lesson": "adding",
    "use": "exam",
    "difficulty": 2,
    "en": "What is 5 and 2?",
    "bn": "৫ আর ২ কত?",
    "why": {"en": "Count.", "bn": "গুনুন।"},
    "answer": 7,
}
SHARED = {
    "lesson": "adding",
    "use": "exam",
    "difficulty": "3",
    "text_en": "Which one is it?",
    "text_bn": "কোনটি?",
    "why_en": "It is so.",
    "why_bn": "এমনই।",
}
PAIRS = {f"choice{at}_{each}": f"{each} {at}" for at in (1, 2, 3) for each in ("en", "bn")}
RIGHTS = {f"match{at}_{each}": f"{each} right {at}" for at in (1, 2, 3) for each in ("en", "bn")}
ALT = {"alt_en": "Two squares", "alt_bn": "দুটি ঘর"}
CRITERION = {"criterion1_en": "Clear", "criterion1_bn": "পরিষ্কার", "points1": "৫"}
GAPS = {"text_en": "{1} and {2}", "text_bn": "{২} আর {১}", "gap1": "one|1", "gap2": "two"}
KINDS = {
    "single": PAIRS | {"right": "2"},
    "multiple": PAIRS | {"right": ["1", "3"]},
    "number": {"answer": "৪২", "tolerance": "0.5"},
    "text": {"accepted": "four|4"},
    "order": PAIRS,
    "match": PAIRS | RIGHTS,
    "gap": GAPS,
    "picture": ALT | {"marks": "A, B", "answer": "B"},
    "file": CRITERION,
}
WRONG = {  # what is sent in the place of something right, and where the page says what is wrong
    "single": ({"right": ""}, "right"),
    "multiple": ({"choice2_bn": ""}, "choice2_bn"),
    "number": ({"tolerance": "much"}, "tolerance"),
    "text": ({"accepted": "|"}, "accepted"),
    "order": ({"choice3_en": "", "choice3_bn": ""}, "choice3_en"),
    "match": ({"match2_bn": ""}, "match2_bn"),
    "gap": ({"gap2": ""}, "gap2"),
    "picture": ({"answer": "C"}, "answer"),
    "file": ({"points1": ""}, "points1"),
}


@pytest.fixture
def course(db) -> Course:
    return published().course


def fields_of(kind: str) -> dict:
    fields = SHARED | KINDS[kind]
    return fields | ({"picture": SimpleUploadedFile("p.svg", SVG, "image/svg+xml")} if kind == "picture" else {})


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_written_read_by_another_one_and_asked(course, page, oli, tahmina, kind):
    desk = page(tahmina)
    assert f"?kind={kind}" in desk.get(NEW).content.decode()
    assert desk.get(f"{NEW}?kind={kind}").status_code == 200
    sent = desk.post(f"{NEW}?kind={kind}", fields_of(kind))
    waiting = QuestionSet.objects.get()
    assert sent.url == waiting.get_absolute_url()
    assert "review_questions" in [each.kind for each in tasks_of(oli)]
    assert page(oli).get(waiting.get_absolute_url()).status_code == 200
    accept_question_set(by=oli, set_id=waiting.pk)
    question = Question.objects.in_use().get(kind=kind, author=tahmina)
    assert (question.reviewer, question.difficulty, question.number) == (oli, 3, 1)
    assert desk.get(f"/staff/questions/{question.pk}/change/").status_code == 200


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_wrong_is_said_at_its_field_and_nothing_typed_is_lost(course, page, tahmina, kind):
    change, place = WRONG[kind]
    answer = page(tahmina).post(f"{NEW}?kind={kind}", fields_of(kind) | change)
    shown = answer.content.decode()
    assert (answer.status_code, QuestionSet.objects.exists()) == (400, False)
    assert f'id="id_{place}_error"' in shown
    assert "Which one is it?" in shown or "{1} and {2}" in shown
    assert "It is so." in shown
    if kind == "picture":  # it need not be chosen again
        kept = re.search(r'name="picture" value="([^"]+)" checked', shown)[1]
        desk = page(tahmina)
        assert desk.post(f"{NEW}?kind={kind}", SHARED | KINDS[kind] | {"picture": kept}).status_code == 302
        assert QuestionSet.objects.get().only_new["picture"]["bn"] == hashlib.sha256(SVG).hexdigest()


def test_a_right_answer_is_stored_as_it_was_typed(course, page, tahmina):
    desk = page(tahmina)
    for kind in KINDS:
        desk.post(f"{NEW}?kind={kind}", fields_of(kind))
    rows = {each.only_new["kind"]: each.only_new for each in QuestionSet.objects.all()}
    assert [each.get("right") for each in rows["single"]["choices"]] == [None, True, None]
    assert [each.get("right") for each in rows["multiple"]["choices"]] == [True, None, True]
    assert (rows["number"]["answer"], rows["number"]["tolerance"]) == (42, 0.5)
    assert rows["gap"]["gaps"] == [["one", "1"], ["two"]]
    assert rows["match"]["pairs"][0]["right"] == {"en": "en right 1", "bn": "bn right 1"}
    assert rows["file"]["criteria"] == [{"en": "Clear", "bn": "পরিষ্কার", "points": 5}]
    picture = course.pictures.get(digest=rows["picture"]["picture"]["en"])
    assert bytes(picture.content) == SVG
    assert [each["id"] for each in rows.values()].count("which-one-is-it") == 1  # each has an id of its own


def test_only_what_is_a_picture_and_small_is_taken(course, page, tahmina):
    fields = SHARED | KINDS["picture"] | {"picture": SimpleUploadedFile("p.svg", b"no picture")}
    answer = page(tahmina).post(f"{NEW}?kind=picture", fields)
    assert (answer.status_code, 'id="id_picture_error"' in answer.content.decode()) == (400, True)
    row = ROW | {"kind": "picture", "marks": ["A", "B"], "alt": ROW["why"]}
    with pytest.raises(Invalid):
        write_question(by=tahmina, course_slug="sums", row=row | {"picture": {"en": "a/b", "bn": "a/b"}, "answer": "A"})


def test_an_id_is_taken_once(course, oli, tahmina):
    for _each in range(2):
        write_question(by=tahmina, course_slug="sums", row=ROW)
    assert sorted(each.changes[0]["id"] for each in QuestionSet.objects.all()) == [
        "what-is-5-and-2",
        "what-is-5-and-2-2",
    ]
    with pytest.raises(QuestionExists):
        write_question(by=oli, course_slug="sums", row=ROW | {"id": "secret-sum"})
    with pytest.raises(Invalid):
        write_question(by=oli, course_slug="sums", row={"kind": "number", "en": 7})


def test_only_trainers_and_officers_write(course, rahim, farida):
    for who in (rahim, farida):
        with pytest.raises(NotAllowed):
            write_question(by=who, course_slug="sums", row=ROW)
        with pytest.raises(NotAllowed):
            add_question_picture(by=who, course_slug="sums", content=SVG)


def test_who_submitted_withdraws_before_anybody_decides(course, page, oli, tahmina, farida):
    waiting = write_question(by=tahmina, course_slug="sums", row=ROW)
    with pytest.raises(OthersSet):
        withdraw_question_set(by=oli, set_id=waiting.pk)
    with pytest.raises(NotFound):
        withdraw_question_set(by=farida, set_id=waiting.pk)
    desk = page(tahmina)
    assert "Withdraw it" in desk.get(waiting.get_absolute_url()).content.decode()
    assert desk.post(f"{waiting.get_absolute_url()}withdraw/").url == waiting.get_absolute_url()
    waiting.refresh_from_db()
    assert (waiting.state, waiting.reviewer) == ("withdrawn", None)
    assert "review_questions" not in [each.kind for each in tasks_of(oli)]
    with pytest.raises(SetDecided):
        accept_question_set(by=oli, set_id=waiting.pk)
    with pytest.raises(SetDecided):
        withdraw_question_set(by=tahmina, set_id=waiting.pk)
    assert AuditEntry.objects.filter(code="questions.withdrawn", by=tahmina).count() == 1
    again = write_question(by=tahmina, course_slug="sums", row=ROW)
    assert again.changes[0]["id"] == "what-is-5-and-2"


def test_what_did_not_come_into_use_is_the_beginning_of_another_try(course, page, oli, tahmina):
    waiting = write_question(by=tahmina, course_slug="sums", row=ROW)
    return_question_set(by=oli, set_id=waiting.pk, reason="7 is not all.")
    desk = page(tahmina)
    assert f"?set={waiting.pk}" in desk.get(waiting.get_absolute_url()).content.decode()
    assert "What is 5 and 2?" in desk.get(f"{NEW}?set={waiting.pk}").content.decode()
    assert desk.get(f"{NEW}?set=77777777").status_code == 404
    assert desk.post(f"{NEW}?set={waiting.pk}", SHARED | KINDS["number"]).status_code == 302
    assert QuestionSet.objects.waiting().count() == 1
