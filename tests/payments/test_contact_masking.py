"""Contact details are masked until a milestone is funded; accepting a bid is free and not enough."""

from decimal import Decimal

from market.contracts.proposals.actions import propose_change
from market.contracts.proposals.changes import Wish
from market.messaging.actions import post_message
from tests.payments import story

RAW, MASK = "Call 01711223344.", "Call •••."


def test_contact_details_are_masked_until_a_milestone_is_funded(provider, page, api, carla, farida):
    contract = story.contract("50.00", "50.00")
    post_message(by=farida, conversation_id=contract.conversation_id, text=RAW)
    wish = Wish(None, "More", Decimal(20), 2)
    proposal = propose_change(by=farida, contract_id=contract.pk, wishes=[wish], note=RAW)

    def contact_is_open() -> bool:
        conversations = api(carla).get("/api/v1/conversations/").json()["results"]
        return conversations[0]["contact_open"]

    def visible_texts() -> set[str]:
        texts = [
            each["text"]
            for each in api(carla).get(f"/api/v1/conversations/{contract.conversation_id}/messages/").json()["results"]
        ]
        texts += [api(carla).get(f"/api/v1/proposals/{proposal.pk}/").json()["note"]]
        pages = [f"/messages/{contract.conversation_id}/", f"/contracts/{contract.pk}/"]
        htmls = [page(carla).get(each).content.decode() for each in pages]
        return {each for each in (RAW, MASK) if any(each in text for text in (*texts, *htmls))}

    assert visible_texts() == {MASK}
    html = page(carla).get(f"/messages/{contract.conversation_id}/").content.decode()
    assert "Until a first milestone is funded" in html
    assert not contact_is_open()
    story.pay(provider, story.first(contract))
    assert visible_texts() == {RAW}
    assert contact_is_open()
