"""The filter of conversations that have a contract."""

from market.messaging.sorting.queries import count_by_filter, filtered_conversations


def test_both_sides_find_the_conversations_that_have_a_contract(contract, rahim, page, api):
    for user in (contract.client, contract.freelancer):
        assert filtered_conversations(user, "contract").get().pk == contract.conversation_id
        assert count_by_filter(user)["contract"] == 1
        assert api(user).get("/api/v1/conversations/?filter=contract").json()["count"] == 1
    assert contract.title in page(contract.client).get("/messages/?filter=contract").content.decode()
    assert not filtered_conversations(rahim, "contract")
