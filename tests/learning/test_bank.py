"""The bank of questions: two people change it, answers flag what is weak, and nobody else reads it."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from market.accounts.people.two_person_actions import OnePerson
from market.core.base.errors import Invalid, NotAllowed, NotFound
from market.core.models import AuditEntry
from market.learning.bank.actions import (
    ChangeWaits,
    Chosen,
    FaultsInQuestions,
    NothingNew,
    OwnSet,
    SetDecided,
    SetOutdated,
    accept_question_set,
    change_question,
    check_questions,
    retire_question,
    return_question_set,
    submit_questions,
)
from market.learning.bank.models import QuestionSet
from market.learning.bank.queries import lessons_of, statistics_by_question
from market.learning.bank.question_forms import QuestionWritingForm
from market.learning.bank.statistics import EASY, FLAT, HARD, Answered, statistics_of
from market.learning.models import CheckAnswer, CourseVersion, Question
from market.learning.progress.actions import answer_check
from market.learning.questions.rows import row_of
from market.learning.versions.actions import publish_version, submit_course
from market.notifications.models import Notification
from tests.learning.course_story import archive, published, small_files
from tests.make import make_person
from tests.site.task_lists import tasks_of

GIFT = """$CATEGORY: adding/exam/hard

::three:: [plain]One and two? {=three ~four #### Count.}

::three.bn:: এক আর দুই? {=তিন ~চার #### গুনুন।}
"""
BANK = "/staff/courses/sums/questions/"


@pytest.fixture
def version(db) -> CourseVersion:
    return published()


def sent(by, content: str = GIFT, **options):
    options = {"name": "bank.gift", "chosen": Chosen(), **options}
    return submit_questions(by=by, course_slug="sums", content=content.encode(), **options)


def asked(slug: str = "three") -> Question | None:
    return Question.objects.in_use().filter(slug=slug).first()


def heard(user) -> list[str]:
    rows = Notification.objects.filter(user=user, kind__startswith="questions.")
    return list(rows.order_by("pk").values_list("kind", flat=True))


def test_one_submits_and_another_one_brings_into_use(version, oli, onu, tahmina, farida):
    waiting = sent(tahmina)
    assert (asked(), heard(oli)) == (None, ["questions.submitted"])
    assert [each.kind for each in tasks_of(oli)].count("review_questions") == 1
    assert "review_questions" not in [each.kind for each in tasks_of(tahmina)]
    with pytest.raises(OwnSet):
        accept_question_set(by=tahmina, set_id=waiting.pk)
    with pytest.raises(NotFound):
        accept_question_set(by=farida, set_id=waiting.pk)
    with pytest.raises(OnePerson):
        accept_question_set(by=make_person("Tahmina+twin", roles=["officer"]), set_id=waiting.pk)
    accept_question_set(by=oli, set_id=waiting.pk)
    question = asked()
    assert (question.number, question.author, question.reviewer) == (1, tahmina, oli)
    assert (question.use, question.difficulty, question.lesson) == ("exam", 3, "adding")
    assert heard(tahmina) == ["questions.accepted"]
    for act in (accept_question_set, lambda **kw: return_question_set(**kw, reason="Late")):
        with pytest.raises(SetDecided):
            act(by=onu, set_id=waiting.pk)
    codes = AuditEntry.objects.filter(code__startswith="questions.").order_by("pk").values_list("code", flat=True)
    assert list(codes) == ["questions.submitted", "questions.accepted"]


def test_what_is_sent_back_changes_nothing(version, oli, tahmina):
    waiting = sent(tahmina)
    with pytest.raises(Invalid):
        return_question_set(by=oli, set_id=waiting.pk, reason=" ")
    return_question_set(by=oli, set_id=waiting.pk, reason="Four is right as well.")
    assert (asked(), heard(tahmina)) == (None, ["questions.returned"])
    assert sent(tahmina).state == "submitted"


def test_a_file_is_taken_whole_or_not_at_all(version, tahmina, farida, oli):
    with pytest.raises(NotAllowed):
        sent(farida)
    with pytest.raises(NotFound):
        submit_questions(by=oli, course_slug="none", name="a", content=b"", chosen=Chosen())
    with pytest.raises(Invalid):
        sent(oli, chosen=Chosen(lesson="none"))
    with pytest.raises(FaultsInQuestions) as wrong:
        sent(tahmina, GIFT + "\n::b:: Two? {}\n")
    assert list(wrong.value.errors) == ["lines.7"]
    assert not QuestionSet.objects.exists()
    checked = check_questions(by=oli, course_slug="sums", name="a", content=GIFT.encode(), chosen=Chosen())
    assert (checked.faults, len(checked.rows), checked.same) == ([], 1, 0)


def test_what_stands_there_already_is_no_change(version, oli, tahmina):
    accept_question_set(by=oli, set_id=sent(tahmina).pk)
    with pytest.raises(NothingNew):
        sent(tahmina)
    more = GIFT.replace("three::", "six::").replace("three.bn", "six.bn")
    assert [each["id"] for each in sent(tahmina, GIFT + "\n" + more).changes] == ["six"]


def test_two_changes_of_one_question_do_not_wait_together(version, oli, onu, tahmina):
    sent(tahmina)
    with pytest.raises(ChangeWaits):
        sent(oli)


def test_a_change_is_the_next_version(version, oli, onu, tahmina):
    first = asked("secret-sum")
    row = row_of(first) | {"en": "What is 50 and 2?", "answer": 52}
    with pytest.raises(Invalid):
        change_question(by=tahmina, question_id=first.pk, row=row | {"answer": None})
    with pytest.raises(NothingNew):
        change_question(by=tahmina, question_id=first.pk, row=row_of(first))
    waiting = change_question(by=tahmina, question_id=first.pk, row=row | {"id": "other", "kind": "text"})
    assert (waiting.changes[0]["id"], waiting.changes[0]["was"]) == ("secret-sum", 1)
    accept_question_set(by=oli, set_id=waiting.pk)
    first.refresh_from_db()
    second = asked("secret-sum")
    assert (second.number, second.text_en, second.body["answer"]) == (2, "What is 50 and 2?", 52)
    assert (first.retired_at is not None, first.text_en) == (True, "What is 40 and 2?")
    retire = retire_question(by=oli, question_id=second.pk, reason="Too easy.")
    accept_question_set(by=onu, set_id=retire.pk)
    assert asked("secret-sum") is None
    assert Question.objects.get(slug="secret-sum", number=2).retired_why == "Too easy."


def test_what_a_version_changed_meanwhile_is_not_overwritten(version, oli, onu, tahmina):
    question = asked("secret-sum")
    waiting = change_question(by=tahmina, question_id=question.pk, row=row_of(question) | {"answer": 43})
    files = small_files()
    files["questions.toml"] = files["questions.toml"].replace(b"40 and 2", b"60 and 2")
    course = submit_course(by=tahmina, course_slug="sums", content=archive(files))
    publish_version(by=oli, version_id=course.pk)
    assert asked("secret-sum").number == 2
    with pytest.raises(SetOutdated):
        accept_question_set(by=oli, set_id=waiting.pk)


def test_a_version_leaves_what_the_bank_changed(version, oli, onu, tahmina):
    accept_question_set(by=oli, set_id=sent(tahmina).pk)
    question = asked("secret-sum")
    changed = change_question(by=tahmina, question_id=question.pk, row=row_of(question) | {"answer": 43})
    accept_question_set(by=oli, set_id=changed.pk)
    files = small_files()
    files["questions.toml"] = files["questions.toml"].replace(b"Two and two?", b"2 and 2?")
    course = submit_course(by=tahmina, course_slug="sums", content=archive(files))
    publish_version(by=oli, version_id=course.pk)
    assert asked("secret-sum").body["answer"] == 43
    assert asked("three") is not None
    assert (asked("two-and-two").text_en, asked("two-and-two").author) == ("2 and 2?", tahmina)
    files["course.toml"] = files["course.toml"].replace(b'["adding", "checking"]', b'["checking"]')
    files["questions.toml"] = b"question = []"
    publish_version(by=onu, version_id=submit_course(by=oli, course_slug="sums", content=archive(files)).pk)
    assert not Question.objects.in_use().filter(course__slug="sums").exists()


def fields_of(question: Question) -> dict:
    """What the form of a change begins with."""
    form = QuestionWritingForm(row_of(question), by=None, lessons=lessons_of(question.course))
    return {name: form[name].value() for name in form.fields}


def answered(shares: list[float], totals: list[float]) -> list[Answered]:
    return [Answered(total, share, "key") for total, share in zip(totals, shares, strict=True)]


def test_statistics_by_a_stated_rule():
    assert statistics_of([]).count == 0
    few = statistics_of(answered([0.0] * 29, [0.5] * 29))
    assert (few.facility, few.discrimination, few.weak, few.choices) == (0.0, None, [], {"key": 29})
    assert statistics_of(answered([0.0] * 30, [0.5] * 30)).weak == [HARD]
    assert statistics_of(answered([1.0] * 30, [0.5] * 30)).weak == [EASY]
    good = statistics_of(answered([1.0, 0.0] * 20, [0.9, 0.1] * 20))
    assert (good.facility, round(good.discrimination, 6), good.weak) == (0.5, 1.0, [])
    turned = statistics_of(answered([1.0, 0.0] * 20, [0.1, 0.9] * 20))
    assert (round(turned.discrimination, 6), turned.weak) == (-1.0, [FLAT])
    several = statistics_of([Answered(0.5, 0.5, ["a", "b", "a"]), Answered(0.5, 1, ["a"]), Answered(0.5, 1, 7)])
    assert several.choices == {"a": 2, "b": 1}


def test_first_answers_to_checks_are_counted(version, farida, rahim, page, oli):
    question = asked("two-and-two")
    right, wrong = (each["key"] for each in question.body["choices"])
    for who, keys in ((farida, [wrong, right]), (rahim, [right])):
        for key in keys:
            answer_check(by=who, question=question, answer=key, client_id=uuid4())
    figures = statistics_by_question(version.course)[question.pk]
    assert (figures.count, figures.facility, figures.choices) == (2, 0.5, {right: 1, wrong: 1})
    shown = page(oli).get(f"/staff/questions/{question.pk}/").content.decode()
    assert "2 answers" in shown
    assert "50% right" in shown


def test_pages_of_the_bank(version, page, oli, tahmina):
    desk = page(tahmina)
    listed = desk.get(BANK).content.decode()
    assert "What is 40 and 2?" in listed
    assert "Two and two?" in listed
    assert "Two and two?" not in desk.get(f"{BANK}?use=exam").content.decode()
    for query, count in (("kind=number", 1), ("lesson=checking", 0), ("difficulty=1", 1), ("weak=yes", 0)):
        assert desk.get(f"{BANK}?{query}").content.decode().count('href="/staff/questions/') == count
    question = asked("secret-sum")
    address = f"/staff/questions/{question.pk}/"
    assert "Add them." in desk.get(address).content.decode()
    assert desk.post(address, {"reason": ""}).status_code == 400
    assert "40 and 2" in desk.get(f"{address}change/").content.decode()
    fields = fields_of(question)
    wrong = desk.post(f"{address}change/", fields | {"answer": "forty"})
    assert (wrong.status_code, "A number is needed" in wrong.content.decode()) == (400, True)
    assert desk.post(f"{address}change/", fields).status_code == 409
    changed = desk.post(f"{address}change/", fields | {"answer": "৪৩"})
    waiting = QuestionSet.objects.get()
    assert changed.url == waiting.get_absolute_url()
    assert "waits for a second person" in desk.get(address).content.decode()
    assert "You submitted these questions." in desk.get(waiting.get_absolute_url()).content.decode()
    reader = page(oli)
    assert "Bring them into use" in reader.get(waiting.get_absolute_url()).content.decode()
    assert "Questions that wait" in reader.get("/staff/courses/").content.decode()
    assert reader.post(waiting.get_absolute_url(), {"reason": ""}).status_code == 400
    assert reader.post(f"{waiting.get_absolute_url()}accept/").url == waiting.get_absolute_url()
    assert "As it was" in reader.get(waiting.get_absolute_url()).content.decode()
    assert desk.post(f"/staff/questions/{asked('secret-sum').pk}/", {"reason": "Old."}).status_code == 302
    codes = set(AuditEntry.objects.filter(by=tahmina, is_access=True).values_list("code", flat=True))
    assert codes == {"questions.listed", "question.seen", "questions.read"}


@pytest.mark.parametrize("slug", ["two-and-two", "secret-sum"])
def test_a_form_sent_as_it_came_changes_nothing(version, page, tahmina, slug):
    address = f"/staff/questions/{asked(slug).pk}/change/"
    answer = page(tahmina).post(address, fields_of(asked(slug)))
    assert "Nothing would change" in answer.content.decode()


def test_a_file_is_previewed_and_then_submitted(version, page, tahmina):
    desk = page(tahmina)

    def send(content: str, **fields):
        file = SimpleUploadedFile("bank.gift", content.encode())
        return desk.post(f"{BANK}import/", {"file": file, "lesson": "", "use": "exam", "difficulty": "2"} | fields)

    assert desk.get(f"{BANK}import/").status_code == 200
    wrong = send("::a:: Two? {}\n").content.decode()
    assert "Line 1" in wrong
    assert "A free answer is not asked here." in wrong
    fine = send(GIFT).content.decode()
    assert "1 question is new or changed" in fine
    assert "One and two?" in fine
    assert not QuestionSet.objects.exists()
    assert send("::a:: Two? {}\n", go="submit").status_code == 400
    assert send(GIFT, go="submit").url == QuestionSet.objects.get().get_absolute_url()


def test_the_bank_is_taken_along(version, page, oli, farida):
    for kind, words in (("gift", "::secret-sum.bn:: "), ("csv", "secret-sum,adding,exam,number,2,")):
        answer = page(oli).get(f"{BANK}file/{kind}/")
        assert words in answer.content.decode()
        assert answer["Cache-Control"] == "private, no-store"
    assert page(oli).get(f"{BANK}file/pdf/").status_code == 404
    assert page(farida).get(f"{BANK}file/gift/").status_code in (403, 404)
    assert AuditEntry.objects.filter(code="questions.taken", is_access=True).exists()


def test_answers_stay_with_their_version(version, farida, oli, tahmina):
    question = asked("two-and-two")
    answer_check(by=farida, question=question, answer=question.body["choices"][0]["key"])
    changed = change_question(by=tahmina, question_id=question.pk, row=row_of(question) | {"difficulty": 2})
    accept_question_set(by=oli, set_id=changed.pk)
    assert CheckAnswer.objects.get().question == question
    assert set(statistics_by_question(version.course)) == {question.pk}
