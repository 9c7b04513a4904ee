"""Talk over HTTP, as the interface promises it."""

import uuid

import pytest

from market.messaging.actions import mark_read, open_conversation, post_message, post_system_message
from market.messaging.models import Message

LIST = "/api/v1/conversations/"


def messages(talk):
    return f"/api/v1/conversations/{talk.pk}/messages/"


def sent(text="Hello", **more):
    return {"client_id": str(uuid.uuid4()), "text": text, **more}


class TestWhoMay:
    def test_nobody(self, api, talk):
        assert api().get(LIST).status_code == 401
        assert api().get(messages(talk)).status_code == 401
        assert api().post(messages(talk), sent()).status_code == 401
        assert api().post(f"/api/v1/conversations/{talk.pk}/read/", {"seq": 1}).status_code == 401

    def test_a_stranger_finds_no_talk(self, api, talk, omar):
        program = api(omar)
        assert program.get(LIST).data["results"] == []
        for answer in (
            program.get(messages(talk)),
            program.post(messages(talk), sent()),
            program.post(f"/api/v1/conversations/{talk.pk}/read/", {"seq": 1}),
        ):
            assert answer.status_code == 404
            assert answer.json()["code"] == "not_found"


class TestList:
    def test_a_talk_as_its_member_gets_it(self, api, talk, carla, rahim):
        post_message(by=rahim, conversation_id=talk.pk, text="Hi")
        answer = api(carla).get(LIST).json()
        assert (answer["count"], answer["next"], answer["previous"]) == (1, None, None)
        found = answer["results"][0]
        assert found.pop("created_at").endswith("Z")
        assert found.pop("last_message")["text"] == "Hi"
        assert found == {
            "id": talk.pk,
            "title": "Logo for a shop",
            "about": "/jobs/1/",
            "people": [
                {"id": carla.pk, "display_name": "Carla", "read_seq": 0},
                {"id": rahim.pk, "display_name": "Rahim", "read_seq": 0},
            ],
            "last_seq": 1,
            "unread": 1,
            "contact_open": False,
            "url": f"/messages/{talk.pk}/",
        }

    def test_statements_do_not_grow_with_rows(self, api, carla, rahim, django_assert_num_queries):
        for number in range(12):
            talk = open_conversation(title=f"Job {number}", address="", people=[carla, rahim])
            post_message(by=rahim, conversation_id=talk.pk, text="Hi")
        program = api(carla)
        with django_assert_num_queries(4):
            assert len(program.get(LIST).data["results"]) == 12


class TestMessages:
    @pytest.fixture
    def program(self, api, talk, carla, rahim):
        for number in range(1, 61):
            Message.objects.create(
                conversation=talk, seq=number, sender=rahim, text=str(number), created_at=talk.created_at
            )
        type(talk).objects.update(last_seq=60)
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
    def test_windows_are_in_order(self, program, talk, query, seqs):
        answer = program.get(messages(talk) + query)
        assert [row["seq"] for row in answer.data["results"]] == list(seqs)
        assert answer.data["last_seq"] == 60

    @pytest.mark.parametrize("query", ["?after_seq=x", "?after_seq=-1", "?limit=0", "?limit=201", "?before_seq=0"])
    def test_a_window_that_makes_no_sense_is_named(self, program, talk, query):
        answer = program.get(messages(talk) + query)
        assert answer.status_code == 400
        assert list(answer.json()["errors"]) == [query[1:].split("=")[0]]

    def test_a_system_line_comes_in_the_callers_language(self, api, talk, carla):
        post_system_message(talk, "test.held", amount=12, at=1, count=1, who="x")
        row = api(carla).get(messages(talk), headers={"Accept-Language": "bn"}).data["results"][0]
        assert (row["sender"], row["code"]) == (None, "test.held")
        assert "১২ is held" in row["text"]


class TestSending:
    def test_a_message_as_it_stands(self, api, talk, carla):
        body = sent("  Hello  ")
        answer = api(carla).post(messages(talk), body)
        assert answer.status_code == 201
        row = answer.json()
        assert row.pop("created_at").endswith("Z")
        assert row == {
            "id": Message.objects.get().pk,
            "seq": 1,
            "sender": carla.pk,
            "client_id": body["client_id"],
            "text": "Hello",
            "files": [],
        }

    def test_again_it_is_the_same(self, api, talk, carla):
        body = sent()
        assert api(carla).post(messages(talk), body).json() == api(carla).post(messages(talk), body).json()
        assert Message.objects.count() == 1

    @pytest.mark.parametrize(
        ("body", "field"),
        [
            ({"text": "x"}, "client_id"),
            ({"text": "x", "client_id": "7"}, "client_id"),
            ({"client_id": str(uuid.uuid4())}, "text"),
            (sent(""), "text"),
            (sent("x" * 5001), "text"),
            (sent(files=[str(uuid.uuid4())]), "files"),
        ],
    )
    def test_what_is_wrong_is_named(self, api, talk, carla, body, field):
        answer = api(carla).post(messages(talk), body)
        assert answer.status_code == 400
        assert list(answer.json()["errors"]) == [field]
        assert not Message.objects.exists()

    def test_no_files_is_an_empty_list(self, api, talk, carla):
        assert api(carla).post(messages(talk), sent(files=[])).status_code == 201


class TestReading:
    def test_how_far_is_noted_and_given(self, api, talk, carla, rahim):
        post_message(by=rahim, conversation_id=talk.pk, text="Hi")
        answer = api(carla).post(f"/api/v1/conversations/{talk.pk}/read/", {"seq": "৯"})
        assert (answer.status_code, answer.json()) == (200, {"seq": 1})
        mark_read(by=rahim, conversation_id=talk.pk, seq=1)
        people = api(rahim).get(LIST).data["results"][0]["people"]
        assert [person["read_seq"] for person in people] == [1, 1]

    @pytest.mark.parametrize("body", [{}, {"seq": -1}, {"seq": "x"}])
    def test_a_number_is_needed(self, api, talk, carla, body):
        assert api(carla).post(f"/api/v1/conversations/{talk.pk}/read/", body).status_code == 400
