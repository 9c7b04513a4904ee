"""A storm of notifications of every provider, in any order: genuine ones once, often or never, and those that do not
count: forged, changed, stale, of another account, of the other mode, of kinds that nobody knows.

None of them moves a cent: what is true is asked of the provider. The end is exact, and the worst is an hour's delay.
"""

import json
import os
import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from urllib.parse import urlencode

import pytest
from django.test import Client, override_settings

from market.core.base import clock
from market.payments.models import Funding, LedgerTransaction, ProviderEvent
from market.payments.provider import bkash
from market.sandbox import webhooks
from market.sandbox.bkash import notices as bkash_notices
from market.sandbox.models import BkashNotice, Delivery, SslcommerzNotice
from market.sandbox.sslcommerz import notices as sslcommerz_notices
from tests import make
from tests.payments.story import assert_books_whole
from tests.payments.test_events import event_body, signature_of
from tests.properties.steps import run_jobs
from tests.properties.world import World

OF_EACH = int(os.environ.get("STORM_PAYMENTS", "3"))  # payments by each provider; by `make prove` 100
LATER = timedelta(hours=2)
FORM, JSON, TEXT = "application/x-www-form-urlencoded", "application/json", "text/plain; charset=UTF-8"


@dataclass(frozen=True)
class Notice:
    """A notification as it comes, and the answer that it should get."""

    rail: str
    body: bytes
    kind: str
    headers: tuple[tuple[str, str], ...] = ()
    status: int = 200

    def post(self) -> int:
        """Bring it to the site."""
        headers = dict(self.headers)
        return Client().post(f"/webhooks/{self.rail}/", self.body, content_type=self.kind, headers=headers).status_code


def of_stripe(body: str, *, age: int = 0, secret: str = "whsec_sandbox", status: int = 200) -> Notice:
    return Notice("stripe", body.encode(), JSON, (("stripe-signature", signature_of(body, secret, age)),), status)


def genuine() -> Iterator[Notice]:
    """What the providers would send now."""
    caught: list[Notice] = []

    def stripe(body: bytes, signature: str) -> int:
        caught.append(Notice("stripe", body, JSON, (("stripe-signature", signature),)))
        return 200

    def of_topic(body: bytes, headers: dict[str, str]) -> int:
        rest = tuple((name, value) for name, value in headers.items() if name != "Content-Type")
        caught.append(Notice("bkash", body, TEXT, rest))
        return 200

    def sslcommerz(body: bytes) -> int:
        caught.append(Notice("sslcommerz", body, FORM))
        return 200

    at = clock.wall() + LATER
    webhooks.deliver_pending(stripe, at=at)
    bkash_notices.deliver_pending(of_topic, at=at)
    sslcommerz_notices.deliver_pending(sslcommerz, at=at)
    yield from caught


def of_bkash(**changes: Any) -> bytes:
    """The body of a message of the topic that no payment has caused."""
    now = clock.wall()
    fields = {"message_id": "m-1", "kind": "Notification", "message": "{}", "at": now, "due_at": now, **changes}
    return json.dumps(bkash_notices.envelope(BkashNotice(**fields))).encode()


def that_do_not_count(session: str, tran_id: str) -> Iterator[Notice]:
    """Of each provider: about payments that are open, with every fault that a signature can have."""
    paid = {"data": {"object": {"id": session, "object": "checkout.session", "payment_status": "paid"}}}
    yield of_stripe(event_body(**paid), secret="whsec_of_another_account", status=400)
    yield of_stripe(event_body(**paid), age=400, status=400)
    yield of_stripe(event_body(**paid, livemode=True), status=400)
    yield of_stripe(event_body(**paid, id="evt_claims"))  # signed, and it lies: the provider is asked
    yield of_stripe(event_body(**paid, id="evt_other", account="acct_of_nobody", type="payout.paid"))
    yield of_stripe(event_body(**paid, id="evt_new", type="issuing.card.created"))
    for changes in ({"is_forged": True}, {"at": clock.wall() - timedelta(hours=3)}):
        yield Notice("bkash", of_bkash(**changes), TEXT, status=400)
    with override_settings(BKASH_TOPIC_ARN="arn:aws:sns:ap-southeast-1:111122223333:another"):
        another = of_bkash()
    yield Notice("bkash", another, TEXT, status=400)
    yield Notice("bkash", of_bkash(message='{"transactionStatus": "Reversed", "merchantInvoiceNumber": "AK-1"}'), TEXT)
    fields = {"tran_id": tran_id, "val_id": "made-up", "amount": "1.00", "status": "VALID", "store_id": "other"}
    for password, status in (("of another store", 400), ("sslcommerz_sandbox_password", 200)):
        body = urlencode(sslcommerz_notices.sign(fields, password)).encode()
        yield Notice("sslcommerz", body, FORM, status=status)
    yield Notice("sslcommerz", b"status=VALID&tran_id=1", FORM, status=400)


def storm_of(notices: list[Notice], open_page: Funding, open_in_taka: Funding, chance: random.Random) -> list[Notice]:
    """Each genuine one never, once or up to four times, among many that do not count, shuffled."""
    false = list(that_do_not_count(str(open_page.checkout_id), str(open_in_taka.checkout_id)))
    all_of_them = [each for each in notices for _copy in range(chance.choice([0, 1, 1, 2, 4]))]
    all_of_them += [each for each in false for _copy in range(chance.choice([1, 2, 3]))]
    chance.shuffle(all_of_them)
    return all_of_them


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(1 if OF_EACH < 10 else 10))
def test_storm_of_notifications_ends_exactly(provider, bkash_desk, sslcommerz, seed):
    chance = random.Random(seed)
    world = World(provider, make.make_person("Carla"), make.make_freelancer("Farida"), ())
    paid = {rail: [world.paid_page(world.milestone(rail, amount_of(rail, at)), rail) for at in range(OF_EACH)]
            for rail in ("stripe", "bkash", "sslcommerz")}  # fmt: skip
    for funding in paid["bkash"]:  # whose money is taken, by a process that died before it wrote that down
        bkash.capture_checkout(str(funding.checkout_id))
    unpaid = [world.open_page(world.milestone(rail), rail) for rail in ("stripe", "sslcommerz")]
    notices = list(genuine())
    assert {each.rail for each in notices} == set(paid)
    for notice in storm_of(notices, *unpaid, chance):
        assert notice.post() == notice.status, notice
        if chance.random() < 0.2:
            run_jobs()
    run_jobs()
    settled = {each.pk for each in Funding.objects.filter(state="paid")}
    assert settled <= {each.pk for group in paid.values() for each in group}
    clock.advance(timedelta(hours=1), between=run_jobs)  # what never came is asked for
    fundings = Funding.objects.in_bulk([each.pk for group in paid.values() for each in group])
    assert {each.state for each in fundings.values()} == {"paid"}
    assert LedgerTransaction.objects.filter(kind="funding").count() == 3 * OF_EACH
    assert all(each.milestone.held_value == each.amount_value for each in fundings.values())
    assert not Funding.objects.filter(pk__in=[each.pk for each in unpaid], state="paid").exists()
    assert not ProviderEvent.objects.filter(worked_off_at=None).exists()
    assert ProviderEvent.objects.filter(event_id="evt_forged").count() == 0
    assert Delivery.objects.exists()
    assert SslcommerzNotice.objects.exists()
    assert_books_whole()


def amount_of(rail: str, number: int) -> str:
    """Another one each time: bKash refuses a second payment of a wallet and amount within minutes."""
    return f"{(20000 if rail != 'stripe' else 200) + number}.00"
