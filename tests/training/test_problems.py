"""What is gone over in a face-to-face class: gathered from questions and weak answers, added by hand, settled."""

from datetime import timedelta

import pytest

from market.core.base import clock
from market.core.base.errors import Invalid, NotAllowed, NotFound
from market.notifications.models import Notification
from market.training.models import Assessment, CheckTry, ClassProblem, ClassSession
from market.training.problems.actions import (
    NoProblemList,
    ProblemSettled,
    TooManyOpenProblems,
    add_problem,
    remove_problem,
    reopen_problem,
    settle_problem,
)
from market.training.problems.queries import is_weak, open_count, problems_of
from market.training.projects.actions import open_projects
from market.training.projects.version_actions import add_version, submit_project
from market.training.questions.actions import answer_question, ask_question, remove_question
from tests import make
from tests.training import plan_story as story
from tests.training import project_story
from tests.training.attendance_story import checks, held

DAY, HOUR = timedelta(days=1), timedelta(hours=1)


@pytest.fixture
def batch(oli, tahmina):
    batch = story.planned_batch(oli, trainer=tahmina)
    now = clock.now()
    for at, each in enumerate(batch.sessions.filter(kind="in_person").order_by("number")):
        starts_at = now + (2 + at) * DAY
        ClassSession.objects.filter(pk=each.pk).update(starts_at=starts_at, ends_at=starts_at + 3 * HOUR)
    return batch


@pytest.fixture
def session(batch):
    """Its first face-to-face class, in two days."""
    return batch.sessions.get(kind="in_person", number=1)


@pytest.fixture
def asma(batch):
    return story.enrolled(batch, make.make_person("Asma")).trainee


@pytest.fixture
def rubi(batch):
    return story.enrolled(batch, make.make_person("Rubi"), seat=2).trainee


def keys(session, user) -> list[str]:
    return [each.key for each in problems_of(session, user).open]


def test_what_is_asked_and_added_stands_on_the_list(batch, session, asma, rubi, tahmina, rina):
    live = batch.sessions.filter(kind="live").earliest("starts_at")
    asked = ask_question(by=asma, session_id=live.pk, text="Which program?")
    with pytest.raises(NotFound):
        add_problem(by=rina, session_id=session.pk, text="Prices")
    with pytest.raises(NoProblemList):
        add_problem(by=asma, session_id=live.pk, text="Prices")
    with pytest.raises(Invalid):
        add_problem(by=asma, session_id=session.pk, text=" ")
    own = add_problem(by=asma, session_id=session.pk, text="Prices")
    added = add_problem(by=tahmina, session_id=session.pk, text="Layers")
    assert keys(session, rubi) == [f"own-{own.pk}", f"own-{added.pk}", f"question-{asked.pk}"]
    assert open_count(session, rubi) == 3
    assert [each.by for each in problems_of(session, rubi).open] == [None, None, None]
    assert [each.by for each in problems_of(session, tahmina).open] == [asma, tahmina, asma]


def test_what_is_not_settled_goes_on(batch, session, asma, tahmina, oli):
    asked = ask_question(by=asma, session_id=session.pk, text="Which program?")
    own = add_problem(by=asma, session_id=session.pk, text="Prices")
    added = add_problem(by=tahmina, session_id=session.pk, text="Layers")

    def settle(key: str, by=tahmina, decision="We did it.") -> ClassProblem:
        return settle_problem(by=by, session_id=session.pk, key=key, decision=decision)

    with pytest.raises(NotAllowed):
        settle(f"own-{own.pk}", by=asma)
    for wrong in ("own-0", "question-0", "check-0", "x", "own-"):
        with pytest.raises(NotFound):
            settle(wrong)
    with pytest.raises(Invalid):
        settle(f"own-{own.pk}", decision="")
    settle(f"own-{own.pk}")
    question = settle(f"question-{asked.pk}")
    for key in (f"own-{own.pk}", f"question-{asked.pk}"):
        with pytest.raises(ProblemSettled):
            settle(key)
    assert Notification.objects.filter(user=asma, kind="problem.settled").count() == 2
    with pytest.raises(ProblemSettled):
        remove_problem(by=asma, problem_id=own.pk)
    later = batch.sessions.get(kind="in_person", number=2)
    assert keys(session, asma) == [f"own-{added.pk}"]
    assert [each.key for each in problems_of(session, asma).settled] == [f"own-{own.pk}", f"question-{asked.pk}"]
    reopen_problem(by=oli, problem_id=question.pk)
    reopen_problem(by=tahmina, problem_id=own.pk)
    with pytest.raises(NotFound):
        reopen_problem(by=tahmina, problem_id=own.pk)
    clock._offset = 10 * DAY  # a week after the class its list is closed
    assert problems_of(session, tahmina).open == []
    assert len(keys(later, tahmina)) == 3
    assert problems_of(session, tahmina).stands_on is None
    with pytest.raises(NoProblemList):
        settle(f"own-{own.pk}")


def test_what_is_open_stands_on_the_next_class_only(batch, session, asma, tahmina):
    own = add_problem(by=asma, session_id=session.pk, text="Prices")
    later = batch.sessions.get(kind="in_person", number=2)
    assert (keys(later, asma), problems_of(later, tahmina).may_add) == ([], False)
    assert problems_of(later, asma).stands_on == session
    with pytest.raises(NoProblemList):
        add_problem(by=asma, session_id=later.pk, text="Prices")
    clock._offset = 2 * DAY + 4 * HOUR  # the first class is over: what is open goes on, and is settled in either
    assert keys(later, asma) == keys(session, asma) == [f"own-{own.pk}"]


def test_trainees_add_three_and_take_them_back(batch, session, asma, rubi, tahmina):
    rows = [add_problem(by=asma, session_id=session.pk, text=f"Thing {at}") for at in range(3)]
    with pytest.raises(TooManyOpenProblems):
        add_problem(by=asma, session_id=session.pk, text="One more")
    with pytest.raises(NotAllowed):
        remove_problem(by=rubi, problem_id=rows[0].pk)
    remove_problem(by=asma, problem_id=rows[0].pk)
    add_problem(by=asma, session_id=session.pk, text="One more")
    asked = ask_question(by=rubi, session_id=session.pk, text="When?")
    settle_problem(by=tahmina, session_id=session.pk, key=f"question-{asked.pk}", decision="At ten")
    remove_question(by=rubi, question_id=asked.pk)
    assert ClassProblem.objects.filter(kind="question").count() == 0
    old = ask_question(by=rubi, session_id=session.pk, text="Where?")
    answer_question(by=tahmina, question_id=old.pk, answer="In the hall")
    assert f"question-{old.pk}" in keys(session, asma)
    type(old).objects.filter(pk=old.pk).update(asked_at=clock.now() - 22 * DAY)
    assert f"question-{old.pk}" not in keys(session, asma)


def test_weak_answers_come_onto_the_list_without_names(batch, session, asma, tahmina):
    assert [is_weak(2, 5), is_weak(1, 5), is_weak(4, 4), is_weak(4, 10), is_weak(3, 10)] == [
        True,
        False,
        False,
        True,
        False,
    ]
    live = held(batch)
    row = checks(live, tahmina)
    people = [story.enrolled(batch, make.make_person(f"Trainee {at}"), seat=at) for at in range(3, 8)]
    columns = {"check_set": row, "at": clock.now(), "answers": [0, 0, 0]}
    first = row.questions.first()
    for at, each in enumerate(people):
        wrong = [first.position] if at < 2 else []
        CheckTry.objects.create(enrolment=each, number=1, wrong=wrong, **columns)
        CheckTry.objects.create(enrolment=each, number=2, wrong=[row.questions.last().position], **columns)
    (weak,) = problems_of(session, tahmina).open
    assert (weak.key, weak.wrong, weak.answers, weak.by) == (f"check-{first.pk}", 2, 5, None)
    assert weak.text
    (seen,) = problems_of(session, asma).open
    assert seen.text == ""  # they may still be asked it
    settle_problem(by=tahmina, session_id=session.pk, key=weak.key, decision="Gone over")
    assert keys(session, tahmina) == []
    assert problems_of(session, asma).settled[0].text == ""
    assert not Notification.objects.filter(kind="problem.settled").exists()


def test_what_a_returned_project_lacks_is_gone_over(batch, session, asma, rubi, tahmina, oli):
    open_projects(by=tahmina, batch_id=batch.pk)
    project = project_story.submitted(asma, tahmina)
    assert keys(session, tahmina) == []
    project_story.assessed(tahmina, project, 50, "resubmission", until=project_story.in_days(14))
    key = f"project-{Assessment.objects.get().pk}"
    (listed,) = problems_of(session, tahmina).open
    assert (listed.key, listed.text, listed.by) == (key, "Clear idea. Mend the label.", asma)
    assert ([each.is_own for each in problems_of(session, asma).open], keys(session, rubi)) == ([True], [])
    assert [open_count(session, each) for each in (tahmina, asma, rubi)] == [1, 1, 0]
    with pytest.raises(NotFound):
        settle_problem(by=tahmina, session_id=session.pk, key="project-0", decision="A label has three words.")
    row = settle_problem(by=tahmina, session_id=session.pk, key=key, decision="A label has three words.")
    assert [len(problems_of(session, each).settled) for each in (tahmina, asma, rubi)] == [1, 1, 0]
    reopen_problem(by=oli, problem_id=row.pk)
    assert keys(session, tahmina) == [key]
    add_version(by=asma, project_id=project.pk, links=[project_story.LINK])
    submit_project(by=asma, project_id=project.pk)
    assert keys(session, tahmina) == []


def test_pages_of_the_list(batch, session, asma, rubi, tahmina, page):
    at = session.get_absolute_url()
    member, teacher = page(asma), page(tahmina)
    assert "Nothing is on the list yet" in member.get(at).content.decode()
    assert member.post(f"{at}problems/add/", {"text": ""}).status_code == 400
    member.post(f"{at}problems/add/", {"text": "How to set prices"})
    row = ClassProblem.objects.get()
    assert "1 thing is on the list." in page(rubi).get(at).content.decode()
    assert "Asma" not in page(rubi).get(f"{at}problems/").content.decode()
    shown = teacher.get(f"{at}problems/").content.decode()
    assert all(word in shown for word in ("Asma", "How to set prices", "Print this page"))
    settle = {"key": f"own-{row.pk}", "decision": ""}
    assert teacher.post(f"{at}problems/settle/", settle).status_code == 400
    teacher.post(f"{at}problems/settle/", {**settle, "decision": "By the hour"})
    assert "By the hour" in member.get(f"{at}problems/").content.decode()
    teacher.post(f"/class-problems/{row.pk}/reopen/")
    member.post(f"{at}problems/{row.pk}/remove/")
    assert not ClassProblem.objects.exists()
    later = batch.sessions.get(kind="in_person", number=2)
    shown = member.get(f"{later.get_absolute_url()}problems/").content.decode()
    assert "What is open stands on the list of Face-to-face class 1" in shown
    assert teacher.get(f"{batch.sessions.filter(kind='live').first().get_absolute_url()}problems/").status_code == 404
