"""The phone number of an account: added, confirmed, changed, taken off; private, and of one account."""

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from django.test import Client
from procrastinate.contrib.django.models import ProcrastinateJob

from market.accounts.models import PhoneCode, PhoneNumber, User
from market.accounts.phone.actions import ask_phone
from market.accounts.phone.code_actions import code_of
from market.accounts.privacy.actions import close_account, erase_account
from market.accounts.sign_in.device_actions import disown_sign_in, not_me_key, note_sign_in
from market.core.base import clock
from market.core.models import AuditEntry
from market.sandbox.models import ShortMessage
from tests.accounts.test_pages import PASSWORD
from tests.sms import NEW, OTHER, RINA, give_number, wrong

PAGE = "/settings/phone/"


def ask(browser, number: str = "01712345678"):
    return browser.post(PAGE, {"number": number, "password": PASSWORD})


def number_of(user: User) -> str:
    return PhoneNumber.objects.get(user=user).number


def test_number_is_added_once_its_code_is_entered(page, carla, gateway, mailbox):
    browser = page(carla)
    assert "Add the number" in browser.get(PAGE).content.decode()
    assert ask(browser).url == PAGE
    waiting = browser.get(PAGE).content.decode()
    assert "+880 1712-345678" in waiting
    assert 'autocomplete="one-time-code"' in waiting
    assert 'inputmode="numeric"' in waiting
    assert not PhoneNumber.objects.exists()
    assert browser.post(f"{PAGE}confirm/", {"code": gateway.code(NEW)}).url == PAGE
    assert number_of(carla) == NEW
    gateway.run_jobs()
    assert [mail.subject for mail in mailbox] == ["Your account has a phone number now"]
    assert "+880 1712-345678" in browser.get("/settings/").content.decode()


@pytest.mark.parametrize(
    "typed",
    [
        "01712345678",
        "০১৭১২৩৪৫৬৭৮",
        "01712-345 678",
        "+880 1712 345678",
        "8801712345678",
        "+৮৮০১৭১২৩৪৫৬৭৮",
        " 1712345678 ",
    ],
)
def test_number_is_read_as_people_write_it(page, carla, gateway, typed):
    ask(page(carla), typed)
    assert PhoneCode.objects.get().number == NEW


@pytest.mark.parametrize(
    "typed",
    ["", "12345", "hello", "02-9876543", "+8801012345678", "01712345678x5", "0" * 41, "999", "+", "১২৩"],
)
def test_what_is_no_mobile_number_is_an_error_at_the_field(page, api, carla, gateway, typed):
    assert page(carla).post(PAGE, {"number": typed, "password": PASSWORD}).status_code == 400
    answer = api(carla).post("/api/v1/me/phone/", {"number": typed, "password": PASSWORD})
    assert (answer.status_code, set(answer.json()["errors"])) == (400, {"number"})
    assert not PhoneCode.objects.exists()


def test_number_of_a_country_that_is_not_served_is_refused(page, carla, gateway, settings):
    settings.SMS_COUNTRIES = ["BD"]
    assert "numbers of this country" in ask(page(carla), "+44 7911 123456").content.decode()
    assert ask(page(carla)).status_code == 302


def test_code_may_be_typed_in_bangla_digits_with_spaces(page, rahim, gateway):
    browser = page(rahim, "bn")
    ask(browser, "০১৭১২৩৪৫৬৭৮")
    code = gateway.code(NEW).translate(str.maketrans("0123456789", "০১২৩৪৫৬৭৮৯"))
    browser.post(f"{PAGE}confirm/", {"code": f"{code[:3]} {code[3:]}"})
    assert number_of(rahim) == NEW


def test_password_is_asked_for(page, carla, gateway):
    answer = page(carla).post(PAGE, {"number": "01712345678", "password": "wrong"})
    assert "not your password" in answer.content.decode()
    assert not PhoneCode.objects.exists()


def test_code_is_stored_and_queued_nowhere(page, carla, gateway):
    ask(page(carla))
    row = PhoneCode.objects.get()
    jobs = " ".join(str(job.args) for job in ProcrastinateJob.objects.all())
    kept = " ".join(str(value) for value in PhoneCode.objects.values_list().get()[1:] if not hasattr(value, "year"))
    assert code_of(row) == gateway.code(NEW)
    assert code_of(row) not in jobs
    assert code_of(row) not in kept
    assert code_of(row) not in str(list(AuditEntry.objects.values_list("facts", flat=True)))


def test_changing_the_number_tells_the_old_one_and_the_mailbox(page, carla, gateway, mailbox):
    give_number(carla)
    browser = page(carla)
    ask(browser)
    assert number_of(carla) == RINA
    browser.post(f"{PAGE}confirm/", {"code": gateway.code(NEW)})
    assert number_of(carla) == NEW
    assert "+880 ..678" in gateway.texts(RINA)[-1]
    assert [mail.subject for mail in mailbox] == ["Your phone number is changed"]


def test_own_number_again_is_refused(page, carla, gateway):
    give_number(carla, NEW)
    assert "your number already" in ask(page(carla)).content.decode()


def test_removing_the_number_tells_it_and_the_mailbox(page, carla, gateway, mailbox):
    give_number(carla)
    assert page(carla).post(f"{PAGE}remove/").url == PAGE
    assert not PhoneNumber.objects.exists()
    assert "was removed" in gateway.texts(RINA)[-1]
    assert [mail.subject for mail in mailbox] == ["Your phone number is removed from your account"]
    assert page(carla).post(f"{PAGE}remove/").url == PAGE, "a second time nothing happens"


def test_number_of_somebody_else_looks_the_same_and_its_owner_is_told(page, carla, rina, gateway):
    give_number(rina, NEW)
    browser, other = page(carla), page(carla)
    taken = ask(browser)
    row = PhoneCode.objects.get()
    assert "wants to add this number to another account" in gateway.texts(NEW)[-1]
    assert "stays with yours" in gateway.texts(NEW)[-1]
    shown = browser.get(PAGE).content.decode()
    free = ask(other, "01812345678")
    assert (taken.status_code, taken.url) == (free.status_code, free.url)
    assert shown.count("\n") == other.get(PAGE).content.decode().count("\n")
    assert code_of(row) not in " ".join(gateway.texts(NEW))


def test_number_taken_in_the_meantime_is_a_conflict(page, carla, rina, gateway):
    browser = page(carla)
    ask(browser)
    code = gateway.code(NEW)
    give_number(rina, NEW)
    answer = browser.post(f"{PAGE}confirm/", {"code": code})
    assert answer.status_code == 409
    assert "Another account has this number" in answer.content.decode()
    assert not PhoneNumber.objects.filter(user=carla).exists()


def test_five_wrong_codes_end_a_code(page, carla, gateway):
    browser = page(carla)
    ask(browser)
    code = gateway.code(NEW)
    for _ in range(4):
        assert "not right" in browser.post(f"{PAGE}confirm/", {"code": wrong(code)}).content.decode()
    assert "tried too often" in browser.post(f"{PAGE}confirm/", {"code": wrong(code)}).content.decode()
    answer = browser.post(f"{PAGE}confirm/", {"code": code})
    assert answer.status_code == 409
    assert not PhoneNumber.objects.exists()
    assert "Send another code" in browser.get(PAGE).content.decode()
    browser.post(f"{PAGE}resend/")
    browser.post(f"{PAGE}confirm/", {"code": gateway.code(NEW)})
    assert number_of(carla) == NEW


def test_code_does_not_count_after_its_minutes(page, carla, gateway, travel):
    browser = page(carla)
    ask(browser)
    code = gateway.code(NEW)
    travel(timedelta(minutes=5, seconds=1))
    assert browser.post(f"{PAGE}confirm/", {"code": code}).status_code == 409
    assert "does not count any more" in browser.get(PAGE).content.decode()
    travel(timedelta(hours=1))
    assert not PhoneCode.objects.exists(), "the number is forgotten"


def test_code_of_one_number_does_not_confirm_another(page, carla, gateway):
    browser = page(carla)
    ask(browser)
    first = gateway.code(NEW)
    ask(browser, "01812345678")
    assert browser.post(f"{PAGE}confirm/", {"code": first}).status_code == 400
    assert not PhoneNumber.objects.exists()
    browser.post(f"{PAGE}confirm/", {"code": gateway.code(OTHER)})
    assert number_of(carla) == OTHER


def test_resending_is_limited_and_says_so(page, carla, gateway):
    browser = page(carla)
    ask(browser)
    for _ in range(4):
        browser.post(f"{PAGE}resend/")
    assert "on its way" in browser.get(PAGE).content.decode()
    browser.post(f"{PAGE}resend/")
    assert "Too many codes" in browser.get(PAGE).content.decode()
    assert len(gateway.texts(NEW)) == 1, "of five codes that were asked for at once only the newest is sent"


def test_cancelled_number_cannot_be_confirmed(page, carla, gateway):
    browser = page(carla)
    ask(browser)
    code = gateway.code(NEW)
    assert browser.post(f"{PAGE}cancel/").url == PAGE
    assert browser.post(f"{PAGE}confirm/", {"code": code}).status_code == 409


def test_api_adds_changes_and_removes_a_number(api, carla, gateway):
    program = api(carla)
    assert program.get("/api/v1/me/phone/").json() == {"number": None, "confirmed_at": None, "waiting": None}
    assert program.post("/api/v1/me/phone/waiting/").status_code == 404
    answer = program.post("/api/v1/me/phone/", {"number": "01712345678", "password": PASSWORD})
    assert (answer.status_code, answer.json()["number"]) == (201, NEW)
    assert program.post("/api/v1/me/phone/waiting/").status_code == 201
    bad = program.post("/api/v1/me/phone/confirm/", {"code": wrong(gateway.code(NEW))})
    assert (bad.status_code, bad.json()["code"], set(bad.json()["errors"])) == (400, "wrong_phone_code", {"code"})
    done = program.post("/api/v1/me/phone/confirm/", {"code": gateway.code(NEW)})
    assert (done.json()["number"], done.json()["waiting"]) == (NEW, None)
    again = program.post("/api/v1/me/phone/confirm/", {"code": gateway.code(NEW)})
    assert (again.status_code, again.json()["code"]) == (409, "phone_code_over")
    program.post("/api/v1/me/phone/", {"number": "01812345678", "password": PASSWORD})
    assert program.delete("/api/v1/me/phone/waiting/").status_code == 204
    assert program.get("/api/v1/me/phone/").json()["waiting"] is None
    assert program.delete("/api/v1/me/phone/").status_code == 204
    assert not PhoneNumber.objects.exists()


def test_nothing_of_phone_numbers_exists_without_a_gateway(page, api, carla, settings):
    settings.SMS_URL = ""
    assert page(carla).get(PAGE).status_code == 404
    assert api(carla).get("/api/v1/me/phone/").status_code == 404
    assert page().get("/accounts/phone/").status_code == 404
    assert PAGE not in page(carla).get("/settings/").content.decode()
    sign_in = page().get("/accounts/login/").content.decode()
    assert "/accounts/phone/" not in sign_in
    assert "E-mail address" in sign_in


def test_nobody_else_reads_the_number(page, api, carla, rina, pavel, gateway):
    give_number(rina)
    digits = ("1700-000001", "1700000001")
    pages = [page(carla).get(f"/talent/{rina.profile.pk}/"), api(carla).get(f"/api/v1/profiles/{rina.profile.pk}/")]
    pages += [page(pavel).get(f"/staff/admin/accounts/{table}/") for table in ("phonenumber", "user")]
    for answer in pages:
        assert not any(each in answer.content.decode() for each in digits)


def test_disowned_sign_in_takes_the_number_off(carla):
    give_number(carla)
    device = note_sign_in(by=carla, mark="m" * 64, session_key="", agent="", country="")
    disown_sign_in(key=not_me_key(device))
    assert not PhoneNumber.objects.exists()


def test_erasing_the_account_frees_the_number_and_forgets_its_messages(carla, gateway):
    give_number(carla)
    ask_phone(by=carla, number="01712345678", password=PASSWORD)
    gateway.run_jobs()
    ShortMessage.objects.create(key="k", number=RINA, text="123456", at=clock.now(), arrives_at=clock.now())
    deletion = close_account(by=carla, password=PASSWORD)
    type(deletion).objects.update(due_at=clock.now())
    erase_account(deletion_id=deletion.pk)
    assert not PhoneNumber.objects.exists()
    assert not PhoneCode.objects.exists()
    assert not ShortMessage.objects.filter(number=RINA).exists()


def test_number_pages_need_a_sign_in():
    assert Client().get(PAGE).status_code == 302


def test_new_password_by_mail_takes_the_number_off_and_tells(page, rina, gateway, mailbox):
    """Whoever knew the old password may have added it, or be about to."""
    give_number(rina)
    ask(page(rina), "01812345678")
    page().post("/accounts/password/reset/", {"email": rina.email})
    gateway.run_jobs()
    link = re.search(r"http\S+/password/\S+", mailbox[-1].body)[0]
    browser = page()
    form = browser.get(link, follow=True).redirect_chain[-1][0]
    browser.post(form, {"password1": "a-new-secret-55", "password2": "a-new-secret-55"})
    assert not PhoneNumber.objects.exists()
    assert not PhoneCode.objects.exists()
    assert "was removed" in gateway.texts(RINA)[-1] or "সরানো" in gateway.texts(RINA)[-1]


def test_new_password_in_the_settings_stops_a_number_that_waits(page, rina, gateway):
    give_number(rina)
    browser = page(rina)
    ask(browser, "01812345678")
    entered = {"oldpassword": PASSWORD, "password1": "a-new-secret-55", "password2": "a-new-secret-55"}
    browser.post("/accounts/password/change/", entered)
    assert not PhoneCode.objects.exists()
    assert number_of(rina) == RINA


def test_number_that_was_not_used_for_a_year_is_nobodys(page, rina, carla, gateway, travel):
    """Operators give it to somebody else, who can add it to an account of their own."""
    give_number(rina)
    travel(timedelta(days=366))
    page().post("/accounts/phone/", {"login": "01700-000001"})
    assert gateway.texts(RINA) == []
    browser = page(carla)
    ask(browser, "01700-000001")
    browser.post(f"{PAGE}confirm/", {"code": gateway.code(RINA)})
    assert PhoneNumber.objects.get().user == carla


def test_signing_in_by_a_code_confirms_the_number_anew(page, rina, gateway, travel):
    give_number(rina)
    travel(timedelta(days=360))
    browser = page()
    browser.post("/accounts/phone/", {"login": "01700-000001"})
    browser.post("/accounts/phone/code/", {"code": gateway.code(RINA)})
    travel(timedelta(days=360))
    page().post("/accounts/phone/", {"login": "01700-000001"})
    assert len(gateway.texts(RINA)) == 2


def test_refused_number_is_shown_again_while_another_waits(page, carla, gateway):
    browser = page(carla)
    ask(browser)
    refused = ask(browser, "12345").content.decode()
    assert "not the number of a mobile phone" in refused
    assert 'value="12345"' in refused
    assert "+880 1712-345678" in browser.get(PAGE).content.decode()


def test_codes_to_confirm_leave_the_other_half_of_the_days_sms(page, rina, carla, omar, gateway, settings):
    give_number(rina)
    settings.LIFECYCLE = replace(settings.LIFECYCLE, sms_per_day=2)
    ask(page(carla))
    assert len(gateway.texts(NEW)) == 1
    assert "No more SMS" in ask(page(omar), "01812345678").content.decode()
    page().post("/accounts/phone/", {"login": "01700-000001"})
    assert len(gateway.texts(RINA)) == 1
