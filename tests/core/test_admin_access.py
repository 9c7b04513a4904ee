"""The admin: who has access, which role sees which table, and that no role writes there."""

import pytest
from django.apps import apps
from django.contrib.admin.models import LogEntry
from django.urls import get_resolver

from market.accounts.models import User
from market.core.admin import permissions
from market.core.admin.admin_site import PROVEN_FOR, WHY
from market.core.base import clock
from market.core.models import AuditEntry
from tests import make
from tests.core.admin_world import ROLES, TABLES, fill_tables, place, prove

OURS = [model for model in apps.get_models() if model.__module__.startswith("market.")]
OURS += [apps.get_model("socialaccount.SocialAccount")]  # who signs in by Google
LABELS = {model._meta.label for model in OURS}


@pytest.fixture
def staff(page, db):
    def browser(role: str):
        person = make.make_person(f"{role.capitalize()} at desk", roles=[role])
        return prove(page(person), person)

    return browser


def test_every_model_of_the_project_is_registered():
    assert set(TABLES) == set(OURS)


def test_admin_permissions_name_existing_tables():
    assert set.union(*map(set, permissions.TABLES.values())) <= LABELS


@pytest.mark.parametrize(
    ("role", "sees", "not_sees"),
    [
        ("moderator", ["safety.Report", "jobs.Job", "profiles.Profile", "services.Service"], ["payments.Payout"]),
        ("officer", ["training.Certificate", "training.Issuance"], ["accounts.User", "payments.Payout", "jobs.Job"]),
        ("operator", ["payments.LedgerEntry", "core.AuditEntry"], ["safety.Report", "training.Certificate"]),
        ("lead", ["accounts.User", "core.AuditEntry", "disputes.Dispute"], ["payments.Payout", "training.Certificate"]),
        ("trainer", [], sorted(LABELS)),
    ],
)
def test_each_role_may_see_its_tables_only(role, sees, not_sees):
    person = User(roles=[role])
    assert all(permissions.may_see(person, label) for label in sees)
    assert not any(permissions.may_see(person, label) for label in not_sees)


def test_conversations_and_bids_are_visible_to_leads_only():
    private = {"messaging.Message", "messaging.Member", "bids.Bid", "bids.Answer", "contracts.Delivery"}
    assert private < permissions.TABLES["lead"]
    assert not private & set.union(*(set(seen) for role, seen in permissions.TABLES.items() if role != "lead"))


def admin_urls(pk: object = 1) -> list[str]:
    pages = [
        page for model in TABLES for page in (place(model), place(model, "change", pk), place(model, "do", pk, "look"))
    ]
    return ["/staff/admin/", "/staff/admin/payments/", "/staff/admin/jsi18n/", *pages]


def test_anonymous_is_redirected_to_sign_in(page, db):
    browser = page()
    for address in admin_urls():
        for method in ("get", "post"):
            answer = getattr(browser, method)(address)
            assert (answer.status_code, answer.url.split("?")[0]) == (302, "/accounts/login/"), address


@pytest.mark.parametrize("who", ["omar", "tahmina"])
def test_admin_answers_404_to_users_without_a_staff_role(request, page, who):
    person = request.getfixturevalue(who)
    browser = prove(page(person), person)
    assert {getattr(browser, method)(each).status_code for each in admin_urls() for method in ("get", "post")} == {404}


def test_admin_needs_a_recent_second_factor(page, pavel):
    browser = page(pavel)
    redirect = browser.get("/staff/admin/payments/payout/?state__exact=failed")
    assert redirect.url.startswith("/accounts/2fa/reauthenticate/?next=%2Fstaff%2Fadmin%2Fpayments")
    assert prove(browser, pavel, ago=PROVEN_FOR - 60).get("/staff/admin/").status_code == 200
    expired = prove(browser, pavel, ago=PROVEN_FOR + 1)
    assert {getattr(expired, method)(each).status_code for each in admin_urls() for method in ("get", "post")} == {302}


def test_reauthentication_by_password_is_not_a_second_factor(page, pavel):
    browser = prove(page(pavel), pavel)
    session = browser.session
    session["account_authentication_methods"][0]["method"] = "password"
    session.save()
    assert browser.get("/staff/admin/").status_code == 302


@pytest.mark.parametrize("role", ROLES)
def test_change_page_answers_200_or_403_by_role(staff, role, carla, farida):
    """Access to the changelists is listed in tests/access/administration.txt."""
    fill_tables(carla, farida)
    browser, wrong = staff(role), []
    for model in TABLES:
        if row := model._default_manager.order_by("pk").first():
            page = place(model, "change", row.pk)
            expected = 200 if model._meta.label in permissions.TABLES[role] else 403
            wrong += [page] * (browser.get(page).status_code != expected)
    assert wrong == []


@pytest.mark.parametrize("role", ROLES)
def test_no_role_can_add_change_or_delete_rows(staff, role, carla, farida):
    fill_tables(carla, farida)
    browser, wrong = staff(role), []
    rows_before = {model: list(model._default_manager.order_by("pk").values()) for model in TABLES}
    for model in TABLES:
        row = model._default_manager.order_by("pk").first()
        pk = row.pk if row else 1
        data = {field.name: "1" for field in model._meta.fields}
        urls = [place(model), place(model, "change", pk), place(model, "delete", pk), f"{place(model)}add/"]
        deleting = {"action": "delete_selected", "_selected_action": str(pk), "post": "yes"}
        for address in urls:
            if browser.post(address, data | deleting).status_code not in (403, 404, 405):
                wrong.append(address)
        for address in urls[2:]:
            if browser.get(address).status_code != 404:
                wrong.append(address)
    assert wrong == []
    assert {model: list(model._default_manager.order_by("pk").values()) for model in TABLES} == rows_before
    assert not LogEntry.objects.exists()


def test_default_admin_sign_in_and_password_pages_are_404(staff):
    browser = staff("lead")
    for name in ("login", "logout", "password_change", "password_change/done", "autocomplete", "r/1/1", "auth/group"):
        assert browser.get(f"/staff/admin/{name}/").status_code == 404, name
    assert "admin" in get_resolver().namespace_dict


def test_hidden_columns_cannot_be_filtered_by_query_string(staff, carla):
    browser = staff("operator")
    for query in ("password__startswith=scrypt", "email_change__key=k", "devices__mark=m", "email__startswith=c"):
        assert browser.get(f"/staff/admin/accounts/user/?{query}").status_code == 400, query
    assert browser.get("/staff/admin/accounts/user/?is_active__exact=1").status_code == 200
    assert browser.get("/staff/admin/accounts/user/?_to_field=password&_popup=1").status_code == 400


def test_missing_row_is_404(staff):
    browser = staff("lead")
    for pk in ("987654321", "x", "9" * 40, "_00"):
        assert browser.get(f"/staff/admin/jobs/job/{pk}/change/").status_code == 404, pk


def test_opening_a_row_is_written_to_the_audit_log(staff, farida):
    browser = staff("officer")
    certificate = farida.certificate
    text = browser.get(place(type(certificate), "change", certificate.pk)).content.decode()
    entry = AuditEntry.objects.get(code="admin.seen")
    assert (entry.on_type, entry.on_id, entry.by.display_name) == (
        "training.certificate",
        certificate.pk,
        "Officer at desk",
    )
    assert "certificate.issued" in text, "its audit log is on the page"
    assert "admin.seen" in browser.get(place(type(certificate), "change", certificate.pk)).content.decode()


def test_listing_users_is_written_to_the_audit_log(staff, farida, rina):
    browser = staff("operator")
    assert browser.get("/staff/admin/accounts/user/", {"q": farida.email}).status_code == 200
    entry = AuditEntry.objects.get(code="admin.listed")
    assert (entry.on_id, entry.by_id) == (entry.by.pk, entry.by.pk)
    why = "The journey through all tables."
    assert entry.facts == {"table": "accounts.User", "rows": str(farida.pk), "by_fields": "q", "reason": why}
    assert farida.email not in str(entry.facts)
    assert browser.get("/staff/admin/accounts/user/").status_code == 200
    rows = AuditEntry.objects.filter(code="admin.listed").latest("pk").facts["rows"].split(", ")
    assert {str(farida.pk), str(rina.pk)} <= set(rows)
    assert browser.get("/staff/admin/core/auditentry/").status_code == 200
    assert AuditEntry.objects.filter(code="admin.listed").count() == 2, "a table without personal data is not logged"


def test_audit_entry_for_a_uuid_row_is_kept_with_its_owner(staff, carla, farida):
    fill_tables(carla, farida)
    browser = staff("lead")
    upload = farida.uploads.first() if hasattr(farida, "uploads") else None
    model = apps.get_model("files", "Upload")
    upload = upload or model.objects.filter(owner=farida).first()
    assert browser.get(place(model, "change", upload.pk)).status_code == 200
    entry = AuditEntry.objects.get(code="admin.seen")
    assert (entry.on_type, entry.on_id, entry.facts["row"]) == ("accounts.user", farida.pk, str(upload.pk))


def test_private_tables_ask_for_a_reason_before_access(page, pavel, carla):
    browser = prove(page(pavel), pavel)
    session = browser.session
    del session[WHY]
    session.save()
    for address in (place(User), place(User, "change", carla.pk)):
        redirect = browser.get(f"{address}?q=x" if address == place(User) else address)
        assert redirect.url.startswith("/staff/admin/why/?next=%2Fstaff%2Fadmin%2Faccounts%2Fuser%2F")
    assert not AuditEntry.objects.filter(code__in=("admin.seen", "admin.listed")).exists()
    assert browser.get("/staff/admin/core/clockoffset/").status_code == 200, "no private data, no reason"
    reason = "Carla asked by phone for help."
    reason_page = f"/staff/admin/why/?next={place(User, 'change', carla.pk)}"
    assert "Why do you look?" in browser.get(reason_page).content.decode()
    short = browser.post(reason_page, {"reason": "  Carla  "})
    assert short.status_code == 400
    assert "ten letters" in short.content.decode()
    assert ">Carla</textarea>" in short.content.decode(), "the typed text stays"
    assert browser.post(reason_page, {"reason": reason}).url == place(User, "change", carla.pk)
    assert browser.get(place(User, "change", carla.pk)).status_code == 200
    assert browser.get(place(User)).status_code == 200
    entries = AuditEntry.objects.filter(code__in=("admin.seen", "admin.listed"))
    assert {each.facts["reason"] for each in entries} == {reason}
    session = browser.session
    session[WHY] = [session[WHY][0], clock.wall().timestamp() - 1801]
    session.save()
    assert browser.get(place(User)).url.startswith("/staff/admin/why/"), "a reason is valid for half an hour"


def test_reason_page_does_not_redirect_outside_the_admin(page, pavel):
    browser = prove(page(pavel), pavel)
    for elsewhere in ("https://evil.example/", "//evil.example/", "/money/", ""):
        answer = browser.post(f"/staff/admin/why/?next={elsewhere}", {"reason": "Looking for a way out."})
        assert answer.url == "/staff/admin/"
