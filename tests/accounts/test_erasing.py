"""Erasing one account changes no other person's data, evidence or hashes: only what the apps declared as the user's."""

import functools
import json
from datetime import timedelta
from typing import Any

import pytest
from django.contrib.auth import authenticate
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, models, transaction
from hypothesis import given, settings
from hypothesis import strategies as st

from market.accounts.address.digests import address_mark, own_address
from market.accounts.address.safety_mails import send_letter
from market.accounts.models import User
from market.accounts.privacy.erasure_actions import erase
from market.accounts.privacy.registry import registered
from market.accounts.privacy.scrubbing import Scrubber
from market.accounts.tokens.actions import create_api_token
from market.bids.bids.decision_actions import decline_bid
from market.contracts.workroom.actions import request_changes, submit_work
from market.core.base.audit import audit
from market.core.base.limits import spend
from market.disputes.claims.actions import answer_dispute, concede_dispute, open_dispute
from market.disputes.claims.evidence_actions import StatementContent, fingerprint
from market.disputes.models import Evidence, Statement
from market.files.actions import keep_upload
from market.files.models import Upload
from market.jobs.invitations.actions import invite_freelancer
from market.jobs.questions.actions import start_conversation
from market.messaging.actions import post_message
from market.messaging.models import Message
from market.notifications.channels.bounce_actions import note_report
from market.notifications.channels.bounces import SOFT, Report
from market.payments.ledger.verification import first_fault
from market.safety.actions import report_thing
from tests import make
from tests.payments import story
from tests.payments.story import usd

NUMBER = "01812345678"
NAMES_IN = "names in "
Rows = dict[tuple[str, Any], dict[str, Any]]


def every_row() -> Rows:
    """Each row of each table, by its table and key (of rows without one: by the row itself)."""
    found: Rows = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            key = connection.introspection.get_primary_key_column(cursor, table)
            cursor.execute(f'SELECT to_jsonb(t) FROM "{table}" t')  # noqa: S608  # names of our own tables
            for (text,) in cursor.fetchall():
                row = json.loads(text)
                found[table, row[key] if key else text] = row
    return found


def declared_for(user: User) -> dict[tuple[str, Any], set[str]]:
    """Which columns of which rows the apps declared: "*" for all. The parts of a row that goes are declared with it."""
    may: dict[tuple[str, Any], set[str]] = {}
    for entry in registered():
        fields = {field.name: field.column for field in entry.model._meta.concrete_fields}
        columns = {fields.get(name, name) for name in entry.changed_columns() - set(entry.named)}
        columns |= {f"{NAMES_IN}{fields[name]}" for name in entry.named}
        for row in entry.rows(user) if columns else ():
            may.setdefault((entry.model._meta.db_table, _key(row.pk)), set()).update(columns)
            if entry.delete:
                _with_parts(row, may)
    return may


def _with_parts(row: models.Model, may: dict[tuple[str, Any], set[str]]) -> None:
    for each in row._meta.get_fields(include_hidden=True):
        if isinstance(each, models.ForeignObjectRel) and not each.many_to_many and each.on_delete is models.CASCADE:
            for part in each.related_model._base_manager.filter(**{each.field.name: row}):
                may.setdefault((part._meta.db_table, _key(part.pk)), set()).add("*")
                _with_parts(part, may)


def _key(pk: Any) -> Any:
    return pk if isinstance(pk, int | str) else str(pk)


def undeclared(before: Rows, after: Rows, user: User, may: dict[tuple[str, Any], set[str]]) -> list[Any]:
    """Every change that nobody declared. New are only entries of the audit log."""
    wrong: list[Any] = [place for place in after.keys() - before.keys() if place[0] not in NEW]
    for place, row in before.items():
        columns, now = may.get(place, set()), after.get(place)
        if "*" in columns or now == row or _is_of_user(place[0], row, user, before):
            continue
        if now is None:
            wrong.append((place, "gone"))
            continue
        changed = {name for name in row if row[name] != now[name]} - columns
        wrong += [(place, name) for name in changed if not _is_named(name, columns, row, now, user)]
    return wrong


def _is_named(name: str, columns: set[str], row: dict[str, Any], now: dict[str, Any], user: User) -> bool:
    """Whether the names and words that stand under the user's key are all that differs."""
    return f"{NAMES_IN}{name}" in columns and _nameless(row[name], user) == _nameless(now[name], user)


def _nameless(value: Any, user: User) -> Any:
    if isinstance(value, list):
        return [_nameless(each, user) for each in value]
    if not isinstance(value, dict):
        return value
    if user.pk in (value.get("user"), value.get("by")):
        return "of the user"
    return {key: _nameless(json.loads(each) if key == "said" else each, user) for key, each in value.items()}


NEW = {"core_auditentry", "standing_recount"}


def _is_of_user(table: str, row: dict[str, Any], user: User, before: Rows) -> bool:
    """Jobs are no model's; the local provider stands apart: an address there is the whole of a value."""
    if table == "accounts_user" and row["id"] == user.pk:
        return True
    if table in ("procrastinate_jobs", "procrastinate_events"):
        args = row["args"] if "args" in row else before["procrastinate_jobs", row["job_id"]]["args"]
        return args.get("to") == user.email or args.get("user_id") == user.pk
    return table in ("sandbox_account", "sandbox_session", "sandbox_event", "sandbox_answer") and (
        f'"{user.email}"' in json.dumps(row)
    )


@pytest.fixture
def world(provider, settings, run_jobs, travel) -> list[User]:
    """Rida and Farida worked together, quarrelled, talked and reported. The address of the one stands in that of the
    other; the number that both write is the address of a third, and stands in a hash and in names of files."""
    settings.EMAIL_BACKEND = "market.core.base.mail.KeptMailBackend"
    rida, farida, carla = make.make_freelancer("Rida"), make.make_freelancer("Farida"), make.make_person("Carla")
    for client, freelancer in ((rida, farida), (farida, rida)):
        quarrel(provider, client, freelancer)
    for client, freelancer in ((carla, rida), (rida, farida), (farida, rida)):
        hire_nobody(client, freelancer)
    for one, other in ((rida, farida), (farida, rida)):
        live(one, other)
    travel(timedelta(minutes=30))
    run_jobs()
    for one in (rida, farida):
        send_letter(one, "Waits", "%(words)s", words=words_of(one))
    return [rida, farida, carla, make.make_person(NUMBER)]


def quarrel(provider: Any, client: User, freelancer: User) -> None:
    """A contract, its talk, work with a file, changes, and a dispute in which both show what was said and done."""
    milestone = story.funded(provider, "100.00", client=client, freelancer=freelancer)
    talk = milestone.contract.conversation_id
    said = [post_message(by=each, conversation_id=talk, text=words_of(each)) for each in (client, freelancer)]
    proof = keep_upload(by=freelancer, file=SimpleUploadedFile(f"{freelancer} {NUMBER}.txt", b"x"))
    work = {"by": freelancer, "milestone_id": milestone.pk, "note": words_of(freelancer)}
    submit_work(**work, file_ids=[str(proof.pk)])
    request_changes(by=client, milestone_id=milestone.pk, note=words_of(client))
    submit_work(**work)
    shown = {"messages": [each.pk for each in said], "deliveries": [milestone.deliveries.first().pk]}
    claim = StatementContent(words_of(client), **shown)
    dispute = open_dispute(by=client, milestone_id=milestone.pk, claim=usd(60), content=claim)
    answer_dispute(by=freelancer, dispute_id=dispute.pk, content=StatementContent(words_of(freelancer), **shown))
    concede_dispute(by=freelancer, dispute_id=dispute.pk)


def hire_nobody(client: User, freelancer: User) -> None:
    """A bid that is declined, and an invitation."""
    job = make.make_job(client, title="Help for Rida and Farida", description=words_of(client))
    decline_bid(by=client, bid_id=make.make_bid(job, freelancer).pk, reason=words_of(client))
    other = make.make_job(client, title="More for Rida", description=words_of(client))
    invite_freelancer(by=client, job_id=other.pk, profile_id=freelancer.profile.pk, words=words_of(client)[:200])


def live(one: User, other: User) -> None:
    """A talk about no job, a report, a file that belongs to nothing, and what is kept of the account itself."""
    talk = start_conversation(by=one, profile_id=other.profile.pk)
    post_message(by=one, conversation_id=talk.pk, text=words_of(one))
    report_thing(by=one, kind="person", thing_id=other.pk, reason="other", text=words_of(one))
    loose = keep_upload(by=one, file=SimpleUploadedFile(f"{other}.txt", b"y"))
    Upload.objects.filter(pk=loose.pk).update(sha256=f"a{NUMBER}b".ljust(64, "0"))
    spend("sign_in", one.email, times=10, per=timedelta(hours=1))
    note_report(report=Report(address=one.email, what=SOFT, reason=f"{one.email}: mailbox full"))
    create_api_token(by=one, name=f"Shop of {one}", scopes=["read"], days=30)
    send_letter(one, "To you", "%(words)s", words=words_of(one))


def words_of(user: User) -> str:
    return (
        f"I am {user}, {user.email}; call {NUMBER} or 018-1234-5678. Rida is rida@demo.test, not"
        f" rida@demo.test.example, Farida is farida@demo.test, and {NUMBER}@demo.test is somebody else's."
    )


def test_erasing_changes_nothing_of_anybody_else(world):
    before = every_row()
    for user in world:
        may = declared_for(user)
        try:
            with transaction.atomic():
                User.objects.filter(pk=user.pk).update(is_active=False)
                erase(User.objects.get(pk=user.pk))
                assert undeclared(before, every_row(), user, may) == [], user
                assert_whole(user, world)
                raise UndoneError
        except UndoneError:
            continue


def assert_whole(gone: User, world: list[User]) -> None:
    """The others sign in and find their words; evidence has its seal, the books theirs, and the one is nowhere."""
    for other in world:
        if other.pk == gone.pk:
            continue
        assert authenticate(None, email=other.email, password="amar-kaj-demo") == other
        texts = Message.objects.filter(sender=other).values_list("text", flat=True)
        assert set(texts) <= {words_of(other)}
    for piece in Evidence.objects.exclude(kind="file"):
        assert piece.sha256 == fingerprint(piece.text, piece.facts)
        assert piece.text in {words_of(each) for each in world}
    assert first_fault() is None
    own = [*Message.objects.filter(sender=gone), *Statement.objects.filter(by=gone)]
    for each in own:
        theirs = (f"fa{gone.email}", f"{gone.email}.example", f"{NUMBER}@")
        text = functools.reduce(lambda words, address: words.replace(address, ""), theirs, each.text)
        assert gone.email not in text, text
        assert NUMBER not in text, text
        assert "1234-5678" not in text, text


class UndoneError(Exception):
    """Ends a transaction whose writes are not wanted."""


ADDRESS = st.from_regex(r"[a-z0-9]{1,6}([.+-][a-z0-9]{1,4})?@[a-z]{2,6}\\.(com|test\\.bd)", fullmatch=True)


@given(own=ADDRESS, others=st.lists(ADDRESS, max_size=4), ends=st.lists(st.sampled_from("ax-+.9"), max_size=2))
@settings(max_examples=60, deadline=None)
def test_no_address_is_found_in_another(own, others, ends):
    others = [each for each in (*others, *(f"{end}{own}".lstrip(".+-") for end in ends), f"{own}.bd") if each != own]
    scrubber = Scrubber(user_id=1, email=own, names=["Rida"], pseudonym="Former member", is_own=own.__eq__)
    kept_ones = " and ".join(others)
    assert scrubber.about(f"{kept_ones} but {own}, rida") == f"{kept_ones} but […], Former member"
    assert scrubber.named({"who": {"user": 2, "name": "Rida"}}) == {"who": {"user": 2, "name": "Rida"}}


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Rida: 01711-223344 or ০১৭১১ ২২৩৩৪৪, from 2026-11-25", "Former member: […] or […], from 2026-11-25"),
        ("0 1 7 1 1 2 2 3 3 4 4", "[…]"),
        ("8801711223344@elsewhere.test and 01711223344@wallet", "8801711223344@elsewhere.test and […]@wallet"),
    ],
)
def test_phone_numbers_go_from_the_users_own_words(text, left):
    own = "farida@demo.test"
    scrubber = Scrubber(user_id=1, email=own, names=["Rida"], pseudonym="Former member", is_own=own.__eq__)
    assert scrubber.own(text) == left


def test_an_address_of_before_is_known_by_keys_of_before_too(carla, settings):
    audit("address.changed", by=carla, on=carla, mark=address_mark("carla.before@demo.test"))
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key, of fifty characters, as after a rotation"
    assert own_address(carla)("carla.before@demo.test")
    assert not own_address(carla)("somebody@demo.test")
