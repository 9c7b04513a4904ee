"""The forms of proposals: success, errors at their fields, and no loss of typed input."""

import re

import pytest

from market.contracts.models import Milestone, Proposal
from market.contracts.proposals.actions import ask_to_end, propose_change
from market.contracts.proposals.changes import Wish
from market.contracts.proposals.request_actions import ask_extension, ask_revision
from market.contracts.workroom.actions import submit_work
from market.core.base.money import Decimal


def form_data(contract, **more: str) -> dict[str, str]:
    """The form data of an untouched form, updated with `more`."""
    data = {"note": ""}
    for each in contract.milestones.all():
        data |= {
            f"title_{each.pk}": each.title,
            f"amount_{each.pk}": f"{each.amount_value:.2f}",
            f"days_{each.pk}": str(each.days),
            f"revisions_{each.pk}": "" if each.revisions is None else str(each.revisions),
        }
    return {**data, **more}


def change_url(contract) -> str:
    return f"/contracts/{contract.pk}/change/"


def field_values(response) -> dict[str, str]:
    """The values of a page's input fields, by their ids."""
    by_id = {}
    for tag in re.findall(r"<input[^>]*>", response.content.decode()):
        attributes = dict(re.findall(r'(\w+)="([^"]*)"', tag))
        by_id[attributes.get("id", "")] = attributes.get("value", "")
    return by_id


@pytest.mark.parametrize("language", ["en", "bn"])
def test_form_shows_the_current_terms(page, carla, contract, language):
    carla.language = language
    carla.save()
    first, second = contract.milestones.order_by("position")
    response = page(carla).get(change_url(contract))
    fields = field_values(response)
    assert response.status_code == 200
    assert (fields[f"id_title_{first.pk}"], fields[f"id_amount_{second.pk}"]) == (
        "Sketches",
        {"en": "40.00", "bn": "৪০.০০"}[language],
    )
    assert f'name="drop_{first.pk}"' in response.content.decode()
    assert fields["id_title_new2"] == ""


def test_change_form_is_404_for_outsiders_and_redirects_anonymous(page, omar, contract):
    assert page(omar).get(change_url(contract)).status_code == 404
    assert page(omar).post(change_url(contract), form_data(contract)).status_code == 404
    assert page().get(change_url(contract)).status_code == 302


def test_form_adds_changes_and_drops_milestones(page, carla, contract):
    first, second = contract.milestones.order_by("position")
    more = {
        f"days_{first.pk}": "৯",
        f"drop_{second.pk}": "on",
        f"amount_{second.pk}": "nonsense",  # a dropped milestone needs no valid terms
        "title_new1": "Signboard",
        "amount_new1": "২৫.৫০",
        "days_new1": "2",
        "revisions_new1": "1",
        "note": "More work",
    }
    response = page(carla).post(change_url(contract), {**form_data(contract, **more), f"amount_{second.pk}": "40"})
    proposal = Proposal.objects.get()
    assert (response.status_code, response.url) == (302, proposal.get_absolute_url())
    assert [(each["do"], each["milestone"]) for each in proposal.items] == [
        ("change", first.pk),
        ("drop", second.pk),
        ("add", None),
    ]
    assert proposal.items[2]["now"] == {
        "title": "Signboard",
        "amount": "25.50",
        "days": 2,
        "revisions": 1,
        "done_when": "",
    }
    assert (proposal.items[0]["now"]["days"], proposal.note) == (9, "More work")


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
def test_form_error_stands_at_its_field_and_keeps_the_input(page, carla, contract, more, field, says):
    first, second = (each.pk for each in contract.milestones.order_by("position"))
    typed = {name.format(first=first, second=second): text for name, text in more.items()}
    field = field.format(first=first, second=second)
    response = page(carla).post(change_url(contract), form_data(contract, note="Because", **typed))
    html = response.content.decode()
    assert response.status_code == 400
    assert not Proposal.objects.exists()
    errors = re.findall(rf'<p class="error" id="id_{field}_error">(.*?)</p>', html, re.DOTALL)
    assert len(errors) == 1, html
    assert says in errors[0]
    fields = field_values(response)
    for name, text in typed.items():
        assert fields[f"id_{name}"] == text
    assert "Because" in html


def test_form_error_when_a_funded_milestone_changes_its_amount(page, carla, contract, funded):
    for more, says in (({f"amount_{funded.pk}": "1"}, "the amount stays"), ({f"drop_{funded.pk}": "on"}, "be dropped")):
        response = page(carla).post(change_url(contract), form_data(contract, **more))
        assert (response.status_code, says in response.content.decode()) == (400, True)
        assert field_values(response)[f"id_amount_{funded.pk}"] == "80.00"
    untouched = form_data(contract, **{f"days_{funded.pk}": "8"})
    del untouched[f"amount_{funded.pk}"]  # as browsers do with a disabled field
    assert page(carla).post(change_url(contract), untouched).status_code == 302
    (item,) = Proposal.objects.get().items
    assert (item["do"], item["now"]["amount"], item["now"]["days"]) == ("change", "80.00", 8)


def test_form_error_when_nothing_changes_or_nothing_is_left(page, carla, contract):
    assert "Nothing is different" in page(carla).post(change_url(contract), form_data(contract)).content.decode()
    drops = {f"drop_{each.pk}": "on" for each in contract.milestones.all()}
    response = page(carla).post(change_url(contract), form_data(contract, **drops))
    assert (response.status_code, "End it early instead" in response.content.decode()) == (400, True)
    assert response.content.decode().count(" checked") == 2


def test_stale_form_is_409_or_400_and_keeps_the_input(page, carla, farida, contract):
    """Another change is open already, or the milestone was released meanwhile: an error, and the typed input stays."""
    first = contract.milestones.get(position=1)
    stale = form_data(contract, **{f"days_{first.pk}": "9"})
    proposal = propose_change(
        by=farida, contract_id=contract.pk, wishes=[Wish(title="New", amount=Decimal(20), days=1)]
    )
    response = page(carla).post(change_url(contract), stale)
    assert (response.status_code, Proposal.objects.count()) == (409, 1)
    assert f'href="{proposal.get_absolute_url()}"' in response.content.decode()
    assert "The other side has proposed a change" in page(carla).get(change_url(contract)).content.decode()
    assert "You have proposed a change" in page(farida).get(change_url(contract)).content.decode()
    Proposal.objects.update(state="refused")
    Milestone.objects.filter(pk=first.pk).update(state="released")
    response = page(carla).post(change_url(contract), {**stale, "title_new1": "Signboard", "amount_new1": "9"})
    assert (response.status_code, Proposal.objects.filter(state="open").exists()) == (400, False)
    assert "“Sketches” cannot be changed now: it is “Released”." in response.content.decode()
    assert field_values(response)["id_title_new1"] == "Signboard"


def test_change_of_an_ended_contract_is_409(page, carla, contract):
    contract.state = "completed"
    contract.save()
    assert "This contract has ended." in page(carla).get(change_url(contract)).content.decode()
    first = contract.milestones.get(position=1)
    assert page(carla).post(change_url(contract), form_data(contract, **{f"days_{first.pk}": "9"})).status_code == 409


@pytest.mark.parametrize(("act", "state"), [("agree", "agreed"), ("refuse", "refused"), ("withdraw", "withdrawn")])
def test_answering_a_proposal_checks_the_role_and_repeats(page, carla, farida, omar, contract, act, state):
    proposal = propose_change(by=carla, contract_id=contract.pk, wishes=[Wish(title="New", amount=Decimal(20), days=1)])
    url = f"/proposals/{proposal.pk}/{act}/"
    right, wrong = (carla, farida) if act == "withdraw" else (farida, carla)
    assert page(omar).post(url).status_code == 404
    assert page(right).get(url).status_code == 302
    page(wrong).post(url)
    proposal.refresh_from_db()
    assert proposal.state == "open"
    browser = page(right)
    assert browser.post(url).url == contract.get_absolute_url()
    again = browser.post(url, follow=True).content.decode()
    proposal.refresh_from_db()
    assert proposal.state == state
    assert "does not wait for an answer any more" in again


def test_extension_is_requested_by_form(page, carla, farida, funded):
    url = f"/milestones/{funded.pk}/extension/"
    response = page(farida).post(url, {"days": "৬১", "note": "Ill since Monday"})
    html = response.content.decode()
    assert response.status_code == 400
    assert "Ill since Monday" in html
    assert field_values(response)[f"extension_{funded.pk}_days"] == "৬১"
    assert page(carla).post(url, {"days": "3", "note": "No"}).status_code == 403
    response = page(farida).post(url, {"days": "৩", "note": "Ill"})
    assert (response.status_code, Proposal.objects.get().note) == (302, "Ill")
    again = page(farida).post(url, {"days": "4", "note": "Still ill"})
    assert again.status_code == 409
    assert "Still ill" in again.content.decode()
    workroom = page(carla).get(funded.contract.get_absolute_url()).content.decode()
    assert "Give her the time" in workroom


def test_revision_is_requested_and_agreed_by_form(page, carla, farida, funded):
    Milestone.objects.filter(pk=funded.pk).update(revisions=0)
    submit_work(by=farida, milestone_id=funded.pk, note="Here")
    workroom_url, url = funded.contract.get_absolute_url(), f"/milestones/{funded.pk}/ask-revision/"
    assert f'action="{url}"' in page(carla).get(workroom_url).content.decode()
    stale = page(carla).post(f"/milestones/{funded.pk}/request-changes/", {"note": "Bluer, please"})
    assert (stale.status_code, "Bluer, please" in stale.content.decode()) == (409, True)
    too_long = page(carla).post(url, {"note": "y" * 1001})
    assert (too_long.status_code, "y" * 1001 in too_long.content.decode()) == (400, True)
    assert page(farida).post(url, {"note": "No"}).status_code == 403
    assert page(carla).post(url, {"note": "The blue is too dark."}).status_code == 302
    assert f'action="{url}"' not in page(carla).get(workroom_url).content.decode()
    freelancer_html = page(farida).get(workroom_url).content.decode()
    assert "The blue is too dark." in freelancer_html
    assert f'action="/milestones/{funded.pk}/grant-revision/"' not in freelancer_html
    page(farida).post(f"/proposals/{Proposal.objects.get().pk}/agree/")
    assert f'action="/milestones/{funded.pk}/request-changes/"' in page(carla).get(workroom_url).content.decode()


def test_freelancer_grants_a_revision_without_a_request(page, carla, farida, funded):
    Milestone.objects.filter(pk=funded.pk).update(revisions=0)
    url = f"/milestones/{funded.pk}/grant-revision/"
    assert "one more round" in page(farida).post(url, follow=True).content.decode()
    page(carla).post(url)
    funded.refresh_from_db()
    assert funded.revisions == 1


@pytest.mark.parametrize("language", ["en", "bn"])
@pytest.mark.parametrize("who", ["carla", "farida"])
def test_workroom_shows_every_kind_of_proposal_to_both(request, page, carla, farida, contract, funded, who, language):
    person = request.getfixturevalue(who)
    person.language = language
    person.save()
    wish = Wish(title="New", amount=Decimal(20), days=1)
    proposals = [
        ask_extension(by=farida, milestone_id=funded.pk, days=3),
        propose_change(by=carla, contract_id=contract.pk, wishes=[wish]),
        ask_to_end(by=carla, contract_id=contract.pk, shares={funded.pk: Decimal(0)}),
    ]
    html = page(person).get(contract.get_absolute_url()).content.decode()
    for each in proposals:
        assert f'id="proposal-{each.pk}"' in html
    Proposal.objects.update(state="refused")
    Milestone.objects.filter(pk=funded.pk).update(revisions=0)
    submit_work(by=farida, milestone_id=funded.pk, note="Here")
    revision = ask_revision(by=carla, milestone_id=funded.pk, note="Darker")
    assert f'id="proposal-{revision.pk}"' in page(person).get(contract.get_absolute_url()).content.decode()
