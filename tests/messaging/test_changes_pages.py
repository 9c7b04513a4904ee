"""The page of one message, and what a conversation's page shows of replies, edits, reactions and pins."""

import re
import uuid
import zipfile
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from market.accounts.models import Export
from market.accounts.privacy.export_actions import ask_export, build_export
from market.messaging.actions import open_conversation, post_message
from market.messaging.changes.actions import delete_for_oneself, edit_message, pin, react
from market.messaging.models import Message
from market.messaging.queries import count_unread


@pytest.fixture
def conversation(carla, rahim):
    return open_conversation(title="Logo", address="", people=[carla, rahim])


def say(by, conversation, text="Hello", **more):
    return post_message(by=by, conversation_id=conversation.pk, text=text, **more)


def address(conversation, seq):
    return f"/messages/{conversation.pk}/{seq}/"


def shown(page, person, conversation, query=""):
    return page(person).get(conversation.get_absolute_url() + query).content.decode()


def bubble(html, seq):
    """The HTML of the bubble of that message; "" without one."""
    match = re.search(rf'<div class="bubble[^>]* id="m{seq}".*?</div>\n', html, re.DOTALL)
    return match.group() if match else ""


def part(html, name):
    """What is between the tag with that attribute or class and the form or the log after it."""
    return re.search(rf'<div class="[\w -]*{name}.*?(?=<p class=|<form)', html, re.DOTALL).group()


def test_what_one_can_do_with_own_messages_and_those_of_others(page, conversation, carla, rahim):
    say(carla, conversation)
    own, other = (page(person).get(address(conversation, 1)).content.decode() for person in (carla, rahim))
    assert "<textarea" in own
    assert "/report/message/" not in own
    assert "<textarea" not in other
    assert "/report/message/" in other


def test_each_act_leads_back_to_the_message(page, conversation, carla, rahim):
    say(carla, conversation, "Helo")
    for person, fields in (
        (carla, {"act": "edit", "text": "Hello"}),
        (rahim, {"act": "react", "kind": "love"}),
        (rahim, {"act": "pin"}),
    ):
        answer = page(person).post(address(conversation, 1), fields)
        assert (answer.status_code, answer["Location"]) == (302, f"{conversation.get_absolute_url()}#m1")
    html = shown(page, rahim, conversation)
    for words in ("Hello", "সম্পাদিত", '<span class="own">❤️</span>'):
        assert words in bubble(html, 1)
    assert "Hello" in part(html, "talk-pins")
    page(rahim).post(address(conversation, 1), {"act": "unpin"})
    page(rahim).post(address(conversation, 1), {"act": "react", "kind": ""})
    page(rahim).post(address(conversation, 1), {"act": "delete"})
    html = shown(page, rahim, conversation)
    assert not bubble(html, 1)
    assert "Hello" not in part(html, "talk-pins")
    assert bubble(shown(page, carla, conversation), 1)
    assert page(rahim).get(address(conversation, 1)).status_code == 404


def test_a_refused_edit_stays_in_the_form(page, conversation, carla):
    say(carla, conversation)
    answer = page(carla).post(address(conversation, 1), {"act": "edit", "text": "x" * 5001})
    assert answer.status_code == 400
    assert "x" * 5001 in answer.content.decode()


def test_a_late_edit_says_why(page, conversation, carla, travel):
    say(carla, conversation)
    travel(timedelta(minutes=6))
    answer = page(carla).post(address(conversation, 1), {"act": "edit", "text": "Late words"})
    assert answer.status_code == 409
    assert "Late words" in answer.content.decode()
    assert "<textarea" not in page(carla).get(address(conversation, 1)).content.decode()


def test_a_reply_without_script(page, conversation, carla, rahim):
    say(rahim, conversation, "Which colour? 01711 123456")
    html = shown(page, carla, conversation, "?reply=1")
    assert "Which colour? •••" in part(html, "replying")
    fields = dict(re.findall(r'<input type="hidden" name="(client_id|reply_to)" value="([^"]+)"', html))
    page(carla).post(conversation.get_absolute_url(), {**fields, "text": "Green"})
    reply = bubble(shown(page, carla, conversation), 2)
    assert "Which colour? •••" in reply
    assert f'href="{conversation.get_absolute_url()}?before=2#m1"' in reply


@pytest.mark.parametrize("reply", ["x", "-1", "99", "9" * 30])
def test_a_reply_to_nothing_is_an_ordinary_form(page, conversation, carla, reply):
    assert "bubble-quote" not in shown(page, carla, conversation, f"?reply={reply}")


def test_contact_data_in_pinned_messages_is_masked(page, conversation, carla, rahim):
    say(rahim, conversation, "Call 01711 123456")
    pin(by=rahim, conversation_id=conversation.pk, seq=1, is_pinned=True)
    assert "01711" not in shown(page, carla, conversation)


def test_strangers_and_system_messages_have_no_such_page(page, conversation, carla, omar):
    say(carla, conversation)
    assert page(omar).get(address(conversation, 1)).status_code == 404
    assert page(carla).get(address(conversation, 2)).status_code == 404


def test_the_list_says_nothing_of_a_message_that_the_reader_deleted(page, conversation, carla, rahim):
    say(rahim, conversation, "Secret words")
    delete_for_oneself(by=carla, conversation_id=conversation.pk, seq=1)
    assert "Secret words" not in page(carla).get("/messages/").content.decode()
    assert "Secret words" in page(rahim).get("/messages/").content.decode()


def test_marks_cost_no_query_for_each_message(page, conversation, carla, rahim):
    counts = []
    for number in range(1, 11):
        say(rahim, conversation, reply_to=number - 1 or None)
        react(by=carla, conversation_id=conversation.pk, seq=number, kind="like")
        edit_message(by=rahim, conversation_id=conversation.pk, seq=number, text=f"Words {number}")
        pin(by=carla, conversation_id=conversation.pk, seq=number, is_pinned=True)
        shown(page, carla, conversation)
        with CaptureQueriesContext(connection) as captured:
            shown(page, carla, conversation)
        counts.append(len(captured))
    assert counts[1:] == counts[1:2] * 9


def test_an_own_message_with_contact_data_stays_deleted(page, conversation, carla, rahim):
    say(carla, conversation, "Secret plan, call 01711 123456")
    say(rahim, conversation, "Fine", reply_to=1)
    delete_for_oneself(by=carla, conversation_id=conversation.pk, seq=1)
    assert "Secret plan" not in shown(page, carla, conversation)
    assert "Secret plan" in shown(page, rahim, conversation)


def test_a_form_that_is_sent_again_after_an_edit_adds_nothing(page, conversation, carla):
    fields = {"client_id": str(uuid.uuid4()), "text": "Helo"}
    page(carla).post(conversation.get_absolute_url(), fields)
    edit_message(by=carla, conversation_id=conversation.pk, seq=1, text="Hello")
    page(carla).post(conversation.get_absolute_url(), fields)
    assert [each.text for each in Message.objects.all()] == ["Hello"]


def test_an_open_page_that_reads_parts_of_itself_marks_nothing_as_read(page, conversation, carla, rahim):
    say(rahim, conversation)
    page(carla).get(conversation.get_absolute_url(), headers={"Live-Refresh": "1"})
    assert count_unread(carla) == 1


def test_the_export_has_messages_as_the_user_reads_them(conversation, carla, rahim):
    say(rahim, conversation, "Call 01711 123456")
    say(rahim, conversation, "Forget this")
    delete_for_oneself(by=carla, conversation_id=conversation.pk, seq=2)
    build_export(export_id=ask_export(by=carla).pk)
    with Export.objects.get().file.open() as file, zipfile.ZipFile(file) as archive:
        texts = archive.read("messaging.message.json").decode()
    assert "Call •••" in texts
    assert "01711" not in texts
    assert "Forget this" not in texts
