"""Questions of a job, which every bid answers."""

import re

import pytest

from market.bids.bids.actions import submit_bid
from market.bids.bids.decision_actions import withdraw_bid
from market.bids.offers.terms import ProposedTerms
from market.jobs.models import Job
from market.jobs.postings import details
from market.jobs.postings.actions import change_job
from market.jobs.postings.details import QuestionDraft
from tests import make
from tests.jobs.test_api import PAYLOAD
from tests.jobs.test_views import text, typed

pytestmark = pytest.mark.django_db
QUESTIONS = [
    {"text": "Which programs do you use?", "required": True},
    {"text": "May I see a sketch?", "required": False},
]


def without_ids(questions):
    """The questions without the ids by which bids answer them."""
    return [{"text": each["text"], "required": each["required"]} for each in questions]


def test_questions_are_returned_in_their_order(api, carla):
    answer = api(carla).post("/api/v1/jobs/", {**PAYLOAD, "questions": QUESTIONS})
    assert answer.status_code == 201, answer.json()
    assert without_ids(answer.json()["questions"]) == QUESTIONS
    job = Job.objects.get()
    assert [(each.position, each.is_required) for each in job.questions.all()] == [(1, True), (2, False)]
    assert (
        without_ids(api(carla).patch(f"/api/v1/jobs/{job.pk}/", {"title": "Another"}).json()["questions"]) == QUESTIONS
    )
    assert (
        without_ids(api(carla).patch(f"/api/v1/jobs/{job.pk}/", {"questions": QUESTIONS[1:]}).json()["questions"])
        == QUESTIONS[1:]
    )


@pytest.mark.parametrize(
    ("sent", "field"),
    [
        ([{"text": "Why?"}] * 6, "questions"),
        ([{"text": "Why?"}, {"text": " "}], "questions.1.text"),
        ([{"text": "x" * 201}], "questions.0.text"),
        ("Why?", "questions"),
    ],
)
def test_invalid_questions_name_the_field(api, carla, sent, field):
    answer = api(carla).post("/api/v1/jobs/", {**PAYLOAD, "questions": sent})
    assert answer.status_code == 400
    assert any(name.startswith(field) for name in answer.json()["errors"]), answer.json()


def test_questions_cannot_change_once_there_are_bids(api, carla, farida):
    job = make.make_job(carla, questions=(QuestionDraft("Which programs do you use?"),))
    assert api(carla).patch(f"/api/v1/jobs/{job.pk}/", {"questions": QUESTIONS}).status_code == 200
    Job.objects.filter(pk=job.pk).update(bid_count=1)
    answer = api(carla).patch(f"/api/v1/jobs/{job.pk}/", {"questions": []})
    assert (answer.status_code, list(answer.json()["errors"])) == (400, ["questions"])
    assert api(carla).patch(f"/api/v1/jobs/{job.pk}/", {"questions": QUESTIONS, "title": "Same"}).status_code == 200


def test_questions_in_the_job_form(page, carla):
    browser = page(carla)
    form_data = typed(question_0="Which programs do you use?", required_0="on", question_2="আঁকা দেখাবেন?")
    content = text(browser.post("/jobs/new/", form_data, follow=True))
    assert "Which programs do you use?" in content
    assert "আঁকা দেখাবেন?" in content
    job = Job.objects.get()
    assert [each.is_required for each in job.questions.all()] == [True, False]
    form = text(browser.get(f"/jobs/{job.pk}/edit/"))
    assert 'value="আঁকা দেখাবেন?"' in form
    assert "x" * 201 in text(browser.post("/jobs/new/", typed(question_0="x" * 201)))
    Job.objects.filter(pk=job.pk).update(bid_count=1)
    assert "the questions stay as they are" in text(browser.get(f"/jobs/{job.pk}/edit/"))
    answer = browser.post(f"/jobs/{job.pk}/edit/", typed(title="New title"))
    assert answer.status_code == 400
    assert "the questions stay as they are" in text(answer)


def test_question_that_the_action_refuses_shows_its_error_at_its_field(page, carla, monkeypatch):
    monkeypatch.setattr(details, "QUESTION_LENGTH", 10)
    sent = typed(question_0="", question_1="Why?", question_2="Which programs do you use?", required_2="on")
    answer = page(carla).post("/jobs/new/", sent)
    assert answer.status_code == 400
    assert "Use 10 characters at most." in text(answer)
    assert re.findall(r'<p class="error" id="([^"]+)"', text(answer)) == ["id_question_2_error"]


def test_api_bid_must_answer_required_questions(api, carla, farida):
    job = make.make_job(carla, questions=(QuestionDraft("Which tools?"), QuestionDraft("Since when?", required=False)))
    first, second = api(farida).get(f"/api/v1/jobs/{job.pk}/").json()["questions"]
    amount = {"amount": "60.00", "currency": "USD"}
    bid = {"amount": amount, "days": 5, "cover_letter": "I can."}
    refused = api(farida).post(f"/api/v1/jobs/{job.pk}/bids/", {**bid, "answers": []}, format="json")
    assert list(refused.json()["errors"]) == [f"answers.{first['id']}"]
    payload = {
        **bid,
        "answers": [{"question": first["id"], "text": "Inkscape"}, {"question": second["id"], "text": ""}],
    }
    placed = api(farida).post(f"/api/v1/jobs/{job.pk}/bids/", payload, format="json")
    assert [each["text"] for each in placed.json()["answers"]] == ["Inkscape"]


def test_unchanged_questions_keep_their_id(carla, farida):
    job = make.make_job(carla, questions=(QuestionDraft("Which tools?"), QuestionDraft("Since wen?")))
    first, second = job.questions.all()
    drafts = (
        QuestionDraft("May I see a sketch?", required=False),
        QuestionDraft("Which tools?"),
        QuestionDraft("Since when?"),
    )
    change_job(by=carla, job_id=job.pk, changes={"questions": drafts})
    rows = list(job.questions.all())
    assert [each.text for each in rows] == ["May I see a sketch?", "Which tools?", "Since when?"]
    assert rows[1].pk == first.pk
    assert second.pk not in {each.pk for each in rows}


def test_questions_answered_by_a_withdrawn_bid_cannot_change(page, carla, farida):
    job = make.make_job(carla, questions=(QuestionDraft("Which tools?"),))
    question = job.questions.get()
    offer = ProposedTerms(make.Money("60.00", "USD"), 5)
    bid = submit_bid(by=farida, job_id=job.pk, terms=offer, cover_letter="I can.", answers={question.pk: "Inkscape"})
    withdraw_bid(by=farida, bid_id=bid.pk)
    answer = page(carla).post(f"/jobs/{job.pk}/edit/", typed(question_0="Which programs?", required_0="on"))
    assert answer.status_code == 400
    assert "Somebody has bid and answered" in text(answer)
    assert "Which programs?" in text(answer)
    change_job(
        by=carla, job_id=job.pk, changes={"questions": (QuestionDraft("Which tools?"), QuestionDraft("Since when?"))}
    )
    assert job.questions.count() == 2
