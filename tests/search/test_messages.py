"""Search in messages: both languages, what the reader may read, what was just written."""

import uuid
from dataclasses import replace
from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from market.accounts.privacy.erasure_actions import erase
from market.core.models import Bookmark
from market.files.actions import store_upload
from market.messaging.actions import open_contact, open_conversation, post_message
from market.messaging.models import Message, MessageDeletion
from market.messaging.signals import message_edited
from market.safety.actions import block_person
from market.search.messages.actions import INDEXED, index_new
from market.search.messages.excerpts import excerpt
from market.search.messages.queries import find
from market.search.messages.wanted import Wanted
from market.search.models import MessageDocument

API = "/api/v1/messages/"


@pytest.fixture
def conversation(carla, rahim):
    return open_conversation(title="A shop", address="", people=[carla, rahim])


@pytest.fixture(params=["new", "indexed"])
def index(request, travel):
    """What makes messages old enough to be indexed, or leaves them new: both ways find the same."""

    def run():
        if request.param == "indexed":
            travel(timedelta(minutes=2))
            index_new()
            assert MessageDocument.objects.count() == Message.objects.exclude(sender=None).count()

    return run


def write(by, conversation, text, files=()):
    return post_message(by=by, conversation_id=conversation.pk, text=text, client_id=uuid.uuid4(), file_ids=files)


def texts(reader, q, **options):
    return [each.text for each in find(reader, q, **options)]


@pytest.mark.parametrize(
    ("q", "text"),
    [
        ("logo", "আপনার লোগো তৈরি।"),
        ("লোগো", "Here is the logo."),
        ("invoice", "Two invoices are open."),
        ("invo", "The INVOICE is here."),
        ("ইনভয়েস", "Send me the invoice"),
        ("packaging", "প্যাকেজিং দেখুন"),
        ("৫০০", "It costs 500 taka"),
        ("blue logo", "The logo in light blue"),
        ("ডিজাইনের", "ডিজাইন শেষ"),
    ],
)
def test_words_find_their_forms_in_both_scripts(conversation, carla, rahim, index, q, text):
    write(rahim, conversation, text)
    write(rahim, conversation, "অন্য কথা, something else")
    index()
    assert texts(carla, q) == [text]
    assert any(piece.is_match for piece in excerpt(text, Wanted.of(q)))


@pytest.mark.parametrize(
    ("q", "text"),
    [
        ("kaj", "কাজটা কবে হবে?"),
        ("kaje", "কাজে দেরি হবে"),
        ("taka", "টাকা পেয়েছি"),
        ("dhonnobad", "ধন্যবাদ আপা"),
        ("lekha", "লেখাটা দেখুন"),
        ("page", "একটা পেজ লাগবে"),
        ("time", "টাইম নেই"),
        ("কাজ", "Amar kaj shesh"),
    ],
)
def test_words_that_sound_alike_are_found(conversation, carla, rahim, index, q, text):
    write(carla, conversation, text)
    index()
    assert texts(rahim, q) == [text]


@pytest.mark.parametrize("q", ["cage", "qqqzz", "kuja", "tik", "duke"])
def test_words_with_other_vowels_are_not(conversation, carla, rahim, index, q):
    for text in ("কাজটা কবে হবে?", "টাকা পেয়েছি", "ডাকযোগে পাঠান"):
        write(carla, conversation, text)
    index()
    assert texts(rahim, q) == []


def test_all_words_are_wanted_and_sure_matches_come_first(conversation, carla, rahim, index):
    for text in ("The logo one", "লোগোটা দিন", "এটা লাগে", "A poster", "The logo two"):
        write(rahim, conversation, text)
    index()
    assert texts(carla, "logo") == ["The logo two", "The logo one", "লোগোটা দিন"]  # it sounds like it
    assert texts(carla, "logo two") == ["The logo two"]
    assert texts(carla, "  ") == texts(carla, "!?") == []


def test_only_conversations_of_the_reader_are_searched(conversation, carla, rahim, farida, omar, index):
    other = open_conversation(title="Other", address="", people=[carla, farida])
    write(rahim, conversation, "blue logo")
    write(farida, other, "red logo")
    index()
    assert texts(carla, "logo") == ["red logo", "blue logo"]
    assert texts(carla, "logo", conversation=other) == ["red logo"]
    assert texts(rahim, "logo") == ["blue logo"]
    assert texts(omar, "logo") == []


def test_what_is_masked_for_the_reader_finds_nothing(conversation, carla, rahim, index):
    text = "Call 01711-223344 or rahim.shop@example.com soon"
    write(rahim, conversation, text)
    index()
    for q in ("01711", "01711223344", "example", "rahim.shop@example.com", "223344"):
        assert texts(carla, q) == [], q
    assert "•••" in texts(carla, "soon")[0]
    assert texts(rahim, "example") == [text]
    open_contact([conversation.pk])
    assert texts(carla, "example") == [text]


def test_names_of_files_are_searched_as_the_reader_reads_them(conversation, carla, rahim, index):
    write(carla, conversation, "Hello")
    sent = [
        store_upload(rahim, name, SimpleUploadedFile(name, b"text")).pk
        for name in ("budget-2026.txt", "01711223344.txt")
    ]
    write(rahim, conversation, "", sent)
    index()
    assert [each.files for each in find(carla, "budget")] == [["budget-2026.txt", "•••.txt"]]
    assert find(carla, "01711223344") == []
    assert len(find(rahim, "01711223344")) == 1


def test_hidden_and_deleted_messages_and_blocks(conversation, carla, rahim, index):
    hidden = write(rahim, conversation, "rude logo")
    own = write(carla, conversation, "a logo of mine")
    index()
    Message.objects.filter(pk=hidden.pk).update(code="message.hidden")
    assert texts(carla, "logo") == ["a logo of mine"]
    MessageDeletion.objects.create(message=own, user=rahim, created_at=own.created_at)
    assert texts(rahim, "logo") == []
    block_person(by=carla, person_id=rahim.pk)
    assert texts(carla, "logo") == ["a logo of mine"]  # who blocked goes on reading
    assert texts(rahim, "logo") == []


def test_an_edited_message_is_found_by_its_new_words(conversation, carla, rahim, index):
    message = write(rahim, conversation, "a red logo")
    index()
    message.text = "a green poster"
    message.save(update_fields=["text"])
    message_edited.send(sender=Message, message=message)
    assert (texts(carla, "red"), texts(carla, "green")) == ([], ["a green poster"])


def test_indexing_goes_on_where_it_was_and_writes_nothing_twice(conversation, carla, rahim, travel):
    message = write(rahim, conversation, "first")
    index_new()
    assert not MessageDocument.objects.exists()  # an earlier one may still come
    travel(timedelta(minutes=2))
    index_new()
    index_new()
    assert Bookmark.objects.get(pk=INDEXED.name).last_id == message.pk
    write(rahim, conversation, "second first")
    assert texts(carla, "first") == ["second first", "first"]


def test_erased_words_find_nothing(conversation, carla, rahim, travel):
    write(rahim, conversation, "My name is Rahim, the painter")
    travel(timedelta(minutes=2))
    index_new()
    erase(rahim)
    assert texts(carla, "Rahim") == []
    assert len(texts(carla, "painter")) == 1
    assert "rahim" not in str(MessageDocument.objects.values_list("words", flat=True).get())


def test_many_matches_are_one_indexed_query(conversation, carla, rahim, travel, django_assert_max_num_queries):
    for number in range(30):
        write(rahim, conversation, f"logo {number}")
    travel(timedelta(minutes=2))
    index_new()
    with django_assert_max_num_queries(6):
        assert len(find(carla, "logo")) == 30


class TestPage:
    def test_a_result_leads_to_its_message(self, page, conversation, carla, rahim):
        message = write(rahim, conversation, "The <b>logo</b> is ready")
        html = page(carla).get("/messages/search/?q=logo").content.decode()
        assert f'href="/messages/{conversation.pk}/?before={message.seq + 1}#m{message.seq}"' in html
        assert "<mark>logo</mark>" in html
        assert "&lt;" in html
        assert "<b>logo</b>" not in html
        assert "Rahim" in html

    def test_within_a_conversation(self, page, conversation, carla, rahim, omar):
        write(rahim, conversation, "The logo")
        browser = page(carla)
        here = f"/messages/search/?q=nothing&conversation={conversation.pk}"
        assert "Search in all conversations" in browser.get(here).content.decode()
        assert "No message was found" in browser.get("/messages/search/?q=nothing").content.decode()
        assert "as you remember it" in browser.get("/messages/search/").content.decode()
        assert page(omar).get(here).status_code == 404
        for wrong in ("abc", "9" * 30, "-1"):
            assert browser.get(f"/messages/search/?q=x&conversation={wrong}").status_code == 404

    def test_pages(self, page, conversation, carla, rahim):
        for number in range(25):
            write(rahim, conversation, f"logo {number}")
        html = page(carla).get("/messages/search/?q=logo&page=2").content.decode()
        assert html.count("<mark>") == 5
        assert "q=logo&amp;page=1" in html

    @pytest.mark.parametrize("q", ["Rahim", "রহিম", "rah", "a shop", "rahim shop"])
    def test_people_and_subjects_are_found_too(self, page, api, conversation, carla, omar, q):
        html = page(carla).get("/messages/search/", {"q": q}).content.decode()
        assert f'href="/messages/{conversation.pk}/#last"' in html
        (row,) = api(carla).get("/api/v1/conversations/search/", {"q": q}).json()
        assert row["id"] == conversation.pk
        assert api(omar).get("/api/v1/conversations/search/", {"q": q}).json() == []

    def test_ones_own_name_and_one_of_two_words_find_no_conversation(self, page, api, conversation, carla):
        for q in ("Carla", "rahim logo", "&|!"):
            assert api(carla).get("/api/v1/conversations/search/", {"q": q}).json() == []
            assert (
                f"/messages/{conversation.pk}/#last"
                not in page(carla).get("/messages/search/", {"q": q}).content.decode()
            )

    def test_searches_are_limited_and_long_ones_clipped(self, page, carla, settings):
        settings.LIFECYCLE = replace(settings.LIFECYCLE, searches_per_client_minute=2)
        browser = page(carla)
        answers = [browser.get(f"/messages/search/?q={'x' * 500}").status_code for _ in range(3)]
        assert answers == [200, 200, 429]
        assert browser.get("/messages/search/").status_code == 200  # it searches for nothing


class TestApi:
    def test_the_answer(self, api, conversation, carla, rahim):
        write(rahim, conversation, "আপনার লোগো তৈরি")
        answer = api(carla).get(API, {"q": "logo", "conversation": conversation.pk}).json()
        assert (answer["count"], answer["next"]) == (1, None)
        row = answer["results"][0]
        assert row.pop("message")["text"] == "আপনার লোগো তৈরি"
        assert row == {
            "conversation": conversation.pk,
            "title": "A shop",
            "url": f"/messages/{conversation.pk}/?before=2#m1",
            "excerpt": [
                {"text": "আপনার ", "is_match": False},
                {"text": "লোগো", "is_match": True},
                {"text": " তৈরি", "is_match": False},
            ],
        }

    def test_bad_input(self, api, conversation, carla, omar):
        for query in ({}, {"q": ""}, {"q": "x" * 201}, {"q": "x", "conversation": "abc"}):
            assert api(carla).get(API, query).status_code == 400, query
        assert api(carla).get(API, {"q": "a'b \\ & | ! ( :* \u0000x"}).status_code in (200, 400)
        assert api(carla).get(API, {"q": "a'b \\ & | ! ( :* <->"}).json()["count"] == 0
        assert api(omar).get(API, {"q": "x", "conversation": conversation.pk}).status_code == 404
        assert api().get(API, {"q": "x"}).status_code == 401
