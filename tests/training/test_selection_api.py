"""The API and the public pages of a selection: one life, and a seed that nobody sees before the draw."""

import html
import json

import pytest
from allauth.mfa.models import Authenticator
from django.core.management import call_command

from market.core.base.sealing import opened
from market.core.models import AuditEntry
from market.notifications.models import Notification
from market.training.models import Selection, SelectionPlace
from market.training.selection.actions import confirm_selection, draw_selection
from market.training.selection.draw_actions import SEED
from market.training.selection.scoring import PARTS
from tests.training import selection_story as story


@pytest.fixture
def desk(api, oli):
    """An API client of an officer who has a second factor."""
    Authenticator.objects.create(user=oli, type=Authenticator.Type.TOTP, data={})
    return api(oli)


def text(answer):
    return html.unescape(answer.content.decode())


def test_a_selection_over_the_api_and_on_its_page(desk, api, page, oli, onu):
    phase = story.over(oli, "rangpur", "rangpur", "rangpur")
    path, public = f"/api/v1/register/phases/{phase.pk}/selection/", f"/api/v1/selection/{phase.pk}/"
    assert desk.post(f"/api/v1/register/phases/{phase.pk}/selection/commit/").json()["step"] == "draw"
    assert api().get(public).json()["seed"] is None
    assert api().get(f"/api/v1/selection/{phase.pk}/places/").status_code == 404
    drawn = desk.post(f"/api/v1/register/phases/{phase.pk}/selection/draw/").json()
    assert (drawn["step"], drawn["selection"]["counts"]["waiting"]) == ("confirm", 1)
    assert [each["state"] for each in drawn["changes"]] == ["committed", "drawn"]
    refused = desk.post(f"{path}confirm/")
    assert (refused.status_code, refused.json()["code"]) == (403, "same_officer")
    assert (
        desk.post(f"/api/v1/register/phases/{phase.pk}/selection/refuse/", {"reason": "x"}).json()["code"]
        == "same_officer"
    )
    assert api().get(public).json()["seed"] is None
    assert page().get(f"/selection/{phase.pk}/draw.json").status_code == 404
    confirm_selection(by=onu, phase_id=phase.pk)
    assert desk.get(path).json()["step"] == ""
    shown = api().get(public).json()
    assert (shown["state"], shown["seats"], shown["committed_by"]) == ("published", 2, "officer")
    places = api().get(f"{public}places/?district=rangpur&outcome=waiting").json()
    (row,) = places["results"]
    assert row["waiting"] == {"graphics-design": 1}
    assert row["number"] in text(page().get(f"/selection/{phase.pk}/?q={row['number'].lower()}"))
    assert json.loads(page().get(f"/selection/{phase.pk}/draw.json").content)["seed"] == shown["seed"]
    table = page().get(f"/selection/{phase.pk}/draw.csv").content.decode("utf-8-sig").splitlines()
    assert (len(table), table[0].split(",")[:3]) == (4, ["district", "rank", "number"])
    assert b"def draw_again" in page().get("/selection/verify_draw.py").content


def test_the_page_of_the_rule_is_the_rule(db, api, page):
    rule = api().get("/api/v1/selection/rule/").json()
    shown = text(page().get("/selection/rule/"))
    assert rule["most"] == sum(max(level["points"] for level in part["levels"]) for part in rule["parts"]) == 11
    for part in PARTS:
        assert str(part.name) in shown
        for each in (choice for level in part.levels for choice in level.choices):
            assert str(each.label) in shown


def test_nobody_sees_the_seed_before_the_draw(desk, api, page, oli, caplog, capsys):
    """No page, answer, table of the administration, record, log line or export has it."""
    phase = story.over(oli, "rangpur")
    selection = Selection.objects.get()
    seed = opened(selection.sealed_seed, SEED)
    desk.post(f"/api/v1/register/phases/{phase.pk}/selection/confirm/")  # refused: there is no draw
    browser = page(oli)
    pages = [f"/staff/phases/{phase.pk}/selection/", f"/selection/{phase.pk}/", "/selection/rule/"]
    admin = [f"/staff/admin/training/{each}/" for each in ("selection", "selectionchange")]
    admin.append(f"/staff/admin/training/selection/{selection.pk}/change/")
    seen = [text(browser.get(each)) for each in (*pages, *admin)]
    seen += [text(desk.get(f"/api/v1/register/phases/{phase.pk}/selection/"))]
    seen += [text(api().get(f"/api/v1/selection/{phase.pk}/"))]
    seen += [str(list(each.objects.values())) for each in (AuditEntry, Notification, SelectionPlace)]
    call_command("dumpdata", "training.selection")
    seen += [caplog.text, capsys.readouterr().out]
    assert all(seed not in each and selection.sealed_seed not in each for each in seen[:-1])
    assert seed not in seen[-1]
    assert selection.seed_hash in seen[1]
    draw_selection(by=oli, phase_id=phase.pk)
    assert seed in text(browser.get(pages[0]))
    assert seed not in text(page().get(pages[1]))
