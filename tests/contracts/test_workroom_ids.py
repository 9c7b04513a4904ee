"""The workroom's page as a document: each field has an id of its own, though several milestones show the same form."""

import re
from collections import Counter

import pytest

from market.contracts.workroom import transitions
from market.core.base import clock


@pytest.mark.parametrize("who", ["carla", "farida"])
@pytest.mark.parametrize("state", ["funded", "submitted"])
def test_no_id_stands_twice(request, page, contract, in_state, who, state):
    for each in contract.milestones.all():
        transitions.mark_funded(each, at=clock.now())
        if state == "submitted":
            in_state(each, state)
    person = request.getfixturevalue(who)
    text = page(person).get(contract.get_absolute_url()).content.decode()
    ids = Counter(re.findall(r'\sid="([^"]+)"', text))
    assert [name for name, count in ids.items() if count > 1] == []
    assert set(re.findall(r'<label for="([^"]+)"', text)) <= set(ids)
