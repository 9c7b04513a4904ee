"""A change request can alter by what both see that a milestone is done."""

from decimal import Decimal

from market.bids.offers.terms import MilestoneTerms, ProposedTerms, one_line
from market.contracts.models import Proposal
from market.contracts.proposals.actions import agree_proposal, propose_change
from market.contracts.proposals.changes import Wish, terms_of
from market.core.base.money import Money


def test_done_when_changes_once_both_agree(carla, farida, milestone, page):
    wish = Wish(
        milestone.pk, milestone.title, milestone.amount_value, milestone.days, done_when=" Three ideas as PDF. "
    )
    proposal = propose_change(by=carla, contract_id=milestone.contract_id, wishes=[wish])
    assert (proposal.items[0]["was"]["done_when"], proposal.items[0]["now"]["done_when"]) == ("", "Three ideas as PDF.")
    html = page(farida).get(milestone.contract.get_absolute_url()).content.decode()
    assert "Done means …" in html
    assert "Three ideas as PDF." in html
    agree_proposal(by=farida, proposal_id=proposal.pk)
    milestone.refresh_from_db()
    assert milestone.done_when == "Three ideas as PDF."


def test_wish_that_says_nothing_of_it_leaves_it(carla, farida, milestone):
    milestone.done_when = "Three ideas."
    milestone.save(update_fields=["done_when"])
    wish = Wish(milestone.pk, "Drafts", milestone.amount_value, milestone.days)
    proposal = propose_change(by=carla, contract_id=milestone.contract_id, wishes=[wish])
    agree_proposal(by=farida, proposal_id=proposal.pk)
    milestone.refresh_from_db()
    assert (milestone.title, milestone.done_when) == ("Drafts", "Three ideas.")


def test_request_stored_before_says_nothing_of_it_and_can_still_be_agreed(carla, farida, milestone, api):
    wish = Wish(milestone.pk, "Drafts", milestone.amount_value, milestone.days)
    proposal = propose_change(by=carla, contract_id=milestone.contract_id, wishes=[wish])
    for terms in (proposal.content["items"][0]["was"], proposal.content["items"][0]["now"]):
        del terms["done_when"]
    proposal.save(update_fields=["content"])
    milestone.done_when = "Three ideas."
    milestone.save(update_fields=["done_when"])
    shown = api(farida).get(f"/api/v1/proposals/{proposal.pk}/").json()
    assert shown["items"][0]["now"]["done_when"] == ""
    agree_proposal(by=farida, proposal_id=proposal.pk)
    milestone.refresh_from_db()
    assert (milestone.title, milestone.done_when) == ("Drafts", "Three ideas.")


def test_done_when_over_the_api(carla, milestone, api):
    path = f"/api/v1/contracts/{milestone.contract_id}/changes/"
    too_long = api(carla).post(path, {"milestones": [{"id": milestone.pk, "done_when": "x" * 5000}]})
    assert "milestones.0.done_when" in too_long.json()["errors"]
    answer = api(carla).post(path, {"milestones": [{"id": milestone.pk, "done_when": "All files open."}]})
    assert answer.json()["items"][0]["now"]["done_when"] == "All files open."


def test_page_offers_it_and_a_form_without_it_leaves_it(carla, milestone, page):
    milestone.done_when = "Three ideas."
    milestone.save(update_fields=["done_when"])
    address = f"/contracts/{milestone.contract_id}/change/"
    assert "Three ideas." in page(carla).get(address).content.decode()
    terms = {
        f"{name}_{milestone.pk}": value or "" for name, value in terms_of(milestone).items() if name != "done_when"
    }
    second = milestone.contract.milestones.get(position=2)
    terms |= {f"{name}_{second.pk}": value or "" for name, value in terms_of(second).items()}
    page(carla).post(address, {**terms, f"title_{milestone.pk}": "Drafts", f"done_when_{second.pk}": "All files open."})
    items = Proposal.objects.get().items
    assert [item["now"]["done_when"] for item in items] == ["Three ideas.", "All files open."]


def test_line_breaks_of_it_are_one_space_by_page_and_by_api(carla, milestone, page, api):
    assert one_line(" Three\r\n ideas\u00a0as\tPDF.\n") == "Three ideas as PDF."
    milestone.done_when = "Three ideas\nas PDF."  # as stored by older versions
    milestone.save(update_fields=["done_when"])
    sent = {}
    for each in milestone.contract.milestones.all():
        terms = {**terms_of(each), "done_when": one_line(each.done_when)}  # what a field of one line sends
        sent |= {f"{name}_{each.pk}": value or "" for name, value in terms.items()}
    page(carla).post(f"/contracts/{milestone.contract_id}/change/", {**sent, f"days_{milestone.pk}": 9})
    (item,) = Proposal.objects.get().items
    assert {name for name, value in item["was"].items() if item["now"][name] != value} == {"days"}
    Proposal.objects.all().delete()
    path = f"/api/v1/contracts/{milestone.contract_id}/changes/"
    answer = api(carla).post(path, {"milestones": [{"id": milestone.pk, "done_when": "All\nfiles open."}]})
    assert answer.json()["items"][0]["now"]["done_when"] == "All files open."


def test_terms_keep_it_on_one_line():
    part = MilestoneTerms("Drafts", Decimal(50), 4, done_when="Three ideas\r\nas PDF.")
    (stored,) = ProposedTerms(Money("50.00", "USD"), 4, (part,)).normalized(currency="USD", title="Drafts").milestones
    assert stored.done_when == "Three ideas as PDF."
