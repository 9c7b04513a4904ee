"""Closing an account: blockers, days to undo it, then erasure from every text column; and the export of user data."""

import json
import zipfile
from datetime import timedelta
from io import BytesIO

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection, models
from django.test import Client

from market.accounts.address.actions import NEW, OLD, agree_address, ask_address, confirm_address, link_key
from market.accounts.models import Deletion, Device, Export, User
from market.accounts.privacy.actions import close_account
from market.accounts.privacy.registry import registered
from market.accounts.tokens.actions import create_api_token
from market.bids.models import Bid
from market.contracts.models import Contract
from market.contracts.workroom.actions import submit_work
from market.core.models import AuditEntry, KeptMail
from market.files.actions import keep_upload
from market.files.models import Upload
from market.integrations.actions import create_endpoint
from market.jobs.models import Job
from market.messaging.actions import post_message
from market.messaging.models import Message
from market.notifications.models import Notification
from market.payments.payouts.actions import request_payout
from market.payments.releases.actions import approve_milestone
from market.profiles.freelancers.actions import change_profile
from market.profiles.models import Profile
from market.search.models import ProfileDocument
from market.training.certificates.queries import check_certificate
from market.training.issuing.correction_actions import prepare_name
from market.training.issuing.release_actions import release_issuance
from market.training.models import Certificate
from tests import make
from tests.accounts.test_api_devices import LAPTOP, PHONE, signed_in
from tests.accounts.test_pages import link
from tests.payments import story

PASSWORD = "amar-kaj-demo"
NUMBER = "+880 1712-345678"
NEEDLES = ["zubaida@demo.test", "zubaida private", "1712345678", "1712-345678", "১৭১২৩৪৫৬৭৮", "zubaida"]


def text_columns() -> list[tuple[str, str]]:
    """Every database column that can hold text, as (table, column)."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT c.table_name, c.column_name FROM information_schema.columns c"
            " JOIN information_schema.tables t USING (table_schema, table_name)"
            " WHERE c.table_schema = 'public' AND t.table_type = 'BASE TABLE' AND c.data_type IN"
            " ('text', 'character varying', 'json', 'jsonb', 'ARRAY', 'tsvector', 'USER-DEFINED', 'bytea')"
        )
        return list(cursor.fetchall())


def matches_in_database(needles: list[str]) -> set[tuple[str, str, str]]:
    matches = set()
    with connection.cursor() as cursor:
        for table, column in text_columns():
            for needle in needles:
                query = f'SELECT count(*) FROM "{table}" WHERE "{column}"::text ILIKE %s'  # noqa: S608
                cursor.execute(query, [f"%{needle}%"])
                if cursor.fetchone()[0]:
                    matches.add((table, column, needle))
    return matches


@pytest.fixture
def zubaida(db) -> User:
    return make.make_freelancer("Zubaida")


@pytest.fixture
def user_with_history(provider, carla, omar, zubaida, settings, run_jobs, travel) -> User:
    """A user with a profile, conversation, job, finished contract, files, devices, token and webhook."""
    settings.EMAIL_BACKEND = "market.core.base.mail.KeptMailBackend"
    change_profile(by=zubaida, story_en=f"I am Zubaida Private, write to zubaida@demo.test or call {NUMBER}.")
    for agent in (PHONE, LAPTOP):
        signed_in(zubaida, agent)
    Authenticator.objects.create(user=zubaida, type=Authenticator.Type.TOTP, data={"secret": "x"})
    contract = story.contract("40.00", freelancer=zubaida)
    milestone = story.pay(provider, story.first(contract))
    conversation = {"conversation_id": contract.conversation_id}
    post_message(by=zubaida, text=f"Hello, Zubaida here: ZUBAIDA@demo.test, ০১৭১২৩৪৫৬৭৮ or {NUMBER}", **conversation)
    post_message(by=carla, text="Zubaida, I called 01712345678. Mine is +4520304050.", **conversation)
    upload = keep_upload(by=zubaida, file=SimpleUploadedFile("logo of zubaida.svg", b"<svg/>"))
    keep_upload(by=zubaida, file=SimpleUploadedFile("zubaida private.txt", b"loose"))
    submit_work(by=zubaida, milestone_id=milestone.pk, note="By Zubaida Private.", file_ids=[str(upload.pk)])
    approve_milestone(by=carla, milestone_id=milestone.pk)
    story.ready_account(provider, zubaida)
    travel(timedelta(days=6))
    request_payout(by=zubaida, currency="USD")
    travel(timedelta(days=6))
    make.make_job(zubaida, title="Help for Zubaida Private", description=f"Call {NUMBER}")
    create_api_token(by=zubaida, name="Zubaida's shop", scopes=["read"], days=30)
    create_endpoint(by=zubaida, url="https://zubaida.example/hook", events=["bid.submitted"])
    ask_address(by=zubaida, email="new-place@demo.test", password=PASSWORD)
    run_jobs()
    return zubaida


def test_erasure_removes_personal_data_from_every_text_column(user_with_history, carla, travel, run_jobs):
    assert len({needle for _, _, needle in matches_in_database(NEEDLES)}) >= 5
    deletion = close_account(by=user_with_history, password=PASSWORD)
    run_jobs()
    assert KeptMail.objects.filter(to=user_with_history.email, subject="Your account is closed").exists()
    travel(timedelta(days=15))
    deletion.refresh_from_db()
    assert deletion.done_at is not None
    assert matches_in_database(NEEDLES) == {
        ("messaging_message", "text", "zubaida"),
        ("messaging_message", "text", "1712345678"),
        ("search_messagedocument", "words", "zubaida"),  # of the message that Carla wrote
        ("search_messagedocument", "words", "1712345678"),
        *(("core_keptmail", column, "zubaida") for column in ("subject", "text", "html")),
        # The law asks for invoices, receipts and credit notes with the names on them.
        *(("documents_document", "content", name) for name in ("zubaida", "zubaida private")),
    }
    assert Message.objects.get(sender=carla).text == "Zubaida, I called 01712345678. Mine is +4520304050."
    assert set(KeptMail.objects.filter(text__icontains="zubaida").values_list("to", flat=True)) == {carla.email}
    gone = User.objects.get(pk=user_with_history.pk)
    assert (gone.is_active, gone.display_name, gone.name) == (False, "Former member", "")
    assert not gone.has_usable_password()
    for model in (Device, Notification):
        assert not model.objects.filter(user=gone).exists()
    assert not Session.objects.exists()
    assert not Authenticator.objects.exists()
    assert not gone.auth_token_set.exists()
    assert not gone.endpoints.exists()
    assert not gone.emailaddress_set.exists()
    assert Message.objects.get(sender=gone).text == "Hello, Former member here: […], […] or […]"
    assert Contract.objects.get(freelancer=gone).client == carla
    assert Upload.objects.get(owner=gone).deliveries.exists()
    assert not ProfileDocument.objects.filter(words__contains="zubaida").exists()
    assert Profile.objects.get(user=gone).state == Profile.State.DRAFT
    assert gone.certificate.is_valid


def test_erased_users_certificate_serials_can_still_be_checked(zubaida, oli, onu, travel):
    old = zubaida.certificate
    change = {"name_en": "Zubaida Khatun", "name_bn": "", "reason": "Zubaida Private is not how she is called."}
    issuance = prepare_name(by=oli, certificate_id=old.pk, **change)
    release_issuance(by=onu, issuance_id=issuance.pk)
    close_account(by=zubaida, password=PASSWORD)
    travel(timedelta(days=15))
    current = Certificate.objects.get(pk=old.pk)
    check = check_certificate(current.serial, current.check_code)
    assert (check.is_valid, check.topic, check.year) == (True, current.batch.topic, current.batch.ended_on.year)
    assert (check.name, check.is_nameless) == (None, True)
    assert check_certificate(old.serial).replaced_by == current.serial
    assert matches_in_database(["zubaida", "khatun"]) == set()


def test_forged_certificate_stays_invalid_after_erasure(zubaida, travel):
    Certificate.objects.filter(holder=zubaida).update(name_en="Somebody Else")
    close_account(by=zubaida, password=PASSWORD)
    travel(timedelta(days=15))
    assert check_certificate(zubaida.certificate.serial) is None


def test_running_contract_blocks_closing_and_the_page_links_to_it(page, provider, carla, farida):
    story.funded(provider, "40.00", "60.00")
    browser = page(farida)
    assert '<a href="/contracts/">1 contract of yours runs' in browser.get("/settings/close/").content.decode()
    answer = browser.post("/settings/close/", {"password": PASSWORD, "understood": "on"})
    assert answer.status_code == 409
    farida.refresh_from_db()
    assert farida.is_active


def test_uncleared_money_blocks_closing(api, provider, carla, farida):
    milestone = story.funded(provider, "40.00")
    submit_work(by=farida, milestone_id=milestone.pk, note="Done.", file_ids=())
    approve_milestone(by=carla, milestone_id=milestone.pk)
    answer = api(farida).post("/api/v1/me/closing/", {"password": PASSWORD})
    assert (answer.status_code, answer.json()["code"]) == (409, "cannot_leave_yet")
    assert "not cleared" in answer.json()["detail"]


def test_staff_cannot_close_their_own_account(api, oli):
    assert api(oli).post("/api/v1/me/closing/", {"password": PASSWORD}).json()["code"] == "cannot_leave_yet"


def test_closing_requires_password_and_confirmation(page, api, carla):
    assert api(carla).post("/api/v1/me/closing/", {"password": "no"}).json()["code"] == "wrong_password"
    assert page(carla).post("/settings/close/", {"password": "no", "understood": "on"}).status_code == 400
    assert page(carla).post("/settings/close/", {"password": PASSWORD}).status_code == 400
    assert not Deletion.objects.exists()


def test_closing_takes_effect_at_once_and_can_be_undone(carla, farida, omar, mailbox, run_jobs, api):
    job = make.make_job(carla)
    other = make.make_job(omar)
    bid = make.make_bid(other, farida)
    make.make_bid(job, farida)
    phone = signed_in(farida, PHONE)
    assert phone.post("/settings/close/", {"password": PASSWORD, "understood": "on"}).url == "/accounts/closed/"
    assert phone.get("/accounts/closed/").status_code == 200
    assert phone.get("/settings/").status_code == 302
    bid.refresh_from_db()
    assert bid.state == Bid.State.WITHDRAWN
    assert api().get(f"/api/v1/profiles/{farida.profile.pk}/").status_code == 404
    assert phone.post("/accounts/login/", {"login": farida.email, "password": PASSWORD}).url == "/accounts/inactive/"
    run_jobs()
    place = link(mailbox[-1].body)
    assert Client().get(place).status_code == 200
    assert Client().post(place).url == "/accounts/login/"
    assert Client().get(place).status_code == 400
    assert api().get(f"/api/v1/profiles/{farida.profile.pk}/").status_code == 200
    assert not Deletion.objects.exists()
    assert Client().get("/accounts/keep/made-up/").status_code == 400


def test_closing_closes_the_clients_open_jobs(carla, farida):
    job = make.make_job(carla)
    make.make_bid(job, farida)
    close_account(by=carla, password=PASSWORD)
    job.refresh_from_db()
    assert job.state == Job.State.CLOSED


def test_closing_cannot_be_undone_after_the_deadline(carla, mailbox, run_jobs, travel):
    close_account(by=carla, password=PASSWORD)
    run_jobs()
    place = link(mailbox[-1].body)
    travel(timedelta(days=14, seconds=1))
    assert Client().post(place).status_code == 400
    assert User.objects.get(pk=carla.pk).email == f"{carla.pk}@gone.invalid"


def test_second_closing_request_is_a_conflict(api, carla):
    assert api(carla).post("/api/v1/me/closing/", {"password": PASSWORD}).status_code == 202
    again = api(carla).post("/api/v1/me/closing/", {"password": PASSWORD})
    assert (again.status_code, again.json()["code"]) == (409, "leaving_already")
    assert Deletion.objects.count() == 1


def test_export_holds_all_user_data_and_only_its_owner_downloads_it(user_with_history, page, api, omar, run_jobs):
    browser = page(user_with_history)
    assert browser.post("/settings/data/ask/").url == "/settings/data/"
    run_jobs()
    export = Export.objects.get()
    assert export.state == Export.State.READY
    assert Notification.objects.filter(user=user_with_history, kind="account.export_ready").exists()
    assert "Take it" in browser.get("/settings/data/").content.decode()
    answer = browser.get(f"/settings/data/{export.pk}/")
    archive = zipfile.ZipFile(BytesIO(b"".join(answer.streaming_content)))
    answer.close()
    assert archive.testzip() is None
    rows = {name: json.loads(archive.read(name)) for name in archive.namelist() if name.endswith(".json")}
    assert rows["accounts.user.json"][0]["email"] == user_with_history.email
    assert "password" not in rows["accounts.user.json"][0]
    assert any("called" in each["text"] for each in rows["messaging.message.json"])
    assert rows["contracts.contract-freelancer.json"] or rows["contracts.contract.json"]
    files = [name for name in archive.namelist() if name.startswith("files/files.upload/")]
    assert sorted(archive.read(name) for name in files) == [b"<svg/>", b"loose"]
    assert "secret" not in archive.read("README.txt").decode()
    assert page(omar).get(f"/settings/data/{export.pk}/").status_code == 404
    assert page().get(f"/settings/data/{export.pk}/").status_code == 302
    assert api().get(f"/api/v1/me/exports/{export.pk}/file/").status_code == 401
    assert api(omar).get(f"/api/v1/me/exports/{export.pk}/file/").status_code == 404
    taken = api(user_with_history).get(f"/api/v1/me/exports/{export.pk}/file/")
    assert taken.status_code == 200
    taken.close()


def test_one_export_at_a_time_and_it_expires(api, carla, run_jobs, travel):
    assert api(carla).post("/api/v1/me/exports/").status_code == 202
    twin = api(carla).post("/api/v1/me/exports/")
    assert (twin.status_code, twin.json()["code"]) == (409, "export_under_way")
    run_jobs()
    export = Export.objects.get()
    place = export.file.path
    travel(timedelta(days=7, seconds=1))
    assert not Export.objects.exists()
    with pytest.raises(FileNotFoundError):
        open(place).close()
    assert api(carla).get(f"/api/v1/me/exports/{export.pk}/file/").status_code == 404


# Models with a key to a user and text that need no entry in the personal-data registry.
NOT_PERSONAL = {
    "accounts.User",  # erased by itself
    "training.Issuance",  # decisions of officers are kept
}


def test_every_model_with_personal_text_is_in_the_registry():
    registered_labels = {entry.model._meta.label for entry in registered()}
    missing = []
    for model in apps.get_models():
        module = model.__module__
        if not module.startswith("market.") or module.startswith("market.sandbox"):
            continue
        has_user_key = any(each.is_relation and each.related_model is User for each in model._meta.fields)
        holds_text = any(
            isinstance(each, models.TextField | models.JSONField | models.FileField)
            or (isinstance(each, models.CharField) and not each.choices and (each.max_length or 0) > 40)
            for each in model._meta.fields
        )
        if has_user_key and holds_text and model._meta.label not in registered_labels | NOT_PERSONAL:
            missing.append(model._meta.label)
    assert missing == []


def test_bids_on_an_erased_clients_job_are_kept(carla, farida, travel):
    bid = make.make_bid(make.make_job(carla), farida)
    close_account(by=carla, password=PASSWORD)
    travel(timedelta(days=15))
    bid.refresh_from_db()
    assert bid.state == Bid.State.LAPSED
    assert bid.cover_letter == "I drew logos for six shops."


def test_erasure_deletes_mails_to_former_addresses(api, zubaida, carla, travel, run_jobs, settings):
    settings.EMAIL_BACKEND = "market.core.base.mail.KeptMailBackend"
    first = zubaida.email
    for email in ("second@demo.test", "third@demo.test"):
        change = ask_address(by=User.objects.get(pk=zubaida.pk), email=email, password=PASSWORD)
        confirm_address(key=link_key(change, NEW))
        agree_address(key=link_key(change, OLD))
        run_jobs()
    for email in ("never@demo.test", carla.email):
        body = {"email": email, "password": PASSWORD}
        assert api(User.objects.get(pk=zubaida.pk)).post("/api/v1/me/address/", body).status_code < 300
        run_jobs()
    own_addresses = [first, "second@demo.test", "third@demo.test", "never@demo.test"]
    for address in (*own_addresses, carla.email):
        assert KeptMail.objects.filter(to=address).exists(), address
    close_account(by=User.objects.get(pk=zubaida.pk), password=PASSWORD)
    travel(timedelta(days=15))
    assert not KeptMail.objects.filter(to__in=own_addresses).exists()
    assert matches_in_database(own_addresses) == set()
    assert KeptMail.objects.filter(to=carla.email).exists()
    assert not AuditEntry.objects.filter(on_id=zubaida.pk, on_type="accounts.user", facts__has_key="mark").exists()
