"""The admin: what its pages show and hide, and that its buttons call actions."""

import json
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.db import connection, models
from django.test.utils import CaptureQueriesContext

from market.accounts.emergencies.actions import take_emergency_right
from market.accounts.models import Device, User
from market.accounts.people.restraint_actions import require_unlimited
from market.accounts.people.staff_actions import end_roles
from market.accounts.people.two_person_actions import NotInAnEmergency
from market.accounts.sign_in import idling
from market.core.admin.admin_site import site
from market.core.base.audit import audit
from market.core.models import AuditEntry
from market.core.text.bangla import bangla_digits
from market.payments.models import Payout, ProviderEvent
from market.safety.models import Report
from market.training.models import Certificate, Issuance
from tests import make
from tests.core.admin_world import SECRET, TABLES, fill_tables, place, prove

# A column with such a word in its name is hidden, or listed below with the reason.
SUSPECT = re.compile(
    r"key|hash|secret|token|salt|private|password|pem|mark|digest|code|seal|session|signature|payload|text|note|letter"
)
SHOWN = {
    *("accounts.Device.signed_in_at", "bids.Bid.returned_at"),
    *("core.AuditEntry.code", "core.LimitCounter.key"),  # codes of audit entries and keys of limits
    *("payments.LedgerTransaction.key", "payments.LedgerTransaction.content_hash"),  # proof, meant to be shown
    *("payments.LedgerBlock.previous_hash", "payments.LedgerBlock.block_hash", "payments.LedgerBlock.sealed_at"),
    "payments.Refund.repaid_note",  # written by operators
    "payments.Release.recall_mark",  # our own key of a reversal
    "payments.ProviderEvent.mark",  # our own number of what it is about
    "payments.Funding.checkout_id",  # the provider's id of a Checkout session, not a session of the site
    *("training.Batch.code", "messaging.Message.code"),
    # A class, not a session of the site; and what all of its batch read.
    *(f"training.{name}.session" for name in ("ClassMove", "ClassMaterial", "ClassTask", "ClassQuestion", "Recording")),
    *("training.AttendanceCode.session", "training.Countersignature.session", "training.Countersignature.last_mark"),
    "training.TravelVersion.notes",  # for officers
    *("training.ClassProblem.session", "training.ClassProblem.text", "training.TravelClass.session"),
    "training.CodeTries.code",  # which one: its digits stand nowhere
    *("training.ClassMaterial.text", "training.ClassTask.text", "training.ClassQuestion.text"),
    *("training.Brief.key", "training.Brief.text_en", "training.Brief.text_bn"),  # for all trainees of the topic
    *(
        "training.Project.text",
        "training.ProjectChange.text",
        "training.Attendance.code",
        "training.Attendance.session",
    ),
    *("training.AttendanceMark.session", "training.AttendanceMark.noted_at"),
    *("training.AttendanceObjection.session", "training.OutageClaim.session", "training.ClassInquiry.session"),
    *("training.AttendanceObjection.text", "training.OutageClaim.text", "training.AttendanceDecision.new_mark"),
    *("training.CheckQuestion.text_en", "training.CheckQuestion.text_bn"),  # for trainees of the batch
    *("training.Selection.seed_hash", "training.SelectionChange.digest"),
    *("training.Selection.entries_hash", "training.SelectionChange.entries_digest"),  # published
    *("training.RegisterObjection.text", "training.TracerAnswer.note"),  # for officers
    *("learning.LessonNote.bookmarked_at", "learning.Sitting.needs_second_marks"),  # marks of answers, for officers
    "search.SkillPhrase.text",  # what anybody may type
    *("learning.Rendition.key", "learning.VideoCaptions.key"),  # addresses that pages show
    "search.SavedSearch.keys",  # the words and skills by which it is found
    *("safety.Report.text", "safety.Report.note", "moderation.Case.note", "moderation.Appeal.text"),  # for moderators
    *("jobs.Question.text", "services.Question.text", "services.Question.other_text"),  # public
    *("profiles.PortfolioCase.text", "reviews.Review.text", "reviews.Review.is_marked"),  # public once revealed
    *("profiles.Profile.away_note", "profiles.Profile.shows_exam_marks"),  # public
    "training.Issuance.sealed_until",
    *("notifications.NewsSettings.digest", "notifications.NewsSettings.digest_hour"),  # settings of the digest mail
    "notifications.NewsSettings.digest_due_at",
    *("learning.Picture.digest", "learning.CourseVersion.digest"),  # of what everybody may read
    *(
        "contracts.Milestone.work_notice_at",
        "contracts.Milestone.idle_notice_at",
        "contracts.Milestone.review_notice_at",
    ),
    *("accounts.Export.state",),
}


INLINE = re.compile(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)")


@pytest.fixture
def lead(page, db):
    person = make.make_person("Lena", roles=["lead", "moderator", "officer", "operator"])
    return prove(page(person), person)


def visible_columns(model) -> set[str]:
    return {each.name for each in (*model._meta.fields, *model._meta.many_to_many)} - set(site._registry[model].hidden)


def test_columns_with_secret_sounding_names_are_hidden_or_excepted():
    shown_columns = {
        f"{model._meta.label}.{name}"
        for model in TABLES
        for name in visible_columns(model)
        if SUSPECT.search(name) and model._meta.app_label != "sandbox"
    }
    assert shown_columns - SHOWN == set()


def test_hidden_columns_exist():
    for model in TABLES:
        names = {each.name for each in (*model._meta.fields, *model._meta.many_to_many)}
        assert set(site._registry[model].hidden) <= names, model


def write_secrets(model) -> None:
    """Write the secret value into every hidden text column of the table."""
    table = site._registry[model]
    rows = model._default_manager.all()
    if model in (User, Device):  # the session of the lead must stay valid
        rows = rows.exclude(**{"roles__contains" if model is User else "user__roles__contains": ["lead"]})
    for name in table.hidden:
        field = model._meta.get_field(name)
        if field.unique or field.is_relation or not isinstance(field, models.CharField | models.TextField):
            continue
        if (field.max_length or 99) >= len(SECRET):
            rows.update(**{name: SECRET})


def test_no_admin_page_shows_a_secret_or_inline_script_or_style(lead, carla, farida):
    fill_tables(carla, farida)
    for model in TABLES:
        write_secrets(model)
    secrets = {SECRET, *type(carla).objects.values_list("password", flat=True)}
    secrets |= set(Certificate.objects.values_list("claim_hash", flat=True))
    rows = {model: list(model._default_manager.order_by("pk")[:3]) for model in TABLES}
    changes = [place(model, "change", row.pk) for model in TABLES for row in rows[model]]
    for address in ["/staff/admin/", *map(place, TABLES), *changes]:
        answer = lead.get(address)
        assert answer.status_code == 200, address
        text = answer.content.decode()
        assert not [each for each in secrets if each and each in text], address
        assert not INLINE.search(text), address
    empty = {model._meta.label for model in TABLES if not rows[model]}
    assert len(empty) < len(TABLES) / 2, sorted(empty)


def test_every_admin_page_warns_before_the_session_expires(lead, carla):
    for address in ("/staff/admin/", "/staff/admin/why/", place(type(carla)), place(type(carla), "change", carla.pk)):
        text = lead.get(address).content.decode()
        assert 'data-idle="1800"' in text, address
        assert 'name="csrfmiddlewaretoken"' in text, address  # the button that extends the session sends it


def test_admin_pages_show_an_emergency_role(page, db):
    officer = make.make_person("Olga", roles=["officer"])
    browser = prove(page(officer), officer)
    take_emergency_right(by=officer, role="operator", reason="Nobody answers the phone.")
    assert "In an emergency you act as: Operator" in browser.get("/staff/admin/").content.decode()


def test_audit_log_does_not_quote_texts_of_users(lead, carla, farida):
    contract = fill_tables(carla, farida)
    terms = json.dumps({"title": "Logo", "note": SECRET})
    audit("contract.asked", by=carla, on=contract, said=terms, reason=SECRET)
    entry = AuditEntry.objects.get(code="contract.asked")
    for address in (place(type(contract), "change", contract.pk), place(AuditEntry, "change", entry.pk)):
        text = lead.get(address).content.decode()
        assert "contract.asked" in text
        assert SECRET not in text


@pytest.fixture(autouse=True)
def _last_activity_is_saved_once(monkeypatch):
    """Sessions save the last activity every ten seconds; without this, any page could pay that query."""
    monkeypatch.setattr(idling, "EVERY", timedelta(hours=1))


def count_queries(browser, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert browser.get(address).status_code == 200
    return len(queries)


def test_changelist_query_count_does_not_grow_with_rows(lead, carla, farida):
    fill_tables(carla, farida)
    before = {model: count_queries(lead, place(model)) for model in TABLES}
    add_rows(carla)
    grown = {
        model._meta.label: (before[model], now)
        for model in TABLES
        if (now := count_queries(lead, place(model))) > before[model] + 1
    }
    assert grown == {}
    assert max(before.values()) <= 16


def add_rows(carla) -> None:
    """Add rows to the tables with many relations."""
    for name in ("Amina", "Beena", "Champa"):
        person = make.make_freelancer(name)
        make.make_bid(make.make_job(carla), person)
        make.make_service(person)
        make.make_issuance(person.certificate.batch, f"{name} Khatun")


def test_change_page_has_a_bounded_query_count(lead, carla, farida):
    contract = fill_tables(carla, farida)
    assert count_queries(lead, place(type(contract), "change", contract.pk)) <= 20


def test_change_page_formats_amounts_and_links_relations(lead, carla, farida):
    contract = fill_tables(carla, farida)
    milestone = contract.milestones.first()
    text = lead.get(place(type(milestone), "change", milestone.pk)).content.decode()
    assert f'<a href="/staff/admin/contracts/contract/{contract.pk}/change/">' in text
    assert re.search(r"\$\d[\d,]*\.\d\d", text)


def test_change_page_links_only_to_tables_the_role_may_see(page, farida):
    person = make.make_person("Ola", roles=["officer"])
    browser = prove(page(person), person)
    certificate = farida.certificate
    text = browser.get(place(Certificate, "change", certificate.pk)).content.decode()
    assert f"/staff/admin/training/batch/{certificate.batch_id}/change/" in text
    assert f"/staff/admin/accounts/user/{farida.pk}/change/" not in text


@pytest.mark.parametrize("query", ["farida", "7", 'নাই \' OR 1=1 -- %00 "x y" ' + "a" * 500])
def test_changelist_search_accepts_any_query(lead, carla, farida, query):
    fill_tables(carla, farida)
    for model in TABLES:
        answer = lead.get(place(model), {"q": query})
        assert answer.status_code == 200, model


def test_users_are_found_by_email_address(lead, farida, carla):
    text = lead.get("/staff/admin/accounts/user/", {"q": farida.email}).content.decode()
    assert farida.email in text
    assert carla.email not in text


def press_button(browser, row, name: str, **data: str):
    return browser.post(place(type(row), "do", row.pk, name), data, follow=True)


def test_operator_ends_the_sessions_of_a_user(page, pavel, carla, db):
    browser = prove(page(pavel), pavel)
    client_browser = page(carla)
    now = carla.date_joined
    device = {"first_seen_at": now, "signed_in_at": now, "seen_at": now}
    Device.objects.create(user=carla, mark="m", session_key=client_browser.session.session_key, **device)
    confirmation = browser.get(place(type(carla), "do", carla.pk, "end_sessions"))
    assert "The password stays as it is" in confirmation.content.decode()
    assert client_browser.get("/settings/").status_code == 200
    assert press_button(browser, carla, "end_sessions").status_code == 400, "a reason is required"
    press_button(browser, carla, "end_sessions", reason="Her phone was stolen.")
    assert client_browser.get("/settings/").status_code == 302
    entry = AuditEntry.objects.get(code="admin.end_sessions")
    assert (entry.by, entry.on_id, entry.facts) == (pavel, carla.pk, {"reason": "Her phone was stolen."})


def test_operator_ends_the_roles_of_a_user(page, pavel, mitu, carla):
    boss = make.make_person("Lata", roles=["lead"])
    browser, lead = prove(page(pavel), pavel), prove(page(boss), boss)
    User.objects.filter(pk=mitu.pk).update(roles=["moderator", "trainer"])
    assert press_button(lead, mitu, "end_roles", reason="I do not like her.").status_code == 404
    assert press_button(browser, carla, "end_roles", reason="She is none.").status_code == 404
    press_button(browser, pavel, "end_roles", reason="I am tired.")
    assert User.objects.get(pk=pavel.pk).is_staff, "operators cannot end their own roles"
    press_button(browser, mitu, "end_roles", reason="She has left us.")
    assert User.objects.get(pk=mitu.pk).roles == ["trainer"]
    assert AuditEntry.objects.get(code="roles.ended").facts == {"roles": "moderator", "reason": "She has left us."}
    assert "She has left us." in str(mitu.notifications.get(kind="account.roles_ended").facts)
    require_unlimited(User.objects.get(pk=mitu.pk))


def test_emergency_role_cannot_end_the_roles_of_others(mitu, pavel):
    take_emergency_right(by=mitu, role="operator", reason="Nobody who runs the site can be reached.")
    with pytest.raises(NotInAnEmergency):
        end_roles(by=User.objects.get(pk=mitu.pk), person_id=pavel.pk, reason="He sleeps.")


def test_revoking_a_certificate_needs_two_officers_and_a_reason(page, oli, onu, farida):
    browser, other = prove(page(oli), oli), prove(page(onu), onu)
    certificate = farida.certificate
    press_button(browser, certificate, "revoke", reason="Taken by mistake.")
    proposed = Issuance.objects.get()
    assert "messagelist" in press_button(browser, proposed, "confirm").content.decode()
    certificate.refresh_from_db()
    assert certificate.is_valid
    press_button(other, proposed, "confirm")
    certificate.refresh_from_db()
    assert (certificate.is_valid, certificate.revoked_by, certificate.revocation_confirmed_by) == (False, oli, onu)
    assert press_button(browser, certificate, "revoke", reason="Again.").status_code == 404, "the button is gone"


def test_refused_admin_action_shows_a_message_and_changes_nothing(page, oli, farida):
    browser = prove(page(oli), oli)
    issuance = make.make_issuance(farida.certificate.batch, by=oli)
    answer = press_button(browser, issuance, "refuse", reason="No.")
    assert "messagelist" in answer.content.decode()
    assert Issuance.objects.get(pk=issuance.pk).decided_by in (None, oli)


def test_moderator_closes_a_report(page, mitu, carla, farida):
    fill_tables(carla, farida)
    browser = prove(page(mitu), mitu)
    report = Report.objects.get()
    press_button(browser, report, "keep", reason="Look again.")
    press_button(browser, report, "close")
    assert Report.objects.get().state == Report.State.CLOSED


def test_admin_button_answers_403_to_other_roles(page, carla, farida, mitu):
    fill_tables(carla, farida)
    event, report = ProviderEvent.objects.get(), Report.objects.get()
    lata = make.make_person("Lata", roles=["lead"])
    for person in (lata, mitu):
        assert press_button(prove(page(person), person), event, "replay").status_code == 403
    assert press_button(prove(page(mitu), mitu), report, "no-such").status_code == 404


def test_operator_defers_payment_jobs(page, pavel, carla, farida):
    fill_tables(carla, farida)
    browser = prove(page(pavel), pavel)
    for row, name in ((ProviderEvent.objects.get(), "replay"), (Payout.objects.get(), "look")):
        assert "Done:" in press_button(browser, row, name).content.decode()
    assert {"admin.replay", "admin.look"} <= set(AuditEntry.objects.values_list("code", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name FROM procrastinate_jobs WHERE queue_name = 'money'")
        names = {name.rsplit(".", 1)[-1] for (name,) in cursor.fetchall()}
    assert {"work_off_event_job", "settle_payout_job"} <= names


def test_payout_is_retried_only_when_it_failed(page, pavel, carla, farida):
    fill_tables(carla, farida)
    browser = prove(page(pavel), pavel)
    payout = Payout.objects.get()
    assert press_button(browser, payout, "retry").status_code == 404
    Payout.objects.update(state=Payout.State.FAILED, check_at=payout.created_at)
    assert "Done:" in press_button(browser, payout, "retry").content.decode()
    assert Payout.objects.get(pk=payout.pk).check_at is None


def test_bangla_change_page_uses_the_digits_that_the_user_chose(page, farida, pavel):
    pavel.language = "bn"
    pavel.save()
    User.objects.filter(pk=farida.pk).update(date_joined=datetime(2026, 11, 25, 9, 5, tzinfo=UTC))
    pages = {}
    for digits in ("bangla", "latin"):
        pavel.digits = digits
        pavel.save()
        browser = prove(page(pavel), pavel)
        pages[digits] = browser.get(place(User, "change", farida.pk)).content.decode()
        listed = browser.get(place(User)).content.decode()
        assert (bangla_digits(f">{farida.pk}<") in listed) == (digits == "bangla")
    assert "২৫ নভেম্বর, ২০২৬, বিকাল ৩:০৫" in pages["bangla"]
    assert "25 নভেম্বর, 2026, বিকাল 3:05" in pages["latin"]
    assert f"#{bangla_digits(str(farida.pk))}" in pages["bangla"]


def test_bangla_changelist_counts_and_dates_in_bangla_digits(page, farida, pavel):
    pavel.language = "bn"
    pavel.save()
    User.objects.filter(pk=farida.pk).update(date_joined=datetime(2025, 11, 25, 9, 5, tzinfo=UTC))
    browser = prove(page(pavel), pavel)
    listed = browser.get(place(User)).content.decode()
    frame = re.findall(r'<(p|nav|span) class="(paginator|toplinks|small quiet)">(.*?)</\1>', listed, re.DOTALL)
    assert {place for _tag, place, _text in frame} >= {"paginator", "toplinks"}
    frame_text = " ".join(re.sub(r"<[^>]*>", "", text) for _tag, _place, text in frame)
    assert "২০২৫" in frame_text
    assert not re.search("[0-9]", frame_text), frame_text
    assert "date_joined__year=2025" in listed, "a query string keeps ASCII digits"
    User.objects.filter(pk=pavel.pk).update(digits="latin")
    assert "2025" in prove(page(pavel), pavel).get(place(User)).content.decode()
