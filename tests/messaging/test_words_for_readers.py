"""Who did something reads "you" in system messages, others their name; in both languages."""

import pytest

from market.contracts.workroom.contract_actions import accept_terms
from market.core.base.events import events
from market.core.base.payloads import serialize_payload
from market.core.text.locale import override
from market.jobs.invitations.actions import invite_freelancer
from market.messaging.models import Message
from market.messaging.system_messages import NAME, sentence
from tests import make

PEOPLE = {"actor", "client", "freelancer", "person", "trainer"}
CASES = [
    ("job.invited", {"job": "Logo"}, "client", "You asked for a bid on “Logo”.", "আপনি “Logo” কাজে একটি প্রস্তাব চেয়েছেন।"),
    ("refund.sent", {"amount": 5, "title": "Logo"}, "client", "5 for “Logo” was sent back to you", "“Logo”-এর ৫ আপনাকে"),
    ("contract.extension_withdrawn", {"title": "Logo"}, "actor", "You took back", "“Logo”-এর জন্য আপনার আর সময় লাগবে না।"),
]  # fmt: skip


@pytest.mark.parametrize(("code", "facts", "name", "english", "bangla"), CASES)
def test_a_reader_is_you_and_others_have_names(carla, farida, code, facts, name, english, bangla):
    stored = serialize_payload({**facts, name: carla})
    for language, text in (("en", english), ("bn", bangla)):
        with override(language):
            assert sentence(code, stored, carla.pk).startswith(text)
            assert "Carla" not in sentence(code, stored, carla.pk)
            assert "Carla" in sentence(code, stored, farida.pk)


def test_sentences_that_begin_with_a_name_are_in_the_past():
    """So that "You" stands as well as a name."""
    verbs = {
        each.code: str(each.system_message)[match.end() :].split()[0]
        for each in events()
        if (match := NAME.match(str(each.system_message))) and match[1] in PEOPLE
    }
    assert {code: verb for code, verb in verbs.items() if verb.endswith("s")} == {}
    assert not [each.code for each in events() if " her " in str(each.system_message)]


def test_the_inviter_reads_it_in_the_list_and_in_the_conversation(page, carla, farida):
    job = make.make_job(carla)
    invite_freelancer(by=carla, job_id=job.pk, profile_id=farida.profile.pk)
    talk = Message.objects.get(code="job.invited").conversation
    for address in ("/messages/", talk.get_absolute_url()):
        assert "You asked for a bid on" in page(carla).get(address).content.decode()
        assert "Carla asked for a bid on" in page(farida).get(address).content.decode()


def test_whose_bid_was_not_chosen_reads_so_in_the_conversation(page, carla, farida, rina):
    job = make.make_job(carla)
    chosen, other = make.make_bid(job, farida), make.make_bid(job, rina)
    accept_terms(by=carla, bid_id=chosen.pk)
    address = other.conversation.get_absolute_url()
    assert "Carla chose another bid for" in page(rina).get(address).content.decode()
    assert "You chose another bid for" in page(carla).get(address).content.decode()
    assert not chosen.conversation.messages.filter(code="bid.job_filled").exists()
