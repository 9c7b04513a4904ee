"""The API of conversations and messages, as documented."""

import uuid

import pytest

from market.messaging.actions import mark_read, open_conversation, post_message, post_system_message
from market.messaging.models import Message

LIST = "/api/v1/conversations/"


def messages_url(conversation):
    return f"/api/v1/conversations/{conversation.pk}/messages/"


def message_body(text="Hello", **more):
    return {"client_id": str(uuid.uuid4()), "text": text, **more}


class TestPermissions:
    def test_anonymous_gets_401(self, api, conversation):
        assert api().get(LIST).status_code == 401
        assert api().get(messages_url(conversation)).status_code == 401
        assert api().post(messages_url(conversation), message_body()).status_code == 401
        assert api().post(f"/api/v1/conversations/{conversation.pk}/read/", {"seq": 1}).status_code == 401

    def test_other_users_get_404(self, api, conversation, omar):
        client = api(omar)
        assert client.get(LIST).data["results"] == []
        for response in (
            client.get(messages_url(conversation)),
            client.post(messages_url(conversation), message_body()),
            client.post(f"/api/v1/conversations/{conversation.pk}/read/", {"seq": 1}),
        ):
            assert response.status_code == 404
            assert response.json()["code"] == "not_found"


class TestList:
    def test_the_payload_of_a_conversation(self, api, conversation, carla, rahim):
        post_message(by=rahim, conversation_id=conversation.pk, text="Hi")
        response = api(carla).get(LIST).json()
        assert (response["count"], response["next"], response["previous"]) == (1, None, None)
        row = response["results"][0]
        assert row.pop("created_at").endswith("Z")
        assert row.pop("last_message")["text"] == "Hi"
        assert row == {
            "id": conversation.pk,
            "title": "Logo for a shop",
            "about": "/jobs/1/",
            "people": [
                {
                    "id": carla.pk,
                    "display_name": "Carla",
                    "names": {"bn": "", "en": "Carla"},
                    "read_seq": 0,
                    "delivered_seq": 0,
                },
                {
                    "id": rahim.pk,
                    "display_name": "Rahim",
                    "names": {"bn": "", "en": "Rahim"},
                    "read_seq": 0,
                    "delivered_seq": 0,
                },
            ],
            "last_seq": 1,
            "unread": 1,
            "contact_open": False,
            "is_closed": False,
            "is_muted": False,
            "is_archived": False,
            "draft": "",
            "draft_at": None,
            "url": f"/messages/{conversation.pk}/",
        }

    def test_the_list_has_a_constant_query_count(self, api, carla, rahim, django_assert_num_queries):
        for number in range(9):
            conversation = open_conversation(title=f"Job {number}", address="", people=[carla, rahim])
            post_message(by=rahim, conversation_id=conversation.pk, text="Hi")
        client = api(carla)
        with django_assert_num_queries(4):
            assert len(client.get(LIST).data["results"]) == 9


class TestMessages:
    @pytest.fixture
    def client(self, api, conversation, carla, rahim):
        for number in range(1, 61):
            Message.objects.create(
                conversation=conversation,
                seq=number,
                sender=rahim,
                text=str(number),
                created_at=conversation.created_at,
            )
        type(conversation).objects.update(last_seq=60)
        return api(carla)

    @pytest.mark.parametrize(
        ("query", "seqs"),
        [
            ("", range(11, 61)),
            ("?after_seq=57", range(58, 61)),
            ("?after_seq=0&limit=2", range(1, 3)),
            ("?after_seq=60", range(0)),
            ("?after_seq=900", range(0)),
            ("?before_seq=4", range(1, 4)),
            ("?before_seq=40&limit=5", range(35, 40)),
            ("?limit=200", range(1, 61)),
        ],
    )
    def test_windows_of_messages_are_in_order(self, client, conversation, query, seqs):
        response = client.get(messages_url(conversation) + query)
        assert [row["seq"] for row in response.data["results"]] == list(seqs)
        assert response.data["last_seq"] == 60

    @pytest.mark.parametrize("query", ["?after_seq=x", "?after_seq=-1", "?limit=0", "?limit=201", "?before_seq=0"])
    def test_an_invalid_window_is_400_with_a_field_error(self, client, conversation, query):
        response = client.get(messages_url(conversation) + query)
        assert response.status_code == 400
        assert list(response.json()["errors"]) == [query[1:].split("=")[0]]

    def test_a_system_message_is_in_the_requested_language(self, api, conversation, carla):
        post_system_message(conversation, "test.held", amount=12, at=1, count=1, who="x")
        row = api(carla).get(messages_url(conversation), headers={"Accept-Language": "bn"}).data["results"][0]
        assert (row["sender"], row["code"]) == (None, "test.held")
        assert "১২ is held" in row["text"]


class TestSending:
    def test_the_payload_of_a_new_message(self, api, conversation, carla):
        body = message_body("  Hello  ")
        response = api(carla).post(messages_url(conversation), body)
        assert response.status_code == 201
        row = response.json()
        assert row.pop("created_at").endswith("Z")
        assert row == {
            "id": Message.objects.get().pk,
            "seq": 1,
            "sender": carla.pk,
            "client_id": body["client_id"],
            "text": "Hello",
            "files": [],
        }

    def test_a_repeated_client_id_returns_the_same_message(self, api, conversation, carla):
        body = message_body()
        assert (
            api(carla).post(messages_url(conversation), body).json()
            == api(carla).post(messages_url(conversation), body).json()
        )
        assert Message.objects.count() == 1

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({"text": "x"}, "client_id"),
            ({"text": "x", "client_id": "7"}, "client_id"),
            ({"client_id": str(uuid.uuid4())}, "text"),
            (message_body(""), "text"),
            (message_body("x" * 5001), "text"),
            (message_body(files=[str(uuid.uuid4())]), "files"),
        ],
    )
    def test_an_invalid_message_is_400_with_a_field_error(self, api, conversation, carla, body, field):
        response = api(carla).post(messages_url(conversation), body)
        assert response.status_code == 400
        assert list(response.json()["errors"]) == [field]
        assert not Message.objects.exists()

    def test_an_empty_list_of_files_is_accepted(self, api, conversation, carla):
        assert api(carla).post(messages_url(conversation), message_body(files=[])).status_code == 201


class TestReading:
    def test_the_read_position_is_stored_and_listed(self, api, conversation, carla, rahim):
        post_message(by=rahim, conversation_id=conversation.pk, text="Hi")
        response = api(carla).post(f"/api/v1/conversations/{conversation.pk}/read/", {"seq": "৯"})
        assert (response.status_code, response.json()) == (200, {"seq": 1})
        mark_read(by=rahim, conversation_id=conversation.pk, seq=1)
        people = api(rahim).get(LIST).data["results"][0]["people"]
        assert [(person["read_seq"], person["delivered_seq"]) for person in people] == [(1, 1), (1, 1)]

    @pytest.mark.parametrize("body", [{}, {"seq": -1}, {"seq": "x"}])
    def test_an_invalid_read_position_is_400(self, api, conversation, carla, body):
        assert api(carla).post(f"/api/v1/conversations/{conversation.pk}/read/", body).status_code == 400
