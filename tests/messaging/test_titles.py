"""The title of a conversation about no job: the names of its two people in the reader's script, stored nowhere."""

from importlib import import_module

from django.db import connection

from market.jobs.questions.actions import start_conversation
from market.messaging.actions import notify_of_unread, post_message
from market.messaging.models import Conversation
from market.notifications.models import Notification
from market.safety.actions import report_thing

MIGRATION = import_module("market.jobs.migrations.0010_conversations_about_nothing")


def test_each_reader_has_the_names_in_their_script(api, page, carla, farida, settings):
    settings.LIFECYCLE = type(settings.LIFECYCLE)(message_tell_minutes=0)
    type(farida).objects.filter(pk=farida.pk).update(other_name="ফরিদা")
    type(carla).objects.filter(pk=carla.pk).update(other_name="কার্লা")
    conversation = start_conversation(by=carla, profile_id=farida.profile.pk)
    assert conversation.title == ""
    message = post_message(by=farida, conversation_id=conversation.pk, text="Hello")
    for language, title, direct in (
        ("en", "Carla · Farida", "Direct conversation"),
        ("bn", "কার্লা · ফরিদা", "সরাসরি আলাপ"),
    ):
        type(carla).objects.filter(pk=carla.pk).update(language=language)
        carla.refresh_from_db()
        assert (
            api(carla)
            .get("/api/v1/conversations/", headers={"accept-language": language})
            .json()["results"][0]["title"]
            == title
        )
        for address in (conversation.get_absolute_url(), "/messages/"):
            html = page(carla).get(address).content.decode()
            assert title.split(" · ")[1] in html
            assert direct in html
            assert title not in html
    post_message(by=farida, conversation_id=conversation.pk, text="Are you there?")
    notify_of_unread()
    notification = Notification.objects.get(user=carla, kind="message.waiting")
    assert notification.facts["title"] == ""
    assert "ফরিদা আপনাকে লিখেছেন<" in page(carla).get("/notifications/").content.decode()
    assert report_thing(by=carla, kind="message", thing_id=message.pk, reason="spam").title == "Hello"


def test_the_migration_empties_stored_titles(carla, farida):
    conversation = start_conversation(by=carla, profile_id=farida.profile.pk)
    Conversation.objects.filter(pk=conversation.pk).update(title="Carla · Farida")
    facts = {"person": {"user": farida.pk, "name": "Farida"}, "title": "Carla · Farida"}
    url = conversation.get_absolute_url()
    notification = carla.notifications.create(
        kind="message.waiting", facts=facts, url=url, created_at=carla.date_joined
    )
    with connection.cursor() as cursor:
        cursor.execute(MIGRATION.NOTIFICATIONS)
        cursor.execute(MIGRATION.CONVERSATIONS)
    notification.refresh_from_db()
    conversation.refresh_from_db()
    assert (notification.kind, notification.facts["title"]) == ("message.waiting", "")
    assert (conversation.title, conversation.shown_title) == ("", "Carla · Farida")
