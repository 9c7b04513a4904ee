"""The pages of what one side asks: each way through, and bad input, with which nothing typed is lost."""

import re

import pytest

from market.contracts.models import Milestone, Proposal
from market.contracts.proposals.actions import ask_to_end, propose_change
from market.contracts.proposals.changes import Wish
from market.contracts.proposals.request_actions import ask_extension, ask_revision
from market.contracts.workroom.actions import submit_work
from market.core.base.money import Decimal


def typed(contract, **more: str) -> dict[str, str]:
    """What a browser sends of an untouched form, with other words in some of its fields."""
    sent = {"note": ""}
    for each in contract.milestones.all():
        sent |= {
            f"title_{each.pk}": each.title,
            f"amount_{each.pk}": f"{each.amount_value:.2f}",
            f"days_{each.pk}": str(each.days),
            f"revisions_{each.pk}": "" if each.revisions is None else str(each.revisions),
        }
    return {**sent, **more}


def address(contract) -> str:
    return f"/contracts/{contract.pk}/change/"


def values(answer) -> dict[str, str]:
    """What the form of a page shows in its fields, by their ids."""
    found = {}
    for tag in re.findall(r"<input[^>]*>", answer.content.decode()):
        facts = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        found[facts.get("id", "")] = facts.get("value", "")
    return found


@pytest.mark.parametrize("language", ["en", "bn"])
def test_the_form_shows_what_stands(page, carla, contract, language):
    carla.language = language
    carla.save()
    first, second = contract.milestones.order_by("position")
    answer = page(carla).get(address(contract))
    shown = values(answer)
    assert answer.status_code == 200
    assert (shown[f"id_title_{first.pk}"], shown[f"id_amount_{second.pk}"]) == ("Sketches", "40.00")
    assert f'name="drop_{first.pk}"' in answer.content.decode()
    assert shown["id_title_new2"] == ""


def test_nobody_else_proposes(page, omar, contract):
    assert page(omar).get(address(contract)).status_code == 404
    assert page(omar).post(address(contract), typed(contract)).status_code == 404
    assert page().get(address(contract)).status_code == 302


def test_add_change_and_drop_in_one(page, carla, contract):
    first, second = contract.milestones.order_by("position")
    more = {
        f"days_{first.pk}": "৯",
        f"drop_{second.pk}": "on",
        f"amount_{second.pk}": "nonsense",  # what is dropped needs no terms
        "title_new1": "Signboard",
        "amount_new1": "২৫.৫০",
        "days_new1": "2",
        "revisions_new1": "1",
        "note": "More work",
    }
    answer = page(carla).post(address(contract), {**typed(contract, **more), f"amount_{second.pk}": "40"})
    made = Proposal.objects.get()
    assert (answer.status_code, answer.url) == (302, made.get_absolute_url())
    assert [(each["do"], each["milestone"]) for each in made.items] == [
        ("change", first.pk),
        ("drop", second.pk),
        ("add", None),
    ]
    assert made.items[2]["now"] == {"title": "Signboard", "amount": "25.50", "days": 2, "revisions": 1}
    assert (made.items[0]["now"]["days"], made.note) == (9, "More work")


@pytest.mark.parametrize(
    ("more", "field", "says"),
    [
        ({"title_new1": "Signboard", "days_new1": "2"}, "amount_new1", "Fill this in, or clear the whole row."),
        ({"amount_new1": "nothing"}, "amount_new1", ""),
        ({"title_new1": "Signboard", "amount_new1": "0", "days_new1": "2"}, "amount_new1", ""),
        ({"title_new2": "Signboard", "amount_new2": "1", "days_new2": "2"}, "amount_new2", ""),
        ({"title_new1": "Signboard", "amount_new1": "25", "days_new1": "0"}, "days_new1", ""),
        ({"revisions_new1": "99"}, "revisions_new1", ""),
        ({"title_new1": "x" * 300, "amount_new1": "25", "days_new1": "2"}, "title_new1", ""),
        ({"title_{first}": ""}, "title_{first}", "Fill this in"),
        ({"amount_{first}": "1"}, "amount_{first}", ""),
        ({"days_{second}": "400"}, "days_{second}", ""),
    ],
)
def test_what_is_wrong_is_said_at_its_field_and_nothing_is_lost(page, carla, contract, more, field, says):
    first, second = (each.pk for each in contract.milestones.order_by("position"))
    sent = {name.format(first=first, second=second): text for name, text in more.items()}
    field = field.format(first=first, second=second)
    answer = page(carla).post(address(contract), typed(contract, note="Because", **sent))
    html = answer.content.decode()
    assert answer.status_code == 400
    assert not Proposal.objects.exists()
    errors = re.findall(rf'<p class="error" id="id_{field}_error">(.*?)</p>', html, re.DOTALL)
    assert len(errors) == 1, html
    assert says in errors[0]
    shown = values(answer)
    for name, text in sent.items():
        assert shown[f"id_{name}"] == text
    assert "Because" in html


def test_what_was_funded_since_keeps_its_amount_and_that_is_said(page, carla, contract, funded):
    for more, says in (({f"amount_{funded.pk}": "1"}, "the amount stays"), ({f"drop_{funded.pk}": "on"}, "be dropped")):
        answer = page(carla).post(address(contract), typed(contract, **more))
        assert (answer.status_code, says in answer.content.decode()) == (400, True)
        assert values(answer)[f"id_amount_{funded.pk}"] == "80.00"
    untouched = typed(contract, **{f"days_{funded.pk}": "8"})
    del untouched[f"amount_{funded.pk}"]  # as browsers do with a field that is closed
    assert page(carla).post(address(contract), untouched).status_code == 302
    (item,) = Proposal.objects.get().items
    assert (item["do"], item["now"]["amount"], item["now"]["days"]) == ("change", "80.00", 8)


def test_nothing_changed_and_nothing_left(page, carla, contract):
    assert "Nothing is different" in page(carla).post(address(contract), typed(contract)).content.decode()
    drops = {f"drop_{each.pk}": "on" for each in contract.milestones.all()}
    answer = page(carla).post(address(contract), typed(contract, **drops))
    assert (answer.status_code, "End it early instead" in answer.content.decode()) == (400, True)
    assert answer.content.decode().count(" checked") == 2


def test_a_page_that_is_behind(page, carla, farida, contract):
    """Another change waits already, or the milestone was funded since: said, with what was typed."""
    first = contract.milestones.get(position=1)
    behind = typed(contract, **{f"days_{first.pk}": "9"})
    made = propose_change(by=farida, contract_id=contract.pk, wishes=[Wish(title="New", amount=Decimal(20), days=1)])
    answer = page(carla).post(address(contract), behind)
    assert (answer.status_code, Proposal.objects.count()) == (409, 1)
    assert f'href="{made.get_absolute_url()}"' in answer.content.decode()
    assert "The other side has proposed a change" in page(carla).get(address(contract)).content.decode()
    assert "You have proposed a change" in page(farida).get(address(contract)).content.decode()
    Proposal.objects.update(state="refused")
    Milestone.objects.filter(pk=first.pk).update(state="released")
    answer = page(carla).post(address(contract), {**behind, "title_new1": "Signboard", "amount_new1": "9"})
    assert (answer.status_code, Proposal.objects.filter(state="open").exists()) == (400, False)
    assert "“Sketches” cannot be changed now: it is “Released”." in answer.content.decode()
    assert values(answer)["id_title_new1"] == "Signboard"


def test_an_ended_contract_changes_no_more(page, carla, contract):
    contract.state = "completed"
    contract.save()
    assert "This contract has ended." in page(carla).get(address(contract)).content.decode()
    first = contract.milestones.get(position=1)
    assert page(carla).post(address(contract), typed(contract, **{f"days_{first.pk}": "9"})).status_code == 409


@pytest.mark.parametrize(("act", "state"), [("agree", "agreed"), ("refuse", "refused"), ("withdraw", "withdrawn")])
def test_each_answer_and_the_same_again(page, carla, farida, omar, contract, act, state):
    made = propose_change(by=carla, contract_id=contract.pk, wishes=[Wish(title="New", amount=Decimal(20), days=1)])
    way = f"/proposals/{made.pk}/{act}/"
    right, wrong = (carla, farida) if act == "withdraw" else (farida, carla)
    assert page(omar).post(way).status_code == 404
    assert page(right).get(way).status_code == 302
    page(wrong).post(way)
    made.refresh_from_db()
    assert made.state == "open"
    browser = page(right)
    assert browser.post(way).url == contract.get_absolute_url()
    again = browser.post(way, follow=True).content.decode()
    made.refresh_from_db()
    assert made.state == state
    assert "does not wait for an answer any more" in again


def test_more_time_by_page(page, carla, farida, funded):
    way = f"/milestones/{funded.pk}/extension/"
    answer = page(farida).post(way, {"days": "৬১", "note": "Ill since Monday"})
    html = answer.content.decode()
    assert answer.status_code == 400
    assert "Ill since Monday" in html
    assert values(answer)[f"extension_{funded.pk}_days"] == "৬১"
    assert page(carla).post(way, {"days": "3", "note": "No"}).status_code == 403
    answer = page(farida).post(way, {"days": "৩", "note": "Ill"})
    assert (answer.status_code, Proposal.objects.get().note) == (302, "Ill")
    again = page(farida).post(way, {"days": "4", "note": "Still ill"})
    assert again.status_code == 409
    assert "Still ill" in again.content.decode()
    shown = page(carla).get(funded.contract.get_absolute_url()).content.decode()
    assert "Give her the time" in shown


def test_one_more_round_by_page(page, carla, farida, funded):
    Milestone.objects.filter(pk=funded.pk).update(revisions=0)
    submit_work(by=farida, milestone_id=funded.pk, note="Here")
    room, way = funded.contract.get_absolute_url(), f"/milestones/{funded.pk}/ask-revision/"
    assert f'action="{way}"' in page(carla).get(room).content.decode()
    stale = page(carla).post(f"/milestones/{funded.pk}/request-changes/", {"note": "Bluer, please"})
    assert (stale.status_code, "Bluer, please" in stale.content.decode()) == (409, True)
    long = page(carla).post(way, {"note": "y" * 1001})
    assert (long.status_code, "y" * 1001 in long.content.decode()) == (400, True)
    assert page(farida).post(way, {"note": "No"}).status_code == 403
    assert page(carla).post(way, {"note": "The blue is too dark."}).status_code == 302
    assert f'action="{way}"' not in page(carla).get(room).content.decode()
    hers = page(farida).get(room).content.decode()
    assert "The blue is too dark." in hers
    assert f'action="/milestones/{funded.pk}/grant-revision/"' not in hers
    page(farida).post(f"/proposals/{Proposal.objects.get().pk}/agree/")
    assert f'action="/milestones/{funded.pk}/request-changes/"' in page(carla).get(room).content.decode()


def test_a_round_granted_unasked(page, carla, farida, funded):
    Milestone.objects.filter(pk=funded.pk).update(revisions=0)
    way = f"/milestones/{funded.pk}/grant-revision/"
    assert "one more round" in page(farida).post(way, follow=True).content.decode()
    page(carla).post(way)
    funded.refresh_from_db()
    assert funded.revisions == 1


@pytest.mark.parametrize("language", ["en", "bn"])
@pytest.mark.parametrize("who", ["carla", "farida"])
def test_every_kind_of_asking_is_shown_to_both(request, page, carla, farida, contract, funded, who, language):
    person = request.getfixturevalue(who)
    person.language = language
    person.save()
    wish = Wish(title="New", amount=Decimal(20), days=1)
    asked = [
        ask_extension(by=farida, milestone_id=funded.pk, days=3),
        propose_change(by=carla, contract_id=contract.pk, wishes=[wish]),
        ask_to_end(by=carla, contract_id=contract.pk, shares={funded.pk: Decimal(0)}),
    ]
    shown = page(person).get(contract.get_absolute_url()).content.decode()
    for each in asked:
        assert f'id="proposal-{each.pk}"' in shown
    Proposal.objects.update(state="refused")
    Milestone.objects.filter(pk=funded.pk).update(revisions=0)
    submit_work(by=farida, milestone_id=funded.pk, note="Here")
    round_more = ask_revision(by=carla, milestone_id=funded.pk, note="Darker")
    assert f'id="proposal-{round_more.pk}"' in page(person).get(contract.get_absolute_url()).content.decode()
