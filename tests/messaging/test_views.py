"""The pages of talk, without script."""

import re
import uuid

import pytest

from market.messaging.actions import mark_read, open_conversation, post_message, post_system_message
from market.messaging.models import Member, Message
from market.messaging.queries import count_unread


def text_of(answer, after="<html"):
    html = answer.content.decode().split(after)[1]
    html = re.sub(r"<(script|style|template)\b.*?</\1>", "", html, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


@pytest.mark.parametrize("address", ["/messages/", "/messages/1/"])
def test_nobody_is_led_to_sign_in(page, db, address):
    assert page().get(address).headers["Location"].startswith("/accounts/login/")


def test_a_stranger_finds_no_talk(page, talk, omar):
    assert page(omar).get(talk.get_absolute_url()).status_code == 404
    assert page(omar).post(talk.get_absolute_url(), {"text": "x", "client_id": uuid.uuid4()}).status_code == 404
    assert "Logo for a shop" not in page(omar).get("/messages/").content.decode()


def test_the_list_shows_who_what_and_how_much_is_unread(page, talk, carla, rahim):
    older = open_conversation(title="Older", address="", people=[carla, rahim])
    post_message(by=carla, conversation_id=older.pk, text="My own words")
    post_message(by=rahim, conversation_id=talk.pk, text="<b>হ্যালো</b>")
    shown = page(carla).get("/messages/").content.decode()
    assert shown.index("Logo for a shop") < shown.index("Older")
    assert "&lt;b&gt;হ্যালো&lt;/b&gt;" in shown
    assert '<span class="count" data-live="messages">1</span>' in shown
    assert "You:" in shown


def test_an_empty_list_says_what_would_stand_there(page, carla):
    assert "No messages yet" in text_of(page(carla).get("/messages/"))


def test_opening_a_talk_shows_it_in_order_and_reads_it(page, talk, carla, rahim):
    post_message(by=rahim, conversation_id=talk.pk, text="First")
    post_system_message(talk, "test.held", amount=5, at=1, count=1, who="Carla")
    post_message(by=rahim, conversation_id=talk.pk, text="Second\nline")
    shown = page(carla).get(talk.get_absolute_url())
    words = text_of(shown, 'id="log"')
    assert words.index("First") < words.index("5 is held") < words.index("Second")
    assert "Second<br>line" in shown.content.decode()
    assert words.count("Today") == 1
    assert "New" in words
    assert count_unread(carla) == 0
    assert Member.objects.get(user=carla).read_seq == 3


def test_the_composer_works_without_script_and_twice_is_once(page, talk, carla):
    browser = page(carla)
    form = browser.get(talk.get_absolute_url()).content.decode()
    client_id = re.search(r'name="client_id" value="([^"]+)"', form)[1]
    for _ in range(2):
        answer = browser.post(talk.get_absolute_url(), {"client_id": client_id, "text": "হ্যালো"})
        assert answer.headers["Location"] == f"{talk.get_absolute_url()}#last"
    assert [message.text for message in Message.objects.all()] == ["হ্যালো"]
    assert "হ্যালো" in text_of(browser.get(talk.get_absolute_url()))


@pytest.mark.parametrize(("text", "words"), [("", "required"), ("x" * 5001, "5000")])
def test_a_refused_message_keeps_what_was_typed(page, talk, carla, text, words):
    answer = page(carla).post(talk.get_absolute_url(), {"client_id": uuid.uuid4(), "text": text})
    assert answer.status_code == 400
    assert words in text_of(answer)
    assert text in answer.content.decode()
    assert not Message.objects.exists()


def test_her_own_messages_say_sent_then_read(page, talk, carla, rahim):
    post_message(by=carla, conversation_id=talk.pk, text="Seen?")
    assert "sent" in text_of(page(carla).get(talk.get_absolute_url()))
    mark_read(by=rahim, conversation_id=talk.pk, seq=1)
    assert 'class="read">read' in page(carla).get(talk.get_absolute_url()).content.decode()


def test_a_long_talk_is_shown_from_its_end_and_leads_back(page, talk, carla, rahim):
    rows = [
        Message(conversation=talk, seq=n, sender=rahim, text=f"word-{n}-", created_at=talk.created_at)
        for n in range(1, 121)
    ]
    Message.objects.bulk_create(rows)
    type(talk).objects.update(last_seq=120)
    browser = page(carla)
    newest = browser.get(talk.get_absolute_url()).content.decode()
    assert "word-120-" in newest
    assert "word-70-" not in newest
    assert 'href="?before=71"' in newest
    middle = browser.get(talk.get_absolute_url(), {"before": "71"}).content.decode()
    assert "word-70-" in middle
    assert "word-71-" not in middle
    oldest = browser.get(talk.get_absolute_url(), {"before": "21"}).content.decode()
    assert "word-1-" in oldest
    assert "data-older" not in oldest


@pytest.mark.parametrize("before", ["x", "-1", "0", "9" * 30, "৫"])
def test_a_made_up_window_is_the_newest(page, talk, carla, before):
    assert page(carla).get(talk.get_absolute_url(), {"before": before}).status_code == 200


def test_looking_back_does_not_read_what_is_new(page, talk, carla, rahim):
    for text in "abc":
        post_message(by=rahim, conversation_id=talk.pk, text=text)
    page(carla).get(talk.get_absolute_url(), {"before": "2"})
    assert count_unread(carla) == 3


def test_statements_do_not_grow_with_talks(page, carla, rahim, django_assert_max_num_queries):
    for number in range(15):
        talk = open_conversation(title=f"Job {number}", address="", people=[carla, rahim])
        post_message(by=rahim, conversation_id=talk.pk, text="Hi")
    browser = page(carla)
    with django_assert_max_num_queries(8):
        browser.get("/messages/")
    mark_read(by=carla, conversation_id=talk.pk, seq=1)
    with django_assert_max_num_queries(14):
        browser.get(talk.get_absolute_url())


@pytest.mark.parametrize("address", ["/messages/", "talk"])
def test_a_bangla_page_speaks_bangla(page, talk, rahim, carla, address):
    rahim.display_name, carla.display_name = "রহিম", "কার্লা"
    rahim.save()
    carla.save()
    type(talk).objects.update(title="দোকানের লোগো")
    post_message(by=carla, conversation_id=talk.pk, text="শুভ সকাল")
    answer = page(rahim).get(talk.get_absolute_url() if address == "talk" else address)
    main = re.split("<main[^>]*>", answer.content.decode())[1].split("</main>")[0]
    main = re.sub(r"<(script|style)\b.*?</\1>", "", main, flags=re.DOTALL)
    spoken = re.sub(r"<[^>]+>", " ", main) + " ".join(
        re.findall(r'(?:aria-label|placeholder|data-saved)="([^"]+)"', main)
    )
    assert re.findall(r"[A-Za-z]{2,}", spoken) == []
