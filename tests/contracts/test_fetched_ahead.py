"""A page that is fetched before anybody looks at it, by a browser or by our service worker, opens nothing."""

import pytest

from market.bids.models import Bid
from market.contracts.models import Delivery
from market.contracts.workroom.actions import submit_work
from market.messaging.actions import post_message
from market.messaging.models import Conversation, Member
from market.notifications.models import Notification
from tests import make


@pytest.mark.parametrize("header", ["purpose", "sec-purpose"])
def test_nothing_is_opened_by_it(page, carla, farida, rina, funded, header):
    contract, bid = funded.contract, make.make_bid(make.make_job(carla), rina)
    submit_work(by=farida, milestone_id=funded.pk, note="Here it is.")
    conversation = Conversation.objects.get(pk=contract.conversation_id)
    post_message(by=farida, conversation_id=conversation.pk, text="Look at it.")
    client, ahead = page(carla), {header: "prefetch;prerender"}
    paths = [each.get_absolute_url() for each in (bid, contract, conversation)]

    def seen() -> list[object]:
        member = Member.objects.get(user=carla, conversation=conversation)
        unread = Notification.objects.filter(user=carla, read_at=None).count()
        return [Bid.objects.get(pk=bid.pk).read_at, Delivery.objects.get().opened_at, member.read_seq, unread]

    before = seen()
    for path in paths:
        assert client.get(path, headers=ahead).status_code == 200
    assert seen() == before
    for path in paths:
        client.get(path)
    assert all(one != other for one, other in zip(before, seen(), strict=True))
