"""That a moderator read in a conversation is told to both sides once the case is closed."""

import pytest

from market.messaging.actions import open_conversation, post_message
from market.messaging.models import Message
from market.moderation.cases.actions import close_case, flag_item, open_case_conversation
from market.moderation.cases.subjects import find_item
from market.moderation.measures.actions import MeasureStep, impose_measure
from market.moderation.models import Case, Flag
from market.safety.actions import decide_report, report_thing

pytestmark = pytest.mark.django_db
READ = "conversation.read"


def text(answer):
    return answer.content.decode()


@pytest.fixture
def talk(carla, farida):
    return open_conversation(title="Logo", address="", people=[carla, farida])


@pytest.fixture
def message(talk, carla):
    return post_message(by=carla, conversation_id=talk.pk, text="Send me a photo of yours")


def told(talk):
    return talk.messages.filter(code=READ).count()


def test_both_sides_are_told_without_a_name_when_the_case_is_closed(
    page, api, talk, message, carla, farida, mitu, django_user_model
):
    report_thing(by=farida, kind="message", thing_id=message.pk, reason="private")
    case = Case.objects.get()
    page(mitu).get(case.get_absolute_url())
    assert told(talk) == 0  # it goes on
    close_case(by=mitu, case_id=case.pk)
    assert told(talk) == 1
    for who in (carla, farida):
        html = text(page(who).get(talk.get_absolute_url()))
        assert "A moderator read messages of this conversation" in html
        assert "Mitu" not in html
        row = api(who).get(f"/api/v1/conversations/{talk.pk}/messages/").json()["results"][-1]
        assert (row["code"], row["sender"]) == (READ, None)
    django_user_model.objects.filter(pk=carla.pk).update(language="bn")
    assert "একজন মডারেটর এই আলাপের বার্তা পড়েছেন" in text(page(carla, "bn").get(talk.get_absolute_url()))


def test_a_step_closes_the_case_too(talk, message, farida, mitu, page):
    report_thing(by=farida, kind="message", thing_id=message.pk, reason="private")
    case = Case.objects.get()
    page(mitu).get(case.get_absolute_url())
    impose_measure(by=mitu, case_id=case.pk, step=MeasureStep("warn", "private", "It asks for a photo."), seen=0)
    assert told(talk) == 1


def test_nothing_is_told_where_nobody_read(talk, message, farida, mitu, page):
    report = report_thing(by=farida, kind="conversation", thing_id=talk.pk, reason="abuse")
    page(mitu).get(Case.objects.get().get_absolute_url())  # the report, and no words of the conversation
    decide_report(by=mitu, report_id=report.pk, state="closed")
    assert Case.objects.get().state == "closed"
    assert told(talk) == 0


def test_reading_chosen_messages_of_a_conversation_counts(talk, message, farida, mitu, page):
    report_thing(by=farida, kind="conversation", thing_id=talk.pk, reason="abuse", messages=[message.pk])
    case = Case.objects.get()
    page(mitu).get(case.get_absolute_url())
    close_case(by=mitu, case_id=case.pk)
    assert told(talk) == 1


def test_a_flag_leads_to_the_same_sentence_and_reading_later_is_told_at_once(talk, message, mitu, travel):
    flag_item(
        kind="message", thing_id=message.pk, item=find_item("message", message.pk), rule=Flag.Rule.PHRASE, facts={}
    )
    case = Case.objects.get()
    open_case_conversation(by=mitu, case_id=case.pk, reason="To see what came before.")
    close_case(by=mitu, case_id=case.pk)
    assert told(talk) == 1
    open_case_conversation(by=mitu, case_id=case.pk, reason="An appeal came.")
    assert told(talk) == 2


def test_a_closed_case_that_is_reported_again_tells_of_new_reading_only(talk, message, farida, mitu, page):
    for expected in (1, 1):
        report_thing(by=farida, kind="message", thing_id=message.pk, reason="spam")
        if not told(talk):
            page(mitu).get(Case.objects.get().get_absolute_url())
        close_case(by=mitu, case_id=Case.objects.get().pk)
        assert told(talk) == expected
    assert Message.objects.filter(code=READ).count() == 1
