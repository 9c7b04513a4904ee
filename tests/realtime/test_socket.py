"""The documented interface of the socket, over the wire."""

import asyncio
import json
import signal
import uuid
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from asgiref.sync import sync_to_async
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError
from websockets.exceptions import ConnectionClosed, InvalidStatus

from market.accounts.models import User
from market.accounts.sign_in.sessions import ACTIVE_AT, SessionStore
from market.accounts.terms.actions import agree
from market.core.base import clock, events
from market.files.actions import keep_upload
from market.messaging.actions import mark_read, open_conversation, post_message, post_system_message
from market.messaging.models import Member, Message
from market.messaging.subjects import subject_of
from market.realtime import asgi
from market.realtime.actions import issue_ticket
from market.realtime.asgi import close_all
from market.realtime.models import Ticket
from tests import make
from tests.realtime.client import Site, receive, send, send_message, session_of
from tests.realtime.conftest import SiteProcess

in_thread = sync_to_async


@pytest.fixture
def conversation(transactional_db, carla, rahim):
    return open_conversation(title="Logo", address="/jobs/1/", people=[carla, rahim])


def run(coroutine):
    return asyncio.run(coroutine)


def test_a_message_is_acknowledged_to_the_sender_and_sent_to_the_others(served, conversation, carla, rahim):
    async def scenario():
        async with (
            await in_thread(served.device)(carla) as phone,
            await in_thread(served.device)(carla) as laptop,
            await in_thread(served.device)(rahim) as other,
        ):
            client_id = await send_message(phone, conversation.pk, "  হ্যালো  ")
            acknowledged = await receive(phone, "message.acknowledged")
            created = [await receive(laptop, "message.created"), await receive(other, "message.created")]
            await send(phone, type="ping")
            nothing_else = await receive_until(phone, "pong")
            return client_id, acknowledged, created, nothing_else

    client_id, acknowledged, created, rest = run(scenario())
    message = Message.objects.get()
    assert acknowledged == {
        "type": "message.acknowledged",
        "conversation": conversation.pk,
        "client_id": client_id,
        "id": message.pk,
        "seq": 1,
    }
    assert created[0] == created[1]
    assert created[0]["conversation"] == conversation.pk
    created_at = created[0]["message"].pop("created_at")
    assert created_at.endswith("Z")
    assert created[0]["message"] == {
        "id": message.pk,
        "seq": 1,
        "sender": carla.pk,
        "client_id": client_id,
        "text": "হ্যালো",
        "files": [],
    }
    assert "message.created" not in [frame["type"] for frame in rest]


def test_files_of_a_message_reach_every_device_and_wrong_ones_are_refused(served, conversation, carla, rahim):
    post_message(by=rahim, conversation_id=conversation.pk, text="Hello")
    own = keep_upload(by=carla, file=SimpleUploadedFile("call 01711223344.txt", b"work"))
    foreign = keep_upload(by=rahim, file=SimpleUploadedFile("b.txt", b"work"))

    async def scenario():
        async with (
            await in_thread(served.device)(carla) as phone,
            await in_thread(served.device)(carla) as laptop,
            await in_thread(served.device)(rahim) as other,
        ):
            about = {"type": "message.send", "conversation": conversation.pk, "text": ""}
            sent = {**about, "client_id": str(uuid.uuid4()), "files": [str(own.pk)]}
            await send(phone, **sent)
            acknowledged = await receive(phone, "message.acknowledged")
            created = [(await receive(each, "message.created"))["message"] for each in (laptop, other)]
            await send(phone, **sent)
            again = await receive(phone, "message.acknowledged")
            errors = []
            for files in ([str(foreign.pk)], ["x"], "x", [], [str(uuid.uuid4())] * 2):
                await send(phone, **{**about, "client_id": str(uuid.uuid4()), "files": files})
                errors.append((await receive(phone, "error"))["code"])
            return acknowledged, created, again, errors

    acknowledged, created, again, errors = run(scenario())
    assert acknowledged == again
    assert [each["files"] for each in created] == [[str(own.pk)]] * 2
    assert [each["attachments"][0]["name"] for each in created] == ["call 01711223344.txt", "call •••.txt"]
    assert [each["attachments"][0]["is_veiled"] for each in created] == [False, True]
    assert errors == ["invalid", "invalid", "frame_wrong", "text_missing", "invalid"]
    assert Message.objects.filter(conversation=conversation).count() == 2


async def receive_until(socket, kind):
    frames = []
    async with asyncio.timeout(5):
        while not frames or frames[-1]["type"] != kind:
            frames.append(json.loads(await socket.recv()))
    return frames


def test_a_repeated_client_id_gets_the_same_acknowledgement(served, conversation, carla):
    async def scenario():
        async with await in_thread(served.device)(carla) as phone:
            client_id = await send_message(phone, conversation.pk, "Once")
            await send_message(phone, conversation.pk, "Once", client_id)
            await send_message(phone, conversation.pk, "Two")
            first = [await receive(phone, "message.acknowledged") for _ in range(3)]
        async with await in_thread(served.device)(carla) as phone:
            await send_message(phone, conversation.pk, "Once", client_id)
            return first, await receive(phone, "message.acknowledged")

    (one, again, two), later_on = run(scenario())
    assert one == again == later_on
    assert (one["seq"], two["seq"]) == (1, 2)
    assert [message.text for message in Message.objects.all()] == ["Once", "Two"]


def test_resume_sends_missed_messages_in_order_then_resumed(served, conversation, carla, rahim):
    for number in range(250):
        Message.objects.create(
            conversation=conversation,
            seq=number + 1,
            sender=carla,
            client_id=uuid.uuid4(),
            text=str(number),
            created_at=clock.now(),
        )
    type(conversation).objects.update(last_seq=250)

    async def scenario():
        async with await in_thread(served.device)(rahim) as phone:
            await send(phone, type="resume", conversations={str(conversation.pk): 41, "999999": 3})
            return await receive_until(phone, "resumed")

    *created, resumed = [frame for frame in run(scenario()) if frame["type"] != "presence"]
    assert [frame["message"]["seq"] for frame in created] == list(range(42, 251))
    assert resumed == {"type": "resumed", "conversations": {str(conversation.pk): 250}}


def test_resume_beyond_the_end_does_not_skip_new_messages(served, conversation, carla, rahim):
    async def scenario():
        async with await in_thread(served.device)(rahim) as phone:
            await send(phone, type="resume", conversations={str(conversation.pk): 900})
            resumed = await receive(phone, "resumed")
            await in_thread(post_message)(by=carla, conversation_id=conversation.pk, text="New")
            return resumed, await receive(phone, "message.created")

    resumed, created = run(scenario())
    assert resumed["conversations"] == {str(conversation.pk): 0}
    assert created["message"]["seq"] == 1


def test_messages_from_pages_and_sockets_arrive_in_one_order(served, conversation, carla, rahim):
    async def scenario():
        async with await in_thread(served.device)(rahim) as phone, await in_thread(served.device)(carla) as other:
            for number in range(10):
                await send_message(other, conversation.pk, f"socket {number}")
                await in_thread(post_message)(by=rahim, conversation_id=conversation.pk, text=f"page {number}")
            seen = [await receive(phone, "message.created") for _ in range(20)]
            own_frames = []
            while len(own_frames) < 20:
                frame = json.loads(await other.recv())
                own_frames += [frame] if frame["type"].startswith("message.") else []
            return seen, own_frames

    seen, own_frames = run(scenario())
    assert [frame["message"]["seq"] for frame in seen] == list(range(1, 21))
    order = [
        frame["seq"] if frame["type"] == "message.acknowledged" else frame["message"]["seq"] for frame in own_frames
    ]
    assert order == list(range(1, 21))


def test_a_system_message_is_in_each_readers_language(served, conversation, carla, rahim, monkeypatch):
    monkeypatch.setattr(events, "_events", dict(events._events))

    class Delivered(events.Event, code="test.line"):
        system_message = "Work was delivered on %(at)s"

    async def scenario():
        async with await in_thread(served.device)(rahim) as bangla, await in_thread(served.device)(carla) as english:
            await in_thread(post_system_message)(conversation, "test.line", at=clock.now().date())
            return await receive(bangla, "message.created"), await receive(english, "message.created")

    bangla, english = run(scenario())
    assert english["message"]["sender"] is None
    assert english["message"]["code"] == "test.line"
    assert "২০২৬" in bangla["message"]["text"]
    assert "2026" in english["message"]["text"]


def test_a_system_message_leads_to_what_it_is_about_whoever_may_open_it(
    served, conversation, carla, rahim, monkeypatch
):
    monkeypatch.setattr(events, "_events", dict(events._events))
    job = make.make_job(carla, visibility="invited")

    class JobWritten(events.Event, code="test.line"):
        system_message = "The job is written"

    async def scenario():
        async with await in_thread(served.device)(rahim) as stranger, await in_thread(served.device)(carla) as owner:
            await in_thread(post_system_message)(conversation, "test.line", subject_of(job))
            return await receive(stranger, "message.created"), await receive(owner, "message.created")

    stranger, owner = run(scenario())
    assert owner["message"]["url"] == job.get_absolute_url()
    assert "url" not in stranger["message"]


def test_read_and_typing_reach_the_other_side(served, conversation, carla, rahim):
    post_message(by=carla, conversation_id=conversation.pk, text="Read me")

    async def scenario():
        async with await in_thread(served.device)(rahim) as phone, await in_thread(served.device)(carla) as other:
            await send(phone, type="typing", conversation=conversation.pk)
            await send(phone, type="typing", conversation=conversation.pk)
            typing = await receive(other, "typing")
            await send(phone, type="read", conversation=conversation.pk, seq=7)
            frames = await receive_until(other, "read")
            return typing, frames

    typing, frames = run(scenario())
    assert typing == {"type": "typing", "conversation": conversation.pk, "user": rahim.pk}
    assert frames == [{"type": "read", "conversation": conversation.pk, "user": rahim.pk, "seq": 1}]
    assert Member.objects.get(user=rahim).read_seq == 1


def test_presence_is_sent_to_members_of_shared_conversations(served, conversation, carla, rahim, omar):
    async def scenario():
        async with await in_thread(served.device)(carla) as phone, await in_thread(served.device)(omar) as outsider:
            async with await in_thread(served.device)(rahim) as other:
                came_online = await receive(phone, "presence")
                already_online = await receive(other, "presence")
            went_offline = await receive(phone, "presence")
            await send(outsider, type="ping")
            return came_online, already_online, went_offline, await receive_until(outsider, "pong")

    came_online, already_online, went_offline, outsider = run(scenario())
    assert came_online == {"type": "presence", "user": rahim.pk, "online": True}
    assert already_online == {"type": "presence", "user": carla.pk, "online": True}
    assert went_offline == {"type": "presence", "user": rahim.pk, "online": False}
    assert outsider == [{"type": "pong"}]


@pytest.mark.parametrize(
    ("frame", "code"),
    [
        ({"type": "message.send", "text": "Hi", "client_id": str(uuid.uuid4())}, "not_found"),
        ({"type": "read", "seq": 1}, "not_found"),
        ({"type": "typing"}, "not_found"),
    ],
)
def test_membership_is_checked_on_every_frame(served, conversation, omar, frame, code):
    async def scenario():
        async with await in_thread(served.device)(omar) as phone:
            await send(phone, conversation=conversation.pk, **frame)
            error = await receive(phone, "error")
            await send(phone, type="resume", conversations={str(conversation.pk): 0})
            return error, await receive(phone, "resumed")

    error, resumed = run(scenario())
    assert error["code"] == code
    assert error.get("client_id") == frame.get("client_id")
    assert resumed["conversations"] == {}
    assert not Message.objects.exists()


def test_without_consent_to_new_terms_a_browser_cannot_send(served, conversation, carla, settings):
    settings.CONSENT_SINCE = clock.local(clock.now()).date()
    User.objects.filter(pk=carla.pk).update(consent_version="2020-01")
    carla.refresh_from_db()
    session = session_of(carla)

    async def scenario():
        async with served.by_session(session) as phone, await in_thread(served.device)(carla) as client:
            client_id = await send_message(phone, conversation.pk, "Hi")
            error = await receive(phone, "error")
            await send_message(client, conversation.pk, "By a program")
            await receive(client, "message.acknowledged")
            await sync_to_async(agree)(by=carla, version=settings.CONSENT_VERSION)
            await send_message(phone, conversation.pk, "Now")
            return client_id, error, await receive(phone, "message.acknowledged")

    client_id, error, acknowledged = run(scenario())
    assert (error["code"], error["client_id"]) == ("agreement_missing", client_id)
    assert acknowledged["seq"] == 2


def test_a_removed_member_receives_nothing_more(served, conversation, carla, rahim):
    async def scenario():
        async with await in_thread(served.device)(rahim) as phone:
            await in_thread(Member.objects.filter(user=rahim).delete)()
            await in_thread(post_message)(by=carla, conversation_id=conversation.pk, text="Between us")
            await send_message(phone, conversation.pk, "Still here?")
            frames = await receive_until(phone, "error")
            await send(phone, type="ping")
            return frames + await receive_until(phone, "pong")

    assert [frame["type"] for frame in run(scenario()) if frame["type"] != "presence"] == ["error", "pong"]


INVALID_FRAMES = [
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


@pytest.mark.parametrize(("raw", "code"), INVALID_FRAMES)
def test_an_invalid_frame_gets_an_error_and_the_socket_stays_open(served, carla, raw, code):
    async def scenario():
        async with await in_thread(served.device)(carla) as phone:
            await phone.send(raw)
            error = await receive(phone, "error")
            await send(phone, type="ping")
            await receive(phone, "pong")
            return error

    error = run(scenario())
    assert error["code"] == code
    assert error["detail"]
    assert error["help"].endswith("/help/programs/#socket")


@pytest.mark.parametrize(
    ("text", "code"), [("", "text_missing"), (" \u200b\n", "text_missing"), ("ক্ষ" * 5001, "text_too_long")]
)
def test_text_is_one_to_5000_grapheme_clusters(served, conversation, carla, text, code):
    async def scenario():
        async with await in_thread(served.device)(carla) as phone:
            client_id = await send_message(phone, conversation.pk, text)
            error = await receive(phone, "error")
            await send_message(phone, conversation.pk, "ক্ষ" * 5000)
            await receive(phone, "message.acknowledged")
            return client_id, error

    client_id, error = run(scenario())
    assert (error["code"], error["client_id"]) == (code, client_id)
    assert ("help" in error) is (code == "text_too_long")


def test_a_frame_over_64_kb_closes_the_socket(served, carla):
    async def scenario():
        async with await in_thread(served.device)(carla) as phone:
            await phone.send(json.dumps({"type": "ping", "pad": "x" * 65_600}))
            error = await receive(phone, "error")
            with pytest.raises(ConnectionClosed) as closed:
                await receive(phone, "pong")
            return error["code"], closed.value.rcvd.code

    assert run(scenario()) == ("frame_too_big", 1009)


async def send_flood(phone):
    for _ in range(1000):
        await phone.send('{"type": "ping"}')
    while True:
        await phone.recv()


def test_a_flood_of_frames_closes_the_socket(served, carla):
    async def scenario():
        async with await in_thread(served.device)(carla) as phone:
            with pytest.raises(ConnectionClosed) as closed:
                await send_flood(phone)
            return closed.value.rcvd.code

    assert run(scenario()) == 1008


def test_messages_over_the_rate_limit_are_refused_with_their_client_id(served, conversation, carla):
    async def scenario():
        async with await in_thread(served.device)(carla) as phone:
            ids = [await send_message(phone, conversation.pk, str(number)) for number in range(70)]
            results = []
            while len(results) < 70:
                frame = json.loads(await phone.recv())
                if frame["type"] in ("message.acknowledged", "error"):
                    results.append((frame["client_id"], frame.get("code")))
            return ids, results

    ids, results = run(scenario())
    assert sorted(ids) == sorted(client_id for client_id, _ in results)
    refused = [code for _, code in results if code]
    assert set(refused) == {"too_many"}
    # A new minute may begin while this runs: then more are accepted.
    assert Message.objects.count() == 70 - len(refused) >= 60


class TestOpening:
    def test_anonymous_is_refused_with_403(self, served, carla):
        async def scenario(opening):
            with pytest.raises(InvalidStatus) as refused:
                async with opening:
                    pass
            return refused.value.response.status_code

        assert run(scenario(served.by_session(""))) == 403
        assert run(scenario(served.by_session("made-up"))) == 403
        assert run(scenario(served.by_ticket("made-up"))) == 403

    @pytest.mark.parametrize("origin", ["http://evil.example", "https://127.0.0.1.evil.example", "null", "file://"])
    def test_a_foreign_origin_is_refused(self, served, carla, origin):
        session = session_of(carla)

        async def scenario():
            with pytest.raises(InvalidStatus) as refused:
                async with served.by_session(session, Origin=origin):
                    pass
            return refused.value.response.status_code

        assert run(scenario()) == 403

    def test_own_origin_and_no_origin_are_accepted(self, served, carla):
        session = session_of(carla)

        async def scenario():
            for headers in ({}, {"Origin": f"http://localhost:{served.port}"}):
                async with served.by_session(session, **headers) as socket:
                    await send(socket, type="ping")
                    await receive(socket, "pong")

        run(scenario())

    def test_a_ticket_is_valid_once_and_expires(self, served, carla):
        used = issue_ticket(by=carla)
        used_ids = set(Ticket.objects.values_list("pk", flat=True))
        old = issue_ticket(by=carla)
        Ticket.objects.exclude(pk__in=used_ids).update(expires_at=clock.wall() - timedelta(seconds=1))

        async def scenario():
            async with served.by_ticket(used) as socket:
                await send(socket, type="ping")
                await receive(socket, "pong")
            for ticket in (used, old):
                with pytest.raises(InvalidStatus):
                    async with served.by_ticket(ticket):
                        pass

        run(scenario())
        assert not Ticket.objects.exists()

    def test_concurrent_uses_of_one_ticket_open_one_socket(self, served, carla):
        ticket = issue_ticket(by=carla)

        async def scenario():
            opened = await asyncio.gather(*(served.by_ticket(ticket) for _ in range(8)), return_exceptions=True)
            sockets = [each for each in opened if not isinstance(each, BaseException)]
            for socket in sockets:
                await socket.close()
            return len(sockets)

        assert run(scenario()) == 1

    def test_staff_without_a_second_factor_are_refused(self, served, mitu):
        session = session_of(mitu)

        async def scenario():
            with pytest.raises(InvalidStatus):
                async with served.by_session(session):
                    pass

        run(scenario())


class TestClosing:
    @staticmethod
    def closing(opening, end):
        async def scenario():
            async with opening as socket:
                await send(socket, type="ping")
                await receive(socket, "pong")
                await in_thread(end)()
                with pytest.raises(ConnectionClosed) as closed:
                    await receive(socket, "never", wait=1)
                return closed.value.rcvd.code

        return run(scenario())

    def test_a_deleted_session_closes_the_socket(self, served, carla):
        session = session_of(carla)
        end = Session.objects.filter(session_key=session).delete
        assert self.closing(served.by_session(session), end) == 4401

    def test_an_idle_staff_session_closes_the_socket(self, served, page, mitu):
        Authenticator.objects.create(user=mitu, type=Authenticator.Type.TOTP, data={})
        browser = page(mitu)
        assert browser.get("/settings/").status_code == 200

        def make_idle():
            session = SessionStore(browser.cookies["sessionid"].value)
            session[ACTIVE_AT] = (clock.wall() - timedelta(minutes=30)).isoformat()
            session.save()

        assert self.closing(served.by_session(browser.cookies["sessionid"].value), make_idle) == 4401

    def test_a_deactivated_user_closes_the_socket(self, served, carla):
        end = lambda: User.objects.filter(pk=carla.pk).update(is_active=False)  # noqa: E731
        assert self.closing(served.by_session(session_of(carla)), end) == 4401

    def test_a_changed_password_closes_the_socket(self, served, carla):
        carla.set_password("another-long-one")
        assert self.closing(served.by_session(session_of(User.objects.get(pk=carla.pk))), carla.save) == 4401

    def test_signing_out_closes_the_socket(self, served, page, carla):
        browser = page(carla)
        session = browser.cookies["sessionid"].value
        assert self.closing(served.by_session(session), lambda: browser.post("/accounts/logout/")) == 4401

    def test_a_deleted_api_token_closes_the_socket(self, served, api, carla):
        token = api().post("/api/v1/auth/token/", {"email": carla.email, "password": "amar-kaj-demo"}).data["token"]
        client = api()
        client.credentials(HTTP_AUTHORIZATION=f"Bearer {token}")
        ticket = client.post("/api/v1/ws-ticket/").data["ticket"]
        assert self.closing(served.by_ticket(ticket), lambda: client.delete("/api/v1/auth/token/")) == 4401

    def test_sockets_of_other_users_stay_open(self, served, conversation, carla, rahim):
        session, other = session_of(carla), session_of(rahim)

        async def scenario():
            async with served.by_session(session) as closing, served.by_session(other) as staying:
                await in_thread(Session.objects.filter(session_key=session).delete)()
                with pytest.raises(ConnectionClosed):
                    await receive(closing, "never", wait=1)
                await send(staying, type="ping")
                return await receive(staying, "pong")

        assert run(scenario()) == {"type": "pong"}


def test_a_stopping_server_closes_with_1012_and_refuses_new_sockets(threaded, served, carla):
    ticket, another = issue_ticket(by=carla), issue_ticket(by=carla)

    async def scenario():
        async with served.by_ticket(ticket) as socket:
            await send(socket, type="ping")
            await receive(socket, "pong")
            asyncio.run_coroutine_threadsafe(close_all(), threaded.loop)
            with pytest.raises(ConnectionClosed) as closed:
                await receive(socket, "never")
            with pytest.raises(InvalidStatus):
                async with served.by_ticket(another):
                    pass
            return closed.value.rcvd.code

    assert run(scenario()) == 1012


def test_a_stopping_server_spreads_the_return_of_its_sockets(threaded, served, carla, monkeypatch):
    monkeypatch.setattr(asgi, "COME_BACK_A_SECOND", 4)
    tickets = [issue_ticket(by=carla) for _ in range(20)]

    async def scenario():
        sockets = await asyncio.gather(*map(served.by_ticket, tickets))
        asyncio.run_coroutine_threadsafe(close_all(), threaded.loop)
        await asyncio.gather(*(socket.wait_closed() for socket in sockets))
        return sorted(float(socket.close_reason) for socket in sockets)

    seconds = run(scenario())
    assert seconds[0] < 2.5 < seconds[-1] <= 5, "each its own, within 20 sockets / 4 a second"


def test_a_process_that_is_told_to_stop_says_when_to_come_back(processes, carla):
    processes.append(SiteProcess())
    ticket = issue_ticket(by=carla)

    async def scenario():
        async with Site(processes[0].port).by_ticket(ticket) as socket:
            await send(socket, type="ping")
            await receive(socket, "pong")
            processes[0].process.terminate()
            await socket.wait_closed()
            return socket.close_code, float(socket.close_reason)

    code, seconds = run(scenario())
    assert (code, seconds <= 1) == (1012, True)
    assert processes[0].process.wait(20) == -signal.SIGTERM


def test_without_the_database_no_socket_opens_and_nothing_fails(served, carla, monkeypatch, caplog):
    ticket = issue_ticket(by=carla)

    async def fail(scope):
        raise OperationalError("gone")

    monkeypatch.setattr(asgi, "identify", fail)

    async def scenario():
        with pytest.raises(InvalidStatus):
            async with served.by_ticket(ticket):
                pass

    run(scenario())
    assert "A socket was not opened: the database does not answer: gone" in caplog.text


def test_the_read_position_never_decreases(conversation, carla, rahim):
    for text in ("one", "two"):
        post_message(by=carla, conversation_id=conversation.pk, text=text)
    assert mark_read(by=rahim, conversation_id=conversation.pk, seq=2).read_seq == 2
    assert mark_read(by=rahim, conversation_id=conversation.pk, seq=1).read_seq == 2
