"""The phrase book, hints for messages in the other language, and quick replies on pages."""

import pytest

from market.accounts.models import User
from market.core.base.errors import Invalid, NotFound
from market.core.text.bangla import language_of
from market.jobs.questions.actions import start_conversation
from market.messaging.actions import post_message
from market.messaging.models import QuickReply
from market.messaging.phrases import book
from market.messaging.phrases.actions import (
    MOST_REPLIES,
    QuickRepliesFull,
    add_quick_reply,
    change_quick_reply,
    delete_quick_reply,
    move_quick_reply,
)

pytestmark = pytest.mark.django_db


def text(answer) -> str:
    return answer.content.decode()


def texts(user):
    return [each.text for each in QuickReply.objects.visible_to(user)]


# The book


def test_hints_are_remembered_by_the_letters_that_are_looked_through():
    book._hints.cache_clear()
    assert book.hints("a" * book.MOST_LETTERS + "b") == book.hints("a" * book.MOST_LETTERS + "c")
    assert book._hints.cache_info().currsize == 1


def test_every_phrase_stands_in_a_group_in_both_languages():
    phrases = book.phrases()
    assert len(phrases) >= 60
    assert {each.group for each in phrases} == set(book.GROUPS)
    for each in phrases:
        assert (language_of(each.en), language_of(each.bn)) == ("en", "bn"), each
        assert ("{name}" in each.en) == ("{name}" in each.bn)
        assert all(words for keys in each.keys.values() for words in keys)
    assert len({each.en for each in phrases}) == len({each.bn for each in phrases}) == len(phrases)


@pytest.mark.parametrize(
    ("message", "expected"),
    [
        ("What is the deadline for this?", "When do you need it?"),
        ("Can you give me your WhatsApp?", "Please let us stay on this site, for talk and for payment."),
        ("এই কাজে আপনার বাজেট কত হবে?", "What is your budget for this work?"),
        ("কাজটা খুব জরুরি, তাড়াতাড়ি দরকার", "I can do it sooner for a higher price."),
        ("আপনার ফোন নম্বর দিন", "I do not give my phone number. You can always write to me here."),
    ],
)
def test_hints_are_phrases_whose_words_stand_in_the_message(message, expected):
    assert expected in [each.en for each in book.hints(message)]


@pytest.mark.parametrize("message", ["", "Blue and green, like the sea.", "রংপুরের চায়ের দোকান", "ফ্রিল্যান্সার খুঁজছি"])
def test_a_message_without_such_words_has_no_hint(message):
    assert book.hints(message) == []


def test_messages_in_the_other_language_are_marked(page, carla, farida):
    talk = start_conversation(by=carla, profile_id=farida.profile.pk)
    post_message(by=carla, conversation_id=talk.pk, text="What is the deadline?")
    post_message(by=carla, conversation_id=talk.pk, text="Blue and green.")
    for who in (carla, farida):
        assert 'class="lang-mark"' not in text(page(who).get(talk.get_absolute_url()))
    User.objects.update(language="bn")
    bangla = text(page(farida).get(talk.get_absolute_url()))
    assert bangla.count('class="lang-mark"') == 1
    assert "কাজটি আপনার কবে লাগবে?" in bangla
    assert 'class="lang-mark"' not in text(page(carla).get(talk.get_absolute_url()))  # one's own


def test_a_phrase_leads_into_the_form_of_the_conversation(page, carla, farida, omar):
    talk = start_conversation(by=carla, profile_id=farida.profile.pk)
    add_quick_reply(by=farida, text="Good evening, {name}.")
    path = f"/messages/phrases/?to={talk.pk}"
    assert path in text(page(farida).get(talk.get_absolute_url()))
    content = text(page(farida).get(path))
    assert "Good evening, Carla." in content
    assert "Hello Carla, thank you for writing to me." in content
    assert f"{talk.get_absolute_url()}?text=Good%20evening%2C%20Carla." in content
    assert page(omar).get(path).status_code == 404
    assert page(omar).get("/messages/phrases/?to=x").status_code == 200


@pytest.mark.parametrize(
    ("phrase", "names", "expected"),
    [
        ("Hello {name}, thank you.", {"bn": "সেলিম", "en": "Selim"}, "Hello Selim, thank you."),
        ("Hello {name}, thank you.", {"bn": "সেলিম", "en": ""}, "Hello, thank you."),
        ("{name}, thank you.", {"bn": "সেলিম", "en": ""}, "Thank you."),
        ("Good evening, {name}.", {"bn": "সেলিম", "en": ""}, "Good evening."),
        ("{name}, ধন্যবাদ।", {"bn": "সেলিম", "en": ""}, "সেলিম, ধন্যবাদ।"),
        ("{name}, ধন্যবাদ।", {"bn": "", "en": "Peter"}, "Peter, ধন্যবাদ।"),
        ("thank you.", {"bn": "সেলিম", "en": ""}, "thank you."),
    ],
)
def test_a_phrase_has_a_name_that_its_readers_can_read(phrase, names, expected):
    assert book.filled(phrase, names) == expected


def test_the_book_keeps_the_way_back_while_quick_replies_change(page, carla, farida):
    talk = start_conversation(by=carla, profile_id=farida.profile.pk)
    reply = add_quick_reply(by=farida, text="One")
    browser, way = page(farida), f"/messages/phrases/?back={talk.pk}"
    assert f'href="{way}#own"' in text(browser.get(f"/messages/phrases/?to={talk.pk}"))
    content = text(browser.get(way))
    assert f'class="back" href="{talk.get_absolute_url()}"' in content
    change = f"/messages/phrases/{reply.pk}/?back={talk.pk}"
    assert change in content
    assert f'class="back" href="{way}"' in text(browser.get(change))
    assert browser.post(change, {"text": "1"})["Location"] == way
    assert browser.post(f"/messages/phrases/{reply.pk}/delete/?back={talk.pk}")["Location"] == way
    assert page(carla).get("/messages/phrases/?back=0").status_code == 404


# Quick replies


def test_they_are_ordered_changed_and_deleted(farida, rina):
    first, second, third = (add_quick_reply(by=farida, text=each) for each in ("One", "Two", " Three "))
    assert texts(farida) == ["One", "Two", "Three"]
    move_quick_reply(by=farida, reply_id=third.pk, place=1)
    assert texts(farida) == ["Three", "One", "Two"]
    move_quick_reply(by=farida, reply_id=third.pk, place=99)
    assert texts(farida) == ["One", "Two", "Three"]
    change_quick_reply(by=farida, reply_id=first.pk, text="1")
    delete_quick_reply(by=farida, reply_id=second.pk)
    assert texts(farida) == ["1", "Three"]
    for action in (delete_quick_reply, lambda **to: change_quick_reply(text="x", **to)):
        with pytest.raises(NotFound):
            action(by=rina, reply_id=first.pk)


@pytest.mark.parametrize("wrong", ["", "  ", "x" * 1001])
def test_invalid_texts_are_refused(farida, wrong):
    with pytest.raises(Invalid) as refused:
        add_quick_reply(by=farida, text=wrong)
    assert set(refused.value.errors) == {"text"}


def test_their_number_is_limited(page, farida):
    for number in range(MOST_REPLIES):
        add_quick_reply(by=farida, text=str(number))
    with pytest.raises(QuickRepliesFull):
        add_quick_reply(by=farida, text="one more")
    assert page(farida).post("/messages/phrases/", {"text": "one more"}).status_code == 409


def test_they_are_kept_on_the_page_of_the_phrase_book(page, farida, rina):
    page(farida).post("/messages/phrases/", {"text": "One"})
    page(farida).post("/messages/phrases/", {"text": "Two"})
    second = QuickReply.objects.get(text="Two")
    page(farida).post(f"/messages/phrases/{second.pk}/move/")
    assert texts(farida) == ["Two", "One"]
    page(farida).post(f"/messages/phrases/{second.pk}/", {"text": "Two, changed"})
    assert "Two, changed" in text(page(farida).get("/messages/phrases/"))
    assert page(rina).get(f"/messages/phrases/{second.pk}/").status_code == 404
    assert page(rina).post(f"/messages/phrases/{second.pk}/move/").status_code == 404
    page(farida).post(f"/messages/phrases/{second.pk}/delete/")
    assert texts(farida) == ["One"]
    assert page(farida).post("/messages/phrases/", {"text": ""}).status_code == 400


# API


def test_phrases_and_hints_over_the_api(api, farida):
    assert api().get("/api/v1/phrases/").status_code == 401
    rows = api(farida).get("/api/v1/phrases/").json()
    assert len(rows) == len(book.phrases())
    assert set(rows[0]) == {"group", "group_name", "en", "bn"}
    hinted = api(farida).get("/api/v1/phrases/", {"text": "What is the deadline?"}).json()
    assert [each["en"] for each in hinted] == ["When do you need it?"]
