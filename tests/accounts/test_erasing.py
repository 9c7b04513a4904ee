"""Erasing an account changes no other user's data, evidence or hashes: only what the registry declares."""

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
    """Each row of each table, by table and primary key (rows without one: by the row itself)."""
    rows: Rows = {}
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            key = connection.introspection.get_primary_key_column(cursor, table)
            cursor.execute(f'SELECT to_jsonb(t) FROM "{table}" t')  # noqa: S608  # names of our own tables
            for (text,) in cursor.fetchall():
                row = json.loads(text)
                rows[table, row[key] if key else text] = row
    return rows


def declared_for(user: User) -> dict[tuple[str, Any], set[str]]:
    """The columns of each row that the registry declares ("*": all). Rows deleted by cascade are included."""
    declared: dict[tuple[str, Any], set[str]] = {}
    for entry in registered():
        fields = {field.name: field.column for field in entry.model._meta.concrete_fields}
        columns = {fields.get(name, name) for name in entry.changed_columns() - set(entry.named)}
        columns |= {f"{NAMES_IN}{fields[name]}" for name in entry.named}
        for row in entry.rows(user) if columns else ():
            declared.setdefault((entry.model._meta.db_table, _key(row.pk)), set()).update(columns)
            if entry.delete:
                _with_parts(row, declared)
    return declared


def _with_parts(row: models.Model, declared: dict[tuple[str, Any], set[str]]) -> None:
    for each in row._meta.get_fields(include_hidden=True):
        if isinstance(each, models.ForeignObjectRel) and not each.many_to_many and each.on_delete is models.CASCADE:
            for part in each.related_model._base_manager.filter(**{each.field.name: row}):
                declared.setdefault((part._meta.db_table, _key(part.pk)), set()).add("*")
                _with_parts(part, declared)


def _key(pk: Any) -> Any:
    return pk if isinstance(pk, int | str) else str(pk)


def undeclared(before: Rows, after: Rows, user: User, declared: dict[tuple[str, Any], set[str]]) -> list[Any]:
    """Every change that is not declared. Only the tables in `NEW` may get new rows."""
    violations: list[Any] = [place for place in after.keys() - before.keys() if place[0] not in NEW]
    for place, row in before.items():
        columns, after_row = declared.get(place, set()), after.get(place)
        if "*" in columns or after_row == row or _is_of_user(place[0], row, user, before):
            continue
        if after_row is None:
            violations.append((place, "gone"))
            continue
        changed = {name for name in row if row[name] != after_row[name]} - columns
        violations += [(place, name) for name in changed if not _is_named(name, columns, row, after_row, user)]
    return violations


def _is_named(name: str, columns: set[str], row: dict[str, Any], after_row: dict[str, Any], user: User) -> bool:
    """Whether only names and texts under the user's key differ."""
    return f"{NAMES_IN}{name}" in columns and _nameless(row[name], user) == _nameless(after_row[name], user)


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
    """Queued jobs and the local payment provider have no entry in the registry; there an address is a whole value."""
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
    """Rida and Farida have contracts, disputes, conversations and reports with each other. One's address contains the
    other's; the phone number in their texts is also in a third user's address, a hash and file names."""
    settings.EMAIL_BACKEND = "market.core.base.mail.KeptMailBackend"
    rida, farida, carla = make.make_freelancer("Rida"), make.make_freelancer("Farida"), make.make_person("Carla")
    for client, freelancer in ((rida, farida), (farida, rida)):
        make_dispute(provider, client, freelancer)
    for client, freelancer in ((carla, rida), (rida, farida), (farida, rida)):
        make_declined_bid_and_invitation(client, freelancer)
    for user, other in ((rida, farida), (farida, rida)):
        make_account_history(user, other)
    travel(timedelta(minutes=30))
    run_jobs()
    for user in (rida, farida):
        send_letter(user, "Waits", "%(words)s", words=words_of(user))
    return [rida, farida, carla, make.make_person(NUMBER)]


def make_dispute(provider: Any, client: User, freelancer: User) -> None:
    """A contract with messages, deliveries, a file and requested changes, and a dispute with evidence of both sides."""
    milestone = story.funded(provider, "100.00", client=client, freelancer=freelancer)
    conversation_id = milestone.contract.conversation_id
    messages = [
        post_message(by=each, conversation_id=conversation_id, text=words_of(each)) for each in (client, freelancer)
    ]
    proof = keep_upload(by=freelancer, file=SimpleUploadedFile(f"{freelancer} {NUMBER}.txt", b"x"))
    work = {"by": freelancer, "milestone_id": milestone.pk, "note": words_of(freelancer)}
    submit_work(**work, file_ids=[str(proof.pk)])
    request_changes(by=client, milestone_id=milestone.pk, note=words_of(client))
    submit_work(**work)
    evidence = {"messages": [each.pk for each in messages], "deliveries": [milestone.deliveries.first().pk]}
    claim = StatementContent(words_of(client), **evidence)
    dispute = open_dispute(by=client, milestone_id=milestone.pk, claim=usd(60), content=claim)
    answer_dispute(by=freelancer, dispute_id=dispute.pk, content=StatementContent(words_of(freelancer), **evidence))
    concede_dispute(by=freelancer, dispute_id=dispute.pk)


def make_declined_bid_and_invitation(client: User, freelancer: User) -> None:
    """A bid that is declined, and an invitation."""
    job = make.make_job(client, title="Help for Rida and Farida", description=words_of(client))
    decline_bid(by=client, bid_id=make.make_bid(job, freelancer).pk, reason=words_of(client))
    other = make.make_job(client, title="More for Rida", description=words_of(client))
    invite_freelancer(by=client, job_id=other.pk, profile_id=freelancer.profile.pk, words=words_of(client)[:200])


def make_account_history(user: User, other: User) -> None:
    """A conversation without a job, a report, an unattached file, a throttle counter, a bounce, a token and a mail."""
    conversation = start_conversation(by=user, profile_id=other.profile.pk)
    post_message(by=user, conversation_id=conversation.pk, text=words_of(user))
    report_thing(by=user, kind="person", thing_id=other.pk, reason="other", text=words_of(user))
    loose = keep_upload(by=user, file=SimpleUploadedFile(f"{other}.txt", b"y"))
    Upload.objects.filter(pk=loose.pk).update(sha256=f"a{NUMBER}b".ljust(64, "0"))
    spend("sign_in", user.email, times=10, per=timedelta(hours=1))
    note_report(report=Report(address=user.email, what=SOFT, reason=f"{user.email}: mailbox full"))
    create_api_token(by=user, name=f"Shop of {user}", scopes=["read"], days=30)
    send_letter(user, "To you", "%(words)s", words=words_of(user))


def words_of(user: User) -> str:
    return (
        f"I am {user}, {user.email}; call {NUMBER} or 018-1234-5678. Rida is rida@demo.test, not"
        f" rida@demo.test.example, Farida is farida@demo.test, and {NUMBER}@demo.test is somebody else's."
    )


def test_erasure_changes_only_declared_columns(world):
    before = every_row()
    for user in world:
        may = declared_for(user)
        try:
            with transaction.atomic():
                User.objects.filter(pk=user.pk).update(is_active=False)
                erase(User.objects.get(pk=user.pk))
                assert undeclared(before, every_row(), user, may) == [], user
                assert_only_user_is_erased(user, world)
                raise UndoneError
        except UndoneError:
            continue


def assert_only_user_is_erased(gone: User, world: list[User]) -> None:
    """Others can sign in and their messages are intact; evidence hashes and ledger hold; the user is gone."""
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
    """Rolls a transaction back."""


ADDRESS = st.from_regex(r"[a-z0-9]{1,6}([.+-][a-z0-9]{1,4})?@[a-z]{2,6}\\.(com|test\\.bd)", fullmatch=True)


@given(own=ADDRESS, others=st.lists(ADDRESS, max_size=4), ends=st.lists(st.sampled_from("ax-+.9"), max_size=2))
@settings(max_examples=60, deadline=None)
def test_scrubber_keeps_addresses_that_contain_the_users_address(own, others, ends):
    others = [each for each in (*others, *(f"{end}{own}".lstrip(".+-") for end in ends), f"{own}.bd") if each != own]
    scrubber = Scrubber(user_id=1, email=own, names=["Rida"], pseudonym="Former member", is_own=own.__eq__)
    other_addresses = " and ".join(others)
    assert scrubber.about(f"{other_addresses} but {own}, rida") == f"{other_addresses} but […], Former member"
    assert scrubber.named({"who": {"user": 2, "name": "Rida"}}) == {"who": {"user": 2, "name": "Rida"}}


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Rida: 01711-223344 or ০১৭১১ ২২৩৩৪৪, from 2026-11-25", "Former member: […] or […], from 2026-11-25"),
        ("0 1 7 1 1 2 2 3 3 4 4", "[…]"),
        ("8801711223344@elsewhere.test and 01711223344@wallet", "8801711223344@elsewhere.test and […]@wallet"),
    ],
)
def test_scrubber_removes_phone_numbers_from_the_users_own_text(text, left):
    own = "farida@demo.test"
    scrubber = Scrubber(user_id=1, email=own, names=["Rida"], pseudonym="Former member", is_own=own.__eq__)
    assert scrubber.own(text) == left


def test_former_address_digest_matches_after_a_secret_key_rotation(carla, settings):
    audit("address.changed", by=carla, on=carla, mark=address_mark("carla.before@demo.test"))
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another key, of fifty characters, as after a rotation"
    assert own_address(carla)("carla.before@demo.test")
    assert not own_address(carla)("somebody@demo.test")
