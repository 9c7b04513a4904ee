"""The pages of conversations, without script."""

import re
import uuid

import pytest

from market.messaging.actions import mark_read, open_conversation, post_message, post_system_message
from market.messaging.models import Member, Message
from market.messaging.queries import count_unread


def text_of(response, after="<html"):
    html = response.content.decode().split(after)[1]
    html = re.sub(r"<(script|style|template)\b.*?</\1>", "", html, flags=re.DOTALL)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", html))


@pytest.mark.parametrize("address", ["/messages/", "/messages/1/"])
def test_anonymous_is_redirected_to_sign_in(page, db, address):
    assert page().get(address).headers["Location"].startswith("/accounts/login/")


def test_other_users_get_404(page, conversation, omar):
    assert page(omar).get(conversation.get_absolute_url()).status_code == 404
    assert page(omar).post(conversation.get_absolute_url(), {"text": "x", "client_id": uuid.uuid4()}).status_code == 404
    assert "Logo for a shop" not in page(omar).get("/messages/").content.decode()


def test_the_list_shows_titles_last_messages_and_unread_counts(page, conversation, carla, rahim):
    older = open_conversation(title="Older", address="", people=[carla, rahim])
    post_message(by=carla, conversation_id=older.pk, text="My own words")
    post_message(by=rahim, conversation_id=conversation.pk, text="<b>হ্যালো</b>")
    html = page(carla).get("/messages/").content.decode()
    assert html.index("Logo for a shop") < html.index("Older")
    assert "&lt;b&gt;হ্যালো&lt;/b&gt;" in html
    assert '<span class="count" data-live="messages">1</span>' in html
    assert "You:" in html


def test_an_empty_list_has_a_message(page, carla):
    assert "No messages yet" in text_of(page(carla).get("/messages/"))


def test_opening_a_conversation_shows_it_in_order_and_marks_it_read(page, conversation, carla, rahim):
    post_message(by=rahim, conversation_id=conversation.pk, text="First")
    post_system_message(conversation, "test.held", amount=5, at=1, count=1, who="Carla")
    post_message(by=rahim, conversation_id=conversation.pk, text="Second\nline")
    html = page(carla).get(conversation.get_absolute_url())
    words = text_of(html, 'id="log"')
    assert words.index("First") < words.index("5 is held") < words.index("Second")
    assert "Second<br>line" in html.content.decode()
    assert words.count("Today") == 1
    assert "New" in words
    assert count_unread(carla) == 0
    assert Member.objects.get(user=carla).read_seq == 3


def test_the_form_works_without_script_and_a_double_post_is_one_message(page, conversation, carla):
    browser = page(carla)
    form = browser.get(conversation.get_absolute_url()).content.decode()
    client_id = re.search(r'name="client_id" value="([^"]+)"', form)[1]
    for _ in range(2):
        response = browser.post(conversation.get_absolute_url(), {"client_id": client_id, "text": "হ্যালো"})
        assert response.headers["Location"] == f"{conversation.get_absolute_url()}#last"
    assert [message.text for message in Message.objects.all()] == ["হ্যালো"]
    assert "হ্যালো" in text_of(browser.get(conversation.get_absolute_url()))


@pytest.mark.parametrize(("text", "words"), [("", "Write something first"), ("x" * 5001, "5000")])
def test_a_refused_message_keeps_the_input(page, conversation, carla, text, words):
    response = page(carla).post(conversation.get_absolute_url(), {"client_id": uuid.uuid4(), "text": text})
    assert response.status_code == 400
    assert words in text_of(response)
    assert text in response.content.decode()
    assert not Message.objects.exists()


def test_own_messages_are_marked_sent_then_delivered_then_read(page, conversation, carla, rahim):
    def mark():
        return re.search(r'data-mark="(\w+)">(\w+)', page(carla).get(conversation.get_absolute_url()).content.decode())

    post_message(by=carla, conversation_id=conversation.pk, text="Seen?")
    assert mark().groups() == ("sent", "sent")
    Member.objects.filter(user=rahim).update(delivered_seq=1)
    assert mark().groups() == ("delivered", "delivered")
    mark_read(by=rahim, conversation_id=conversation.pk, seq=1)
    assert mark().groups() == ("read", "read")


def test_a_long_conversation_starts_at_its_end_and_pages_back(page, conversation, carla, rahim):
    rows = [
        Message(conversation=conversation, seq=n, sender=rahim, text=f"word-{n}-", created_at=conversation.created_at)
        for n in range(1, 121)
    ]
    Message.objects.bulk_create(rows)
    type(conversation).objects.update(last_seq=120)
    browser = page(carla)
    newest = browser.get(conversation.get_absolute_url()).content.decode()
    assert "word-120-" in newest
    assert "word-70-" not in newest
    assert 'href="?before=71"' in newest
    middle = browser.get(conversation.get_absolute_url(), {"before": "71"}).content.decode()
    assert "word-70-" in middle
    assert "word-71-" not in middle
    oldest = browser.get(conversation.get_absolute_url(), {"before": "21"}).content.decode()
    assert "word-1-" in oldest
    assert "data-older" not in oldest


@pytest.mark.parametrize("before", ["x", "-1", "0", "9" * 30, "৫"])
def test_an_invalid_window_shows_the_newest_messages(page, conversation, carla, before):
    assert page(carla).get(conversation.get_absolute_url(), {"before": before}).status_code == 200


def test_paging_back_does_not_mark_new_messages_as_read(page, conversation, carla, rahim):
    for text in "abc":
        post_message(by=rahim, conversation_id=conversation.pk, text=text)
    page(carla).get(conversation.get_absolute_url(), {"before": "2"})
    assert count_unread(carla) == 3


def test_pages_have_a_constant_query_count(page, carla, rahim, django_assert_max_num_queries):
    for number in range(9):
        conversation = open_conversation(title=f"Job {number}", address="", people=[carla, rahim])
        post_message(by=rahim, conversation_id=conversation.pk, text="Hi")
    browser = page(carla)
    browser.get("/messages/")  # from then on the menu knows whether there is a course
    with django_assert_max_num_queries(8):
        browser.get("/messages/")
    mark_read(by=carla, conversation_id=conversation.pk, seq=1)
    with django_assert_max_num_queries(15):
        browser.get(conversation.get_absolute_url())


@pytest.mark.parametrize("address", ["/messages/", "talk"])
def test_bangla_pages_have_no_latin_words(page, conversation, rahim, carla, address):
    rahim.display_name, carla.display_name = "রহিম", "কার্লা"
    rahim.save()
    carla.save()
    type(conversation).objects.update(title="দোকানের লোগো")
    post_message(by=carla, conversation_id=conversation.pk, text="শুভ সকাল")
    response = page(rahim).get(conversation.get_absolute_url() if address == "talk" else address)
    main = re.split("<main[^>]*>", response.content.decode())[1].split("</main>")[0]
    main = re.sub(r"<(script|style)\b.*?</\1>", "", main, flags=re.DOTALL)
    visible = re.sub(r"<[^>]+>", " ", main) + " ".join(
        re.findall(r'(?:aria-label|placeholder|data-saved)="([^"]+)"', main)
    )
    assert re.findall(r"[A-Za-z]{2,}", visible) == []


class TestFirstUnread:
    def write(self, conversation, by, count):
        for number in range(count):
            post_message(by=by, conversation_id=conversation.pk, text=f"Line {number}")

    def test_the_list_leads_to_the_first_new_message(self, page, conversation, carla, rahim):
        self.write(conversation, rahim, 2)
        browser, here = page(carla), conversation.get_absolute_url()
        assert f'href="{here}#new"' in browser.get("/messages/").content.decode()
        html = browser.get(here).content.decode()
        assert html.index('id="new"') < html.index('id="m1"')
        assert "Go to the first unread" not in html
        assert f'href="{here}"' in browser.get("/messages/").content.decode()
        assert 'id="new"' not in browser.get(here).content.decode()

    def test_of_more_than_a_page_a_link_leads_to_the_first(self, page, conversation, carla, rahim):
        self.write(conversation, rahim, 58)
        mark_read(by=carla, conversation_id=conversation.pk, seq=5)
        browser, here = page(carla), conversation.get_absolute_url()
        html = browser.get(here).content.decode()
        assert 'id="new"' not in html  # not above a message that is not the first new one
        assert "?before=46&amp;new=6#new" in html
        html = browser.get(f"{here}?before=46&new=6").content.decode()
        assert html.index('id="m5"') < html.index('id="new"') < html.index('id="m6"')
        assert "Later messages" not in browser.get(f"{here}?before=58").content.decode()
        assert "?before=56" in browser.get(f"{here}?before=6").content.decode()
        assert "Go to the first unread" not in browser.get(here).content.decode()


def test_web_addresses_in_a_message_are_links_and_nothing_else_is(page, conversation, carla):
    type(conversation).objects.update(contact_open_at=conversation.created_at)
    written = 'See https://example.com/a?b=1&c="x. javascript:alert(1) <b>'
    post_message(by=carla, conversation_id=conversation.pk, text=written)
    html = page(carla).get(conversation.get_absolute_url()).content.decode()
    address = "https://example.com/a?b=1&amp;c="
    assert f'<a href="{address}" rel="nofollow noopener noreferrer" target="_blank">{address}</a>&#34;x.' in html
    assert "javascript:alert(1) &lt;b&gt;" in html
