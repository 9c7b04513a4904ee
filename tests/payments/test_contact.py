"""Contact opens when money is held for a contract, not when a bid is accepted: that costs nothing."""

from decimal import Decimal

from market.contracts.proposals.actions import propose_change
from market.contracts.proposals.changes import Wish
from market.messaging.actions import post_message
from tests.payments import story

RAW, MASK = "Call 01711223344.", "Call •••."


def test_contact_opens_when_money_is_held_not_when_a_bid_is_accepted(provider, page, api, carla, farida):
    contract = story.contract("50.00", "50.00")
    post_message(by=farida, conversation_id=contract.conversation_id, text=RAW)
    wish = Wish(None, "More", Decimal(20), 2)
    proposal = propose_change(by=farida, contract_id=contract.pk, wishes=[wish], note=RAW)

    def is_open() -> bool:
        talks = api(carla).get("/api/v1/conversations/").json()["results"]
        return talks[0]["contact_open"]

    def reads() -> set[str]:
        texts = [
            each["text"]
            for each in api(carla).get(f"/api/v1/conversations/{contract.conversation_id}/messages/").json()["results"]
        ]
        texts += [api(carla).get(f"/api/v1/proposals/{proposal.pk}/").json()["note"]]
        pages = [f"/messages/{contract.conversation_id}/", f"/contracts/{contract.pk}/"]
        shown = [page(carla).get(each).content.decode() for each in pages]
        return {each for each in (RAW, MASK) if any(each in text for text in (*texts, *shown))}

    assert reads() == {MASK}
    shown = page(carla).get(f"/messages/{contract.conversation_id}/").content.decode()
    assert "Until a first milestone is funded" in shown
    assert not is_open()
    story.pay(provider, story.first(contract))
    assert reads() == {RAW}
    assert is_open()
