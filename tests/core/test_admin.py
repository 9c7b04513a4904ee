"""The administration: what its pages show, what they must not, and that its buttons call actions."""

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
from tests.core.admin_world import SECRET, TABLES, fill, place, prove

# A column with such a word in its name is hidden, or stands here with its reason.
SUSPECT = re.compile(
    r"key|hash|secret|token|salt|private|password|pem|mark|digest|code|seal|session|signature|payload|text|note|letter"
)
SHOWN = {
    *("accounts.Device.signed_in_at", "bids.Bid.returned_at"),
    *("core.AuditEntry.code", "core.LimitCounter.key"),  # names of deeds and of limits
    *("payments.LedgerTransaction.key", "payments.LedgerTransaction.content_hash"),  # proof, made to be shown
    *("payments.LedgerBlock.previous_hash", "payments.LedgerBlock.block_hash", "payments.LedgerBlock.sealed_at"),
    "payments.Refund.repaid_note",  # of operators
    "payments.Funding.session_id",  # the provider's number of a Checkout, no session of ours
    *("training.Batch.code", "messaging.Message.code"),
    *("safety.Report.text", "safety.Report.note", "moderation.Case.note", "moderation.Appeal.text"),  # of moderators
    *("jobs.Question.text", "services.Question.text", "services.Question.other_text"),  # public
    *("profiles.PortfolioCase.text", "reviews.Review.text", "reviews.Review.is_marked"),  # of what is revealed alone
    "profiles.Profile.away_note",  # public
    "training.Issuance.sealed_until",
    *("notifications.NewsSettings.digest", "notifications.NewsSettings.digest_hour"),  # a mail of the day
    "notifications.NewsSettings.digest_due_at",
    *("contracts.Milestone.work_notice_at", "contracts.Milestone.idle_notice_at"),
    *("accounts.Export.state",),
}


INLINE = re.compile(r"<style|\sstyle=|\son\w+=|<script(?![^>]*\ssrc=)")


@pytest.fixture
def lead(page, db):
    person = make.make_person("Lena", roles=["lead", "moderator", "officer", "operator"])
    return prove(page(person), person)


def shown(model) -> set[str]:
    return {each.name for each in (*model._meta.fields, *model._meta.many_to_many)} - set(site._registry[model].hidden)


def test_what_sounds_secret_is_hidden_or_says_why_not():
    found = {
        f"{model._meta.label}.{name}"
        for model in TABLES
        for name in shown(model)
        if SUSPECT.search(name) and model._meta.app_label != "sandbox"
    }
    assert found - SHOWN == set()


def test_hidden_columns_exist():
    for model in TABLES:
        names = {each.name for each in (*model._meta.fields, *model._meta.many_to_many)}
        assert set(site._registry[model].hidden) <= names, model


def poison(model) -> None:
    """Write the secret word into every hidden text of the table."""
    table = site._registry[model]
    rows = model._default_manager.all()
    if model in (User, Device):  # her own session must go on
        rows = rows.exclude(**{"roles__contains" if model is User else "user__roles__contains": ["lead"]})
    for name in table.hidden:
        field = model._meta.get_field(name)
        if field.unique or field.is_relation or not isinstance(field, models.CharField | models.TextField):
            continue
        if (field.max_length or 99) >= len(SECRET):
            rows.update(**{name: SECRET})


def test_no_page_shows_a_secret_or_carries_anything_inline(lead, carla, farida):
    fill(carla, farida)
    for model in TABLES:
        poison(model)
    secrets = {SECRET, *type(carla).objects.values_list("password", flat=True)}
    secrets |= set(Certificate.objects.values_list("claim_hash", flat=True))
    empty = set()
    for model in TABLES:
        rows = list(model._default_manager.order_by("pk")[:3])
        if not rows:
            empty.add(model._meta.label)
        for address in ["/staff/admin/", place(model), *(place(model, "change", row.pk) for row in rows)]:
            answer = lead.get(address)
            assert answer.status_code == 200, address
            text = answer.content.decode()
            assert not [each for each in secrets if each and each in text], address
            assert not INLINE.search(text), address
    assert len(empty) < 45, sorted(empty)


def test_every_page_warns_before_the_session_ends(lead, carla):
    for address in ("/staff/admin/", "/staff/admin/why/", place(type(carla)), place(type(carla), "change", carla.pk)):
        text = lead.get(address).content.decode()
        assert 'data-idle="1800"' in text, address
        assert 'name="csrfmiddlewaretoken"' in text, address  # the button that goes on sends it


def test_a_role_that_was_taken_in_an_emergency_stands_on_its_pages(page, db):
    officer = make.make_person("Olga", roles=["officer"])
    browser = prove(page(officer), officer)
    take_emergency_right(by=officer, role="operator", reason="Nobody answers the phone.")
    assert "In an emergency you act as: Operator" in browser.get("/staff/admin/").content.decode()


def test_the_record_does_not_quote_what_parties_wrote(lead, carla, farida):
    contract = fill(carla, farida)
    said = json.dumps({"title": "Logo", "note": SECRET})
    audit("contract.asked", by=carla, on=contract, said=said, reason=SECRET)
    entry = AuditEntry.objects.get(code="contract.asked")
    for address in (place(type(contract), "change", contract.pk), place(AuditEntry, "change", entry.pk)):
        text = lead.get(address).content.decode()
        assert "contract.asked" in text
        assert SECRET not in text


@pytest.fixture(autouse=True)
def _acts_are_written_once(monkeypatch):
    """Every ten seconds the session notes that she is there: which page pays for that is chance."""
    monkeypatch.setattr(idling, "EVERY", timedelta(hours=1))


def count(browser, address: str) -> int:
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert browser.get(address).status_code == 200
    return len(asked)


def test_lists_ask_no_more_for_more_rows(lead, carla, farida):
    fill(carla, farida)
    before = {model: count(lead, place(model)) for model in TABLES}
    fill_again(carla)
    grown = {
        model._meta.label: (before[model], now)
        for model in TABLES
        if (now := count(lead, place(model))) > before[model] + 1
    }
    assert grown == {}
    assert max(before.values()) <= 16


def fill_again(carla) -> None:
    """More of everything that has people and things hanging on it."""
    for name in ("Amina", "Beena", "Champa"):
        person = make.make_freelancer(name)
        make.make_bid(make.make_job(carla), person)
        make.make_service(person)
        make.make_issuance(person.certificate.batch, f"{name} Khatun")


def test_a_row_asks_a_bounded_number(lead, carla, farida):
    contract = fill(carla, farida)
    assert count(lead, place(type(contract), "change", contract.pk)) <= 20


def test_amounts_and_links_read_well(lead, carla, farida):
    contract = fill(carla, farida)
    milestone = contract.milestones.first()
    text = lead.get(place(type(milestone), "change", milestone.pk)).content.decode()
    assert f'<a href="/staff/admin/contracts/contract/{contract.pk}/change/">' in text
    assert re.search(r"\$\d[\d,]*\.\d\d", text)


def test_links_lead_only_where_she_may_go(page, farida):
    person = make.make_person("Ola", roles=["officer"])
    browser = prove(page(person), person)
    certificate = farida.certificate
    text = browser.get(place(Certificate, "change", certificate.pk)).content.decode()
    assert f"/staff/admin/training/batch/{certificate.batch_id}/change/" in text
    assert f"/staff/admin/accounts/user/{farida.pk}/change/" not in text


@pytest.mark.parametrize("query", ["farida", "7", 'নাই \' OR 1=1 -- %00 "x y" ' + "a" * 500])
def test_every_table_is_searched_without_a_fault(lead, carla, farida, query):
    fill(carla, farida)
    for model in TABLES:
        answer = lead.get(place(model), {"q": query})
        assert answer.status_code == 200, model


def test_people_are_found_by_their_address(lead, farida, carla):
    text = lead.get("/staff/admin/accounts/user/", {"q": farida.email}).content.decode()
    assert farida.email in text
    assert carla.email not in text


def pressed(browser, row, name: str, **data: str):
    return browser.post(place(type(row), "do", row.pk, name), data, follow=True)


def test_an_operator_signs_somebody_out(page, pavel, carla, db):
    browser = prove(page(pavel), pavel)
    hers = page(carla)
    now = carla.date_joined
    device = {"first_seen_at": now, "signed_in_at": now, "seen_at": now}
    Device.objects.create(user=carla, mark="m", session_key=hers.session.session_key, **device)
    asked = browser.get(place(type(carla), "do", carla.pk, "end_sessions"))
    assert "The password stays as it is" in asked.content.decode()
    assert hers.get("/settings/").status_code == 200
    assert pressed(browser, carla, "end_sessions").status_code == 400, "a reason is asked for"
    pressed(browser, carla, "end_sessions", reason="Her phone was stolen.")
    assert hers.get("/settings/").status_code == 302
    entry = AuditEntry.objects.get(code="admin.end_sessions")
    assert (entry.by, entry.on_id, entry.facts) == (pavel, carla.pk, {"reason": "Her phone was stolen."})


def test_an_operator_takes_the_roles_of_somebody_away(page, pavel, mitu, carla):
    boss = make.make_person("Lata", roles=["lead"])
    browser, lead = prove(page(pavel), pavel), prove(page(boss), boss)
    User.objects.filter(pk=mitu.pk).update(roles=["moderator", "trainer"])
    assert pressed(lead, mitu, "end_roles", reason="I do not like her.").status_code == 404
    assert pressed(browser, carla, "end_roles", reason="She is none.").status_code == 404
    pressed(browser, pavel, "end_roles", reason="I am tired.")
    assert User.objects.get(pk=pavel.pk).is_staff, "nobody takes her own away"
    pressed(browser, mitu, "end_roles", reason="She has left us.")
    assert User.objects.get(pk=mitu.pk).roles == ["trainer"]
    assert AuditEntry.objects.get(code="roles.ended").facts == {"roles": "moderator", "reason": "She has left us."}
    assert "She has left us." in str(mitu.notifications.get(kind="account.roles_ended").facts)
    require_unlimited(User.objects.get(pk=mitu.pk))


def test_a_role_taken_in_an_emergency_takes_nobodys_roles_away(mitu, pavel):
    take_emergency_right(by=mitu, role="operator", reason="Nobody who runs the site can be reached.")
    with pytest.raises(NotInAnEmergency):
        end_roles(by=User.objects.get(pk=mitu.pk), person_id=pavel.pk, reason="He sleeps.")


def test_two_officers_revoke_with_a_reason(page, oli, onu, farida):
    browser, other = prove(page(oli), oli), prove(page(onu), onu)
    certificate = farida.certificate
    pressed(browser, certificate, "revoke", reason="Taken by mistake.")
    proposed = Issuance.objects.get()
    assert "messagelist" in pressed(browser, proposed, "confirm").content.decode()
    certificate.refresh_from_db()
    assert certificate.is_valid
    pressed(other, proposed, "confirm")
    certificate.refresh_from_db()
    assert (certificate.is_valid, certificate.revoked_by, certificate.revocation_confirmed_by) == (False, oli, onu)
    assert pressed(browser, certificate, "revoke", reason="Again.").status_code == 404, "the button is gone"


def test_a_refusal_is_shown_and_changes_nothing(page, oli, farida):
    browser = prove(page(oli), oli)
    issuance = make.make_issuance(farida.certificate.batch, by=oli)
    answer = pressed(browser, issuance, "refuse", reason="No.")
    assert "messagelist" in answer.content.decode()
    assert Issuance.objects.get(pk=issuance.pk).decided_by in (None, oli)


def test_a_moderator_closes_a_report(page, mitu, carla, farida):
    fill(carla, farida)
    browser = prove(page(mitu), mitu)
    report = Report.objects.get()
    pressed(browser, report, "keep", reason="Look again.")
    pressed(browser, report, "close")
    assert Report.objects.get().state == Report.State.CLOSED


def test_a_button_is_for_its_role_only(page, carla, farida, mitu):
    fill(carla, farida)
    event, report = ProviderEvent.objects.get(), Report.objects.get()
    lata = make.make_person("Lata", roles=["lead"])
    for person in (lata, mitu):
        assert pressed(prove(page(person), person), event, "replay").status_code == 403
    assert pressed(prove(page(mitu), mitu), report, "no-such").status_code == 404


def test_an_operator_defers_the_jobs_of_money(page, pavel, carla, farida):
    fill(carla, farida)
    browser = prove(page(pavel), pavel)
    for row, name in ((ProviderEvent.objects.get(), "replay"), (Payout.objects.get(), "look")):
        assert "Done:" in pressed(browser, row, name).content.decode()
    assert {"admin.replay", "admin.look"} <= set(AuditEntry.objects.values_list("code", flat=True))
    with connection.cursor() as cursor:
        cursor.execute("SELECT task_name FROM procrastinate_jobs WHERE queue_name = 'money'")
        names = {name.rsplit(".", 1)[-1] for (name,) in cursor.fetchall()}
    assert {"work_off_event_job", "settle_payout_job"} <= names


def test_a_payout_is_tried_again_only_when_it_is_due(page, pavel, carla, farida):
    fill(carla, farida)
    browser = prove(page(pavel), pavel)
    payout = Payout.objects.get()
    assert pressed(browser, payout, "retry").status_code == 404
    Payout.objects.update(state=Payout.State.FAILED, check_at=payout.created_at)
    assert "Done:" in pressed(browser, payout, "retry").content.decode()
    assert Payout.objects.get(pk=payout.pk).check_at is None


def test_in_bangla_its_numbers_and_days_are_bangla_unless_she_chose_others(page, farida, pavel):
    pavel.language = "bn"
    pavel.save()
    User.objects.filter(pk=farida.pk).update(date_joined=datetime(2026, 11, 25, 9, 5, tzinfo=UTC))
    said = {}
    for digits in ("bangla", "latin"):
        pavel.digits = digits
        pavel.save()
        browser = prove(page(pavel), pavel)
        said[digits] = browser.get(place(User, "change", farida.pk)).content.decode()
        listed = browser.get(place(User)).content.decode()
        assert (bangla_digits(f">{farida.pk}<") in listed) == (digits == "bangla")
    assert "২৫ নভেম্বর, ২০২৬, বিকাল ৩:০৫" in said["bangla"]
    assert "25 নভেম্বর, 2026, বিকাল 3:05" in said["latin"]
    assert f"#{bangla_digits(str(farida.pk))}" in said["bangla"]


def test_in_bangla_lists_count_and_date_in_bangla_digits(page, farida, pavel):
    pavel.language = "bn"
    pavel.save()
    User.objects.filter(pk=farida.pk).update(date_joined=datetime(2025, 11, 25, 9, 5, tzinfo=UTC))
    browser = prove(page(pavel), pavel)
    listed = browser.get(place(User)).content.decode()
    frame = re.findall(r'<(p|nav|span) class="(paginator|toplinks|small quiet)">(.*?)</\1>', listed, re.DOTALL)
    assert {place for _tag, place, _text in frame} >= {"paginator", "toplinks"}
    said = " ".join(re.sub(r"<[^>]*>", "", text) for _tag, _place, text in frame)
    assert "২০২৫" in said
    assert not re.search("[0-9]", said), said
    assert "date_joined__year=2025" in listed, "an address is not for reading"
    User.objects.filter(pk=pavel.pk).update(digits="latin")
    assert "2025" in prove(page(pavel), pavel).get(place(User)).content.decode()
