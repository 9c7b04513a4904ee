"""Classes that are made up: the recording, three check questions, three tries, seven days."""

import pytest

from market.core.base import clock
from market.core.base.errors import Invalid, NotAllowed, NotFound
from market.notifications.models import Notification
from market.training.classes.adding_actions import BuiltOn
from market.training.made_up.actions import (
    CannotBeMadeUp,
    CheckDetails,
    ChecksChanged,
    MakeUpOver,
    NothingToMakeUp,
    NoTriesLeft,
    TryLater,
    answer_checks,
    write_checks,
)
from market.training.made_up.queries import asked_in, make_up_of
from market.training.models import AttendanceMark, CheckSet, CheckTry
from market.training.recordings.actions import remove_recording
from tests.training import plan_story
from tests.training.attendance_story import DAY, HOUR, MINUTE, QUESTIONS, answered, checks, counts, goto, held, marked


@pytest.fixture
def place(oli, tahmina, farida):
    return plan_story.enrolled(plan_story.planned_batch(oli, trainer=tahmina), farida)


@pytest.fixture
def session(place, tahmina):
    session = held(place.batch)
    marked(session, place, tahmina)
    return session


def heard(user) -> list[str]:
    rows = Notification.objects.filter(user=user, kind__startswith="class.make_up").order_by("pk")
    return list(rows.values_list("kind", flat=True))


def test_a_class_is_made_up(session, place, tahmina, farida):
    assert make_up_of(place, session) is None
    with pytest.raises(CannotBeMadeUp):
        answer_checks(by=farida, session_id=session.pk, check_set_id=1, number=1, answers=[0, 0, 0])
    row = checks(session, tahmina)
    assert heard(farida) == ["class.make_up_possible"]
    first = answered(farida, session, wrong=2)
    assert (first.is_right, len(first.wrong)) == (False, 2)
    again = {"check_set_id": row.pk, "number": 1, "answers": [0, 0, 0]}
    assert answer_checks(by=farida, session_id=session.pk, **again) == first  # sent twice, it counts once
    goto(first.at + 10 * MINUTE - MINUTE / 60)
    with pytest.raises(TryLater):
        answered(farida, session)
    goto(first.at + 10 * MINUTE)
    assert answered(farida, session).is_right
    assert (counts(session), AttendanceMark.objects.get(source="made_up").by) == ("made_up", farida)
    with pytest.raises(NothingToMakeUp):
        answered(farida, session)
    with pytest.raises(BuiltOn):
        remove_recording(by=tahmina, recording_id=row.recording_id)


def test_tries_end_and_choices_are_shuffled_each_time(session, place, tahmina, farida):
    checks(session, tahmina)
    orders = []
    for _number in range(3):
        questions = asked_in(make_up_of(place, session))
        assert [each.order for each in questions] == [each.order for each in asked_in(make_up_of(place, session))]
        orders.append([(each.question.position, *each.order) for each in questions])
        answered(farida, session, wrong=1)
        goto(clock.now() + 11 * MINUTE)
    assert len({str(each) for each in orders}) > 1
    with pytest.raises(NoTriesLeft):
        answered(farida, session)
    assert counts(session) == "absent"


def test_the_time_ends_at_the_instant(session, tahmina, farida):
    row = checks(session, tahmina)
    assert row.until == row.written_at + 7 * DAY  # later than the end of the class
    goto(row.until)
    with pytest.raises(MakeUpOver):
        answered(farida, session)
    goto(row.until - MINUTE / 60)
    assert answered(farida, session).is_right


def test_reminders_and_a_whole_term(session, place, tahmina, farida, travel):
    checks(session, tahmina)
    travel(6 * DAY + HOUR)
    assert heard(farida)[1:] == ["class.make_up_due"]
    travel(23 * HOUR)
    assert heard(farida)[2:] == ["class.make_up_due"]
    other = held(place.batch, number=91)
    checks(other, tahmina)
    before = len(heard(farida))
    goto(clock.now() + 120 * DAY)
    travel(HOUR)
    assert len(heard(farida)) == before
    assert not CheckSet.objects.exclude(remind_at=None).exists()


def test_questions_are_replaced_until_somebody_has_answered(session, tahmina, farida, rina):
    first = checks(session, tahmina)
    again = write_checks(by=tahmina, recording_id=first.recording_id, questions=QUESTIONS)
    assert (CheckSet.objects.get(), again.since) == (again, first.since)
    with pytest.raises(ChecksChanged):
        answer_checks(by=farida, session_id=session.pk, check_set_id=first.pk, number=1, answers=[0, 0, 0])
    answered(farida, session, wrong=1)
    new = write_checks(by=tahmina, recording_id=first.recording_id, questions=QUESTIONS)
    assert CheckSet.objects.count() == 2
    assert answered(farida, session).check_set == new  # all tries anew
    assert CheckTry.objects.count() == 2
    with pytest.raises(NotFound):
        write_checks(by=rina, recording_id=first.recording_id, questions=QUESTIONS)
    with pytest.raises(NotAllowed):
        write_checks(by=farida, recording_id=first.recording_id, questions=QUESTIONS)


@pytest.mark.parametrize(
    ("question", "field"),
    [
        (CheckDetails(), "text_bn"),
        (CheckDetails(text_en="Which?", choices_en=["one"]), "choices_en"),
        (CheckDetails(text_en="Which?", choices_en=["one", "One"]), "choices_en"),
        (CheckDetails(text_en="Which?", choices_en=list("abcdef")), "choices_en"),
        (CheckDetails(choices_bn=["এক", "দুই"]), "text_bn"),
        (CheckDetails("কোনটি?", "Which?", ["এক", "দুই"], ["a", "b", "c"]), "choices_en"),
    ],
)
def test_what_is_wrong_with_questions(session, tahmina, question, field):
    row = checks(session, tahmina)
    with pytest.raises(Invalid) as wrong:
        write_checks(by=tahmina, recording_id=row.recording_id, questions=[*QUESTIONS[:2], question])
    assert list(wrong.value.errors) == [f"questions.2.{field}"]
    with pytest.raises(Invalid):
        write_checks(by=tahmina, recording_id=row.recording_id, questions=QUESTIONS[:2])


def test_pages_and_api(session, place, tahmina, farida, page, api):
    trainer, trainee = page(tahmina), page(farida)
    row = checks(session, tahmina)
    shown = trainer.get(f"/recordings/{row.recording_id}/checks/").content.decode()
    assert "Question one" in shown
    typed = {f"text_bn_{place}": "কোনটি?" for place in range(3)} | {f"choices_bn_{n}": "ঠিক\nভুল" for n in range(3)}
    assert trainer.post(f"/recordings/{row.recording_id}/checks/", typed | {"text_bn_1": ""}).status_code == 400
    assert trainer.post(f"/recordings/{row.recording_id}/checks/", typed).status_code == 302
    address, path = f"/classes/{session.pk}/make-up/", f"/api/v1/classes/{session.pk}/make-up/"
    assert address in trainee.get(f"/classes/{session.pk}/").content.decode()
    assert "84" in trainee.get(address).content.decode()  # MB, before the recording is opened
    shown = api(farida).get(path).json()
    assert [len(each["choices"]) for each in shown["questions"]] == [2, 2, 2]
    sent = {"check_set": shown["check_set"], "number": 1, **{f"answer_{n}": 5 for n in range(3)}}
    assert trainee.post(address, sent).status_code == 400
    order = [each.order for each in asked_in(make_up_of(place, session))]
    wrong = {f"answer_{n}": each.index(1) for n, each in enumerate(order)}
    assert trainee.post(address, sent | wrong).status_code == 302
    assert "Not all answers were right" in trainee.get(address).content.decode()
    shown = api(farida).get(path).json()
    assert (shown["tries_left"], shown["questions"], len(shown["wrong"])) == (2, [], 3)
    goto(clock.now() + 11 * MINUTE)
    order = [each.order for each in asked_in(make_up_of(place, session))]
    right = {"check_set_id": shown["check_set"], "number": 2, "answers": [each.index(0) for each in order]}
    assert api(farida).post(path, right).json()["counts"] == "made_up"
    assert "This class is made up" in trainee.get(address).content.decode()
    fields = {"questions": [{"text_en": "Which?", "choices_en": ["a", "b"]}] * 3}
    saved = api(tahmina).put(f"/api/v1/recordings/{row.recording_id}/checks/", fields, format="json")
    assert saved.json()["questions"][2]["choices_en"] == ["a", "b"]
    assert api(tahmina).get(f"/api/v1/recordings/{row.recording_id}/checks/").json()["id"] == saved.json()["id"]
