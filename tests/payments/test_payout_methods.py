"""Where taka go: the account, its check digit, the holder's name, the hours of waiting, and the link to stop it."""

import re
from datetime import timedelta

import pytest

from market.accounts.privacy.erasure_actions import erase
from market.core.base.errors import Invalid, NotAllowed, TooMany
from market.core.models import AuditEntry
from market.core.text.same_names import is_same_name
from market.notifications.models import Notification
from market.payments.models import PayoutMethod
from market.payments.payout_methods.actions import link_key, set_payout_method, stop_payout_method
from market.payments.payout_methods.banks import branch_of, has_check_digit
from market.payments.payout_methods.decision_actions import (
    OwnPayoutMethod,
    PayoutMethodDecided,
    accept_payout_method,
    refuse_payout_method,
)
from market.payments.payout_methods.details import PayoutKindNotOffered
from market.payments.payout_methods.queries import usable_method
from market.payments.payouts.onboarding_actions import NotAFreelancer
from tests.payments.bank_story import ROUTING, details, give_account, in_bangla, payout_in_taka

WHY = "The passport shows both names."


@pytest.mark.parametrize("number", [ROUTING, "255151962", "085260728"])
def test_routing_number_has_a_check_digit(number):
    assert has_check_digit(number)
    slipped = number[:-1] + str((int(number[-1]) + 1) % 10)
    swapped = number[:3] + number[4] + number[3] + number[5:]
    assert not has_check_digit(slipped)
    assert not has_check_digit(swapped)


def test_routing_number_names_bank_and_branch():
    assert (branch_of(ROUTING).bank, branch_of(ROUTING).name) == ("CITY BANK PLC", "Agrabad Branch")
    assert not branch_of("999999999").is_payable
    assert not has_check_digit("22515013")
    assert not has_check_digit("২২৫১৫০১৩৫")


@pytest.mark.parametrize(
    ("holder", "is_same"),
    [
        ("Rina Akter", True),
        ("AKTER RINA", True),
        ("R. Akter", True),
        ("Mst. Rina Akter", True),
        ("রিনা আক্তার", True),
        ("মোছাঃ রিনা আক্তার", True),
        ("Rina Begum Akter", True),
        ("Rina", False),
        ("R. A.", False),
        ("Rina Khatun", False),
        ("Rina Akter Khan", False),
        ("রহিম আক্তার", False),
    ],
)
def test_holder_is_compared_with_both_names(holder, is_same):
    assert is_same_name(holder, ["Rina Akter", "রিনা আক্তার"]) is is_same


def test_first_account_in_the_certified_name_is_used_at_once(farida, mailbox, run_jobs):
    method = give_account(farida)
    run_jobs()
    assert (method.state, method.account_number, method.shown_number) == ("active", "123456789012", "…9012")
    assert usable_method(farida, "BDT") == method
    letter = mailbox[-1]
    assert letter.to == [farida.email]
    assert "…9012" in letter.body
    assert "123456789012" not in letter.body
    (entry,) = AuditEntry.objects.filter(code="payout_method.set")
    assert entry.facts == {"kind": "bank", "state": "active"}


def test_another_account_takes_its_place_after_three_days(farida, travel):
    first = give_account(farida)
    second = give_account(farida, account_number="99887766554")
    assert (second.state, usable_method(farida, "BDT")) == ("cooling", first)
    travel(timedelta(hours=71))
    assert usable_method(farida, "BDT") == first
    travel(timedelta(hours=1))
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.state, second.state) == ("replaced", "active")
    assert Notification.objects.filter(user=farida, kind="payout_method.active").count() == 1


def test_third_account_gives_up_the_second_and_waits_anew(farida, travel):
    give_account(farida)
    second = give_account(farida, account_number="99887766554")
    travel(timedelta(hours=71))
    third = give_account(farida, account_number="11223344556")
    travel(timedelta(hours=2))
    second.refresh_from_db()
    assert second.state == "stopped"
    travel(timedelta(hours=70))
    third.refresh_from_db()
    assert third.state == "active"


def test_account_in_use_given_again_stays_and_gives_up_what_was_to_come(farida):
    first = give_account(farida)
    second = give_account(farida, account_number="99887766554")
    assert give_account(farida) == first
    second.refresh_from_db()
    assert (second.state, PayoutMethod.objects.count()) == ("stopped", 2)


def test_wrong_numbers_and_names_are_refused_at_their_fields(farida, omar):
    wrong = details("=SUM(A1)", account_number="12", routing_number="225150136")
    with pytest.raises(Invalid) as refused:
        set_payout_method(by=farida, details=wrong)
    assert set(refused.value.errors) == {"holder_name", "account_number", "routing_number"}
    with pytest.raises(Invalid) as refused:
        set_payout_method(by=farida, details=details(routing_number="025262985"))
    assert set(refused.value.errors) == {"routing_number"}
    with pytest.raises(PayoutKindNotOffered):
        set_payout_method(by=farida, details=details(kind="nagad", account_number="01712345678"))
    with pytest.raises(NotAFreelancer):
        set_payout_method(by=omar, details=details("Omar Private"))
    assert not PayoutMethod.objects.exists()


def test_wallet_is_stored_once_its_rail_is_there(farida, settings):
    settings.PAY_OUT = {"bkash": ["BDT"]}
    method = set_payout_method(by=farida, details=details(kind="bkash", account_number="০১৭১২-৩৪৫৬৭৮"))
    assert (method.account_number, method.routing_number) == ("+8801712345678", "")
    with pytest.raises(Invalid):
        set_payout_method(by=farida, details=details(kind="bkash", account_number="+442079460000"))


def test_accounts_of_a_day_are_limited(farida):
    for _time in range(5):
        give_account(farida)
    with pytest.raises(TooMany):
        give_account(farida)


def test_other_name_waits_for_an_operator(farida, pavel, omar):
    method = set_payout_method(by=farida, details=details("Karim Uddin"))
    assert (method.state, usable_method(farida, "BDT")) == ("checking", None)
    assert Notification.objects.filter(user=pavel, kind="payout_method.to_check").count() == 1
    with pytest.raises(NotAllowed):
        accept_payout_method(by=farida, method_id=method.pk, reason=WHY)
    with pytest.raises(Invalid):
        accept_payout_method(by=pavel, method_id=method.pk, reason="ok")
    accept_payout_method(by=pavel, method_id=method.pk, reason=WHY)
    assert usable_method(farida, "BDT") == method
    assert Notification.objects.filter(user=farida, kind="payout_method.accepted").count() == 1
    with pytest.raises(PayoutMethodDecided):
        refuse_payout_method(by=pavel, method_id=method.pk, reason=WHY)


def test_accepted_change_still_waits_its_hours(farida, pavel, travel):
    first = give_account(farida)
    second = set_payout_method(by=farida, details=details("Karim Uddin"))
    accept_payout_method(by=pavel, method_id=second.pk, reason=WHY)
    assert usable_method(farida, "BDT") == first
    travel(timedelta(hours=73))
    assert usable_method(farida, "BDT") == second


def test_refused_account_is_not_used_and_the_reason_is_read(farida, pavel, page):
    method = set_payout_method(by=farida, details=details("Karim Uddin"))
    refuse_payout_method(by=pavel, method_id=method.pk, reason=WHY)
    assert usable_method(farida, "BDT") is None
    assert WHY in page(farida).get("/money/payout-methods/").content.decode()


def test_operator_does_not_decide_on_their_own_name(farida):
    farida.roles = ["operator"]
    farida.save()
    method = set_payout_method(by=farida, details=details("Karim Uddin"))
    with pytest.raises(OwnPayoutMethod):
        accept_payout_method(by=farida, method_id=method.pk, reason=WHY)


def test_link_in_the_mail_stops_the_account_and_locks_the_other_one(farida, mailbox, run_jobs, page):
    first = give_account(farida)
    second = give_account(farida, account_number="99887766554")
    run_jobs()
    (path,) = re.findall(r"https?://\S+?(/money/payout-methods/stop/\S+)", mailbox[-1].body)
    browser = page(farida)
    assert "…6554" in page().get(path).content.decode()
    assert "Every device is signed out" in page().post(path).content.decode()
    second.refresh_from_db()
    assert (second.state, usable_method(farida, "BDT")) == ("stopped", first)
    assert browser.get("/money/").status_code == 302
    assert page().post(path).status_code == 200
    assert page().get("/money/payout-methods/stop/wrong/").status_code == 400


def test_link_of_an_account_that_was_replaced_still_locks(provider, travel, farida, page, settings):
    settings.PAY_IN = {"stripe": ["USD", "BDT"]}
    payout = payout_in_taka(provider, travel, farida)
    key = link_key(payout.method)
    give_account(farida, account_number="99887766554")
    travel(timedelta(hours=73))
    payout.method.refresh_from_db()
    assert payout.method.state == "replaced"
    browser = page(farida)
    stop_payout_method(key=key)
    payout.refresh_from_db()
    assert payout.state == "failed"
    assert browser.get("/money/").status_code == 302


def test_account_is_given_on_its_page_after_proof(farida, page, settings):
    form = {"holder_name": "Farida Private", "account_number": "1234567890", "routing_number": ROUTING}
    browser, proof = page(farida), settings.PROOF
    settings.PROOF = timedelta(0)
    assert "/reauthenticate/" in browser.post("/money/payout-methods/", form)["Location"]
    assert not PayoutMethod.objects.exists()
    settings.PROOF = proof
    assert browser.post("/money/payout-methods/", {**form, "account_number": "1"}).status_code == 400
    assert browser.post("/money/payout-methods/", form).status_code == 302
    text = browser.get("/money/payout-methods/").content.decode()
    assert "CITY BANK PLC" in text
    assert "…7890" in text
    assert "1234567890" not in text
    assert "…৭৮৯০" in page(in_bangla(farida)).get("/money/payout-methods/").content.decode()


def test_account_is_given_by_a_program(farida, api):
    body = {"holder_name": "Farida Private", "account_number": "1234567890", "routing_number": ROUTING}
    response = api(farida).post("/api/v1/me/payout-methods/", body, format="json")
    assert response.status_code == 201, response.json()
    assert response.json()["number"] == "…7890"
    assert response.json()["bank"] == "CITY BANK PLC"
    wrong = api(farida).post("/api/v1/me/payout-methods/", {**body, "routing_number": "225150136"}, format="json")
    assert (wrong.status_code, list(wrong.json()["errors"])) == (400, ["routing_number"])
    (listed,) = api(farida).get("/api/v1/me/payout-methods/").json()["results"]
    assert "1234567890" not in str(listed)


def test_operator_compares_names_on_the_pages(farida, pavel, page):
    method = set_payout_method(by=farida, details=details("Karim Uddin"))
    browser = page(pavel)
    path = f"/staff/payout-names/{method.pk}/"
    assert path in browser.get("/staff/payout-names/").content.decode()
    text = browser.get(path).content.decode()
    assert "Karim Uddin" in text
    assert "Farida Private" in text
    assert browser.post(path, {"reason": "ok", "go": "accept"}).status_code == 400
    assert browser.post(path, {"reason": WHY, "go": "accept"}).status_code == 302
    assert usable_method(farida, "BDT") == method
    assert AuditEntry.objects.filter(code="payout_method.seen", by=pavel).count() == 1


def test_erasing_an_account_leaves_no_number(farida):
    give_account(farida)
    erase(farida)
    assert not PayoutMethod.objects.exists()
