"""The socket as the interface promises it, over the wire."""

import asyncio
import json
import uuid
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from asgiref.sync import sync_to_async
from django.contrib.sessions.models import Session
from websockets.exceptions import ConnectionClosed, InvalidStatus

from market.accounts.models import User
from market.accounts.sign_in.sessions import ACTIVE_AT, SessionStore
from market.accounts.terms.actions import agree
from market.core.base import clock, events
from market.messaging.actions import mark_read, open_conversation, post_message, post_system_message
from market.messaging.models import Member, Message
from market.realtime.actions import issue_ticket
from market.realtime.asgi import close_all
from market.realtime.models import Ticket
from tests.realtime.client import heard, say, send, session_of

later = sync_to_async


@pytest.fixture
def talk(transactional_db, carla, rahim):
    return open_conversation(title="Logo", address="/jobs/1/", people=[carla, rahim])


def run(work):
    return asyncio.run(work)


def test_a_message_is_acknowledged_to_its_socket_and_shown_to_the_others(served, talk, carla, rahim):
    async def story():
        async with (
            await later(served.device)(carla) as phone,
            await later(served.device)(carla) as laptop,
            await later(served.device)(rahim) as other,
        ):
            client_id = await say(phone, talk.pk, "  হ্যালো  ")
            acknowledged = await heard(phone, "message.acknowledged")
            shown = [await heard(laptop, "message.created"), await heard(other, "message.created")]
            await send(phone, type="ping")
            nothing_else = await heard_all_until(phone, "pong")
            return client_id, acknowledged, shown, nothing_else

    client_id, acknowledged, shown, rest = run(story())
    message = Message.objects.get()
    assert acknowledged == {
        "type": "message.acknowledged",
        "conversation": talk.pk,
        "client_id": client_id,
        "id": message.pk,
        "seq": 1,
    }
    assert shown[0] == shown[1]
    assert shown[0]["conversation"] == talk.pk
    created_at = shown[0]["message"].pop("created_at")
    assert created_at.endswith("Z")
    assert shown[0]["message"] == {
        "id": message.pk,
        "seq": 1,
        "sender": carla.pk,
        "client_id": client_id,
        "text": "হ্যালো",
        "files": [],
    }
    assert "message.created" not in [frame["type"] for frame in rest]


async def heard_all_until(socket, kind):
    frames = []
    async with asyncio.timeout(5):
        while not frames or frames[-1]["type"] != kind:
            frames.append(json.loads(await socket.recv()))
    return frames


def test_the_same_client_id_again_gives_the_same_acknowledgement(served, talk, carla):
    async def story():
        async with await later(served.device)(carla) as phone:
            client_id = await say(phone, talk.pk, "Once")
            await say(phone, talk.pk, "Once", client_id)
            await say(phone, talk.pk, "Two")
            first = [await heard(phone, "message.acknowledged") for _ in range(3)]
        async with await later(served.device)(carla) as phone:
            await say(phone, talk.pk, "Once", client_id)
            return first, await heard(phone, "message.acknowledged")

    (one, again, two), later_on = run(story())
    assert one == again == later_on
    assert (one["seq"], two["seq"]) == (1, 2)
    assert [message.text for message in Message.objects.all()] == ["Once", "Two"]


def test_resume_gives_what_was_missed_in_order_then_says_so(served, talk, carla, rahim):
    for number in range(250):
        Message.objects.create(
            conversation=talk,
            seq=number + 1,
            sender=carla,
            client_id=uuid.uuid4(),
            text=str(number),
            created_at=clock.now(),
        )
    type(talk).objects.update(last_seq=250)

    async def story():
        async with await later(served.device)(rahim) as phone:
            await send(phone, type="resume", conversations={str(talk.pk): 41, "999999": 3})
            return await heard_all_until(phone, "resumed")

    *created, resumed = [frame for frame in run(story()) if frame["type"] != "presence"]
    assert [frame["message"]["seq"] for frame in created] == list(range(42, 251))
    assert resumed == {"type": "resumed", "conversations": {str(talk.pk): 250}}


def test_resume_beyond_the_end_does_not_hide_what_comes(served, talk, carla, rahim):
    async def story():
        async with await later(served.device)(rahim) as phone:
            await send(phone, type="resume", conversations={str(talk.pk): 900})
            resumed = await heard(phone, "resumed")
            await later(post_message)(by=carla, conversation_id=talk.pk, text="New")
            return resumed, await heard(phone, "message.created")

    resumed, created = run(story())
    assert resumed["conversations"] == {str(talk.pk): 0}
    assert created["message"]["seq"] == 1


def test_pages_and_sockets_interleave_in_one_order(served, talk, carla, rahim):
    async def story():
        async with await later(served.device)(rahim) as phone, await later(served.device)(carla) as other:
            for number in range(10):
                await say(other, talk.pk, f"socket {number}")
                await later(post_message)(by=rahim, conversation_id=talk.pk, text=f"page {number}")
            seen = [await heard(phone, "message.created") for _ in range(20)]
            mine = []
            while len(mine) < 20:
                frame = json.loads(await other.recv())
                mine += [frame] if frame["type"].startswith("message.") else []
            return seen, mine

    seen, mine = run(story())
    assert [frame["message"]["seq"] for frame in seen] == list(range(1, 21))
    order = [frame["seq"] if frame["type"] == "message.acknowledged" else frame["message"]["seq"] for frame in mine]
    assert order == list(range(1, 21))


def test_a_system_line_speaks_each_readers_language(served, talk, carla, rahim, monkeypatch):
    monkeypatch.setattr(events, "_events", dict(events._events))

    class Delivered(events.Event, code="test.line"):
        system_message = "Work was delivered on %(at)s"

    async def story():
        async with await later(served.device)(rahim) as bangla, await later(served.device)(carla) as english:
            await later(post_system_message)(talk, "test.line", at=clock.now().date())
            return await heard(bangla, "message.created"), await heard(english, "message.created")

    bangla, english = run(story())
    assert english["message"]["sender"] is None
    assert english["message"]["code"] == "test.line"
    assert "২০২৬" in bangla["message"]["text"]
    assert "2026" in english["message"]["text"]


def test_read_and_typing_reach_the_other_side(served, talk, carla, rahim):
    post_message(by=carla, conversation_id=talk.pk, text="Read me")

    async def story():
        async with await later(served.device)(rahim) as phone, await later(served.device)(carla) as other:
            await send(phone, type="typing", conversation=talk.pk)
            await send(phone, type="typing", conversation=talk.pk)
            typing = await heard(other, "typing")
            await send(phone, type="read", conversation=talk.pk, seq=7)
            frames = await heard_all_until(other, "read")
            return typing, frames

    typing, frames = run(story())
    assert typing == {"type": "typing", "conversation": talk.pk, "user": rahim.pk}
    assert frames == [{"type": "read", "conversation": talk.pk, "user": rahim.pk, "seq": 1}]
    assert Member.objects.get(user=rahim).read_seq == 1


def test_presence_is_told_to_those_one_talks_with(served, talk, carla, rahim, omar):
    async def story():
        async with await later(served.device)(carla) as phone, await later(served.device)(omar) as outsider:
            async with await later(served.device)(rahim) as other:
                came = await heard(phone, "presence")
                there = await heard(other, "presence")
            left = await heard(phone, "presence")
            await send(outsider, type="ping")
            return came, there, left, await heard_all_until(outsider, "pong")

    came, there, left, outsider = run(story())
    assert came == {"type": "presence", "user": rahim.pk, "online": True}
    assert there == {"type": "presence", "user": carla.pk, "online": True}
    assert left == {"type": "presence", "user": rahim.pk, "online": False}
    assert outsider == [{"type": "pong"}]


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ({"type": "message.send", "text": "Hi", "client_id": str(uuid.uuid4())}, "not_found"),
        ({"type": "read", "seq": 1}, "not_found"),
        ({"type": "typing"}, "not_found"),
    ],
)
def test_membership_is_checked_on_every_frame(served, talk, omar, frame, code):
    async def story():
        async with await later(served.device)(omar) as phone:
            await send(phone, conversation=talk.pk, **frame)
            error = await heard(phone, "error")
            await send(phone, type="resume", conversations={str(talk.pk): 0})
            return error, await heard(phone, "resumed")

    error, resumed = run(story())
    assert error["code"] == code
    assert error.get("client_id") == frame.get("client_id")
    assert resumed["conversations"] == {}
    assert not Message.objects.exists()


def test_who_has_not_agreed_to_new_terms_reads_but_does_not_write_from_a_browser(served, talk, carla, settings):
    settings.CONSENT_SINCE = clock.local(clock.now()).date()
    User.objects.filter(pk=carla.pk).update(consent_version="2020-01")
    carla.refresh_from_db()
    session = session_of(carla)

    async def story():
        async with served.by_session(session) as phone, await later(served.device)(carla) as program:
            client_id = await say(phone, talk.pk, "Hi")
            error = await heard(phone, "error")
            await say(program, talk.pk, "By a program")
            await heard(program, "message.acknowledged")
            await sync_to_async(agree)(by=carla, version=settings.CONSENT_VERSION)
            await say(phone, talk.pk, "Now")
            return client_id, error, await heard(phone, "message.acknowledged")

    client_id, error, acknowledged = run(story())
    assert (error["code"], error["client_id"]) == ("agreement_missing", client_id)
    assert acknowledged["seq"] == 2


def test_who_is_no_member_any_more_gets_nothing_more(served, talk, carla, rahim):
    async def story():
        async with await later(served.device)(rahim) as phone:
            await later(Member.objects.filter(user=rahim).delete)()
            await later(post_message)(by=carla, conversation_id=talk.pk, text="Between us")
            await say(phone, talk.pk, "Still here?")
            frames = await heard_all_until(phone, "error")
            await send(phone, type="ping")
            return frames + await heard_all_until(phone, "pong")

    assert [frame["type"] for frame in run(story()) if frame["type"] != "presence"] == ["error", "pong"]


BAD = [
    ("", "frame_not_readable"),
    ("[]", "frame_not_readable"),
    ('"ping"', "frame_not_readable"),
    ("{}", "frame_not_readable"),
    ('{"type": 5}', "frame_not_readable"),
    ("[" * 30000, "frame_not_readable"),
    ('{"type": "drop.table"}', "frame_unknown"),
    ('{"type": "message.send", "conversation": 1, "client_id": "x", "text": "a"}', "frame_wrong"),
    ('{"type": "message.send", "conversation": "1", "text": "a"}', "frame_wrong"),
    ('{"type": "message.send", "conversation": true, "text": "a"}', "frame_wrong"),
    ('{"type": "read", "conversation": 1, "seq": -1}', "frame_wrong"),
    ('{"type": "read", "conversation": 1, "seq": 1e400}', "frame_wrong"),
    ('{"type": "resume", "conversations": []}', "frame_wrong"),
    ('{"type": "resume", "conversations": {"seven": 1}}', "frame_wrong"),
    (b"\x00\x01", "frame_not_readable"),
]


@pytest.mark.parametrize(("raw", "code"), BAD)
def test_a_bad_frame_is_answered_and_the_socket_lives(served, carla, raw, code):
    async def story():
        async with await later(served.device)(carla) as phone:
            await phone.send(raw)
            error = await heard(phone, "error")
            await send(phone, type="ping")
            await heard(phone, "pong")
            return error

    error = run(story())
    assert error["code"] == code
    assert error["detail"]
    assert error["help"].endswith("/help/programs/#socket")


@pytest.mark.parametrize(
    ("text", "code"), [("", "text_missing"), (" \u200b\n", "text_missing"), ("ক্ষ" * 5001, "text_too_long")]
)
def test_text_is_one_to_5000_characters_as_a_reader_counts(served, talk, carla, text, code):
    async def story():
        async with await later(served.device)(carla) as phone:
            client_id = await say(phone, talk.pk, text)
            error = await heard(phone, "error")
            await say(phone, talk.pk, "ক্ষ" * 5000)
            await heard(phone, "message.acknowledged")
            return client_id, error

    client_id, error = run(story())
    assert (error["code"], error["client_id"]) == (code, client_id)
    assert ("help" in error) is (code == "text_too_long")


def test_a_frame_over_64_kb_closes_the_socket(served, carla):
    async def story():
        async with await later(served.device)(carla) as phone:
            await phone.send(json.dumps({"type": "ping", "pad": "x" * 65_600}))
            error = await heard(phone, "error")
            with pytest.raises(ConnectionClosed) as closed:
                await heard(phone, "pong")
            return error["code"], closed.value.rcvd.code

    assert run(story()) == ("frame_too_big", 1009)


async def flood(phone):
    for _ in range(1000):
        await phone.send('{"type": "ping"}')
    while True:
        await phone.recv()


def test_a_flood_is_refused_then_closed(served, carla):
    async def story():
        async with await later(served.device)(carla) as phone:
            with pytest.raises(ConnectionClosed) as closed:
                await flood(phone)
            return closed.value.rcvd.code

    assert run(story()) == 1008


def test_past_the_limit_a_minute_messages_are_refused_with_their_id(served, talk, carla):
    async def story():
        async with await later(served.device)(carla) as phone:
            ids = [await say(phone, talk.pk, str(number)) for number in range(70)]
            answers = []
            while len(answers) < 70:
                frame = json.loads(await phone.recv())
                if frame["type"] in ("message.acknowledged", "error"):
                    answers.append((frame["client_id"], frame.get("code")))
            return ids, answers

    ids, answers = run(story())
    assert sorted(ids) == sorted(client_id for client_id, _ in answers)
    refused = [code for _, code in answers if code]
    assert set(refused) == {"too_many"}
    # The minute may turn while this runs: then there is room for more.
    assert Message.objects.count() == 70 - len(refused) >= 60


class TestWhoComesIn:
    def test_nobody_is_refused(self, served, carla):
        async def story(opening):
            with pytest.raises(InvalidStatus) as refused:
                async with opening:
                    pass
            return refused.value.response.status_code

        assert run(story(served.by_session(""))) == 403
        assert run(story(served.by_session("made-up"))) == 403
        assert run(story(served.by_ticket("made-up"))) == 403

    @pytest.mark.parametrize("origin", ["http://evil.example", "https://127.0.0.1.evil.example", "null", "file://"])
    def test_a_page_of_another_site_is_refused(self, served, carla, origin):
        session = session_of(carla)

        async def story():
            with pytest.raises(InvalidStatus) as refused:
                async with served.by_session(session, Origin=origin):
                    pass
            return refused.value.response.status_code

        assert run(story()) == 403

    def test_our_own_page_and_a_program_are_taken(self, served, carla):
        session = session_of(carla)

        async def story():
            for headers in ({}, {"Origin": f"http://localhost:{served.port}"}):
                async with served.by_session(session, **headers) as socket:
                    await send(socket, type="ping")
                    await heard(socket, "pong")

        run(story())

    def test_a_ticket_is_good_once_and_for_thirty_seconds(self, served, carla):
        used = issue_ticket(by=carla)
        known = set(Ticket.objects.values_list("pk", flat=True))
        old = issue_ticket(by=carla)
        Ticket.objects.exclude(pk__in=known).update(expires_at=clock.wall() - timedelta(seconds=1))

        async def story():
            async with served.by_ticket(used) as socket:
                await send(socket, type="ping")
                await heard(socket, "pong")
            for ticket in (used, old):
                with pytest.raises(InvalidStatus):
                    async with served.by_ticket(ticket):
                        pass

        run(story())
        assert not Ticket.objects.exists()

    def test_two_who_come_with_one_ticket_are_one(self, served, carla):
        ticket = issue_ticket(by=carla)

        async def story():
            opened = await asyncio.gather(*(served.by_ticket(ticket) for _ in range(8)), return_exceptions=True)
            sockets = [each for each in opened if not isinstance(each, BaseException)]
            for socket in sockets:
                await socket.close()
            return len(sockets)

        assert run(story()) == 1

    def test_staff_without_a_second_factor_are_refused(self, served, mitu):
        session = session_of(mitu)

        async def story():
            with pytest.raises(InvalidStatus):
                async with served.by_session(session):
                    pass

        run(story())


class TestWhoMustLeave:
    @staticmethod
    def closing(opening, end):
        async def story():
            async with opening as socket:
                await send(socket, type="ping")
                await heard(socket, "pong")
                await later(end)()
                with pytest.raises(ConnectionClosed) as closed:
                    await heard(socket, "never", wait=1)
                return closed.value.rcvd.code

        return run(story())

    def test_a_revoked_session(self, served, carla):
        session = session_of(carla)
        end = Session.objects.filter(session_key=session).delete
        assert self.closing(served.by_session(session), end) == 4401

    def test_staff_who_did_nothing_for_half_an_hour(self, served, page, mitu):
        Authenticator.objects.create(user=mitu, type=Authenticator.Type.TOTP, data={})
        browser = page(mitu)
        assert browser.get("/settings/").status_code == 200

        def half_an_hour():
            session = SessionStore(browser.cookies["sessionid"].value)
            session[ACTIVE_AT] = (clock.wall() - timedelta(minutes=30)).isoformat()
            session.save()

        assert self.closing(served.by_session(browser.cookies["sessionid"].value), half_an_hour) == 4401

    def test_a_deactivated_person(self, served, carla):
        end = lambda: User.objects.filter(pk=carla.pk).update(is_active=False)  # noqa: E731
        assert self.closing(served.by_session(session_of(carla)), end) == 4401

    def test_a_changed_password(self, served, carla):
        carla.set_password("another-long-one")
        assert self.closing(served.by_session(session_of(User.objects.get(pk=carla.pk))), carla.save) == 4401

    def test_signing_out(self, served, page, carla):
        browser = page(carla)
        session = browser.cookies["sessionid"].value
        assert self.closing(served.by_session(session), lambda: browser.post("/accounts/logout/")) == 4401

    def test_a_token_that_is_given_back(self, served, api, carla):
        token = api().post("/api/v1/auth/token/", {"email": carla.email, "password": "amar-kaj-demo"}).data["token"]
        program = api()
        program.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
        ticket = program.post("/api/v1/ws-ticket/").data["ticket"]
        assert self.closing(served.by_ticket(ticket), lambda: program.delete("/api/v1/auth/token/")) == 4401

    def test_others_stay(self, served, talk, carla, rahim):
        session, other = session_of(carla), session_of(rahim)

        async def story():
            async with served.by_session(session) as gone, served.by_session(other) as stays:
                await later(Session.objects.filter(session_key=session).delete)()
                with pytest.raises(ConnectionClosed):
                    await heard(gone, "never", wait=1)
                await send(stays, type="ping")
                return await heard(stays, "pong")

        assert run(story()) == {"type": "pong"}


def test_a_server_that_stops_closes_with_1012_and_takes_nobody(threaded, served, carla):
    ticket, another = issue_ticket(by=carla), issue_ticket(by=carla)

    async def story():
        async with served.by_ticket(ticket) as socket:
            await send(socket, type="ping")
            await heard(socket, "pong")
            asyncio.run_coroutine_threadsafe(close_all(), threaded.loop)
            with pytest.raises(ConnectionClosed) as closed:
                await heard(socket, "never")
            with pytest.raises(InvalidStatus):
                async with served.by_ticket(another):
                    pass
            return closed.value.rcvd.code

    assert run(story()) == 1012


def test_reading_never_goes_back_nor_past_the_end(talk, carla, rahim):
    for text in ("one", "two"):
        post_message(by=carla, conversation_id=talk.pk, text=text)
    assert mark_read(by=rahim, conversation_id=talk.pk, seq=2).read_seq == 2
    assert mark_read(by=rahim, conversation_id=talk.pk, seq=1).read_seq == 2
