from market.contracts.workroom.events import milestone_facts, parties_of as parties  # noqa
