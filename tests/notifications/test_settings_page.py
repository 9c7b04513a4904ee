"""The page of notification settings, and the filters of the inbox; without script."""

import re
from datetime import time

from market.notifications.models import NewsSettings, Notification, Subscription
from market.notifications.preferences.actions import change_news_settings

PLAIN = {"digest": "daily", "digest_hour": "18"}


def form_fields(html: str) -> dict[str, str]:
    """The form fields that a browser would send of the unchanged page."""
    fields = dict(PLAIN)
    for name in re.findall(r'<input type="checkbox" name="(push-[^"]+)"[^>]*checked', html):
        fields[name] = "on"
    for name, options in re.findall(r'<select name="((?:mail|all)-[^"]+)"[^>]*>(.*?)</select>', html, re.DOTALL):
        fields[name] = re.search(r'value="([^"]*)" selected', options)[1]
    return fields


def test_saving_the_unchanged_form_stores_no_choices(carla, page):
    browser = page(carla)
    fields = form_fields(browser.get("/settings/notifications/").content.decode())
    assert fields["mail-test.plain"] == "now"
    assert "push-test.money" in fields
    assert "mail-test.money" not in fields
    assert browser.post("/settings/notifications/", fields).status_code == 302
    assert NewsSettings.objects.get(user=carla).choices == {}


def test_choices_digest_and_quiet_hours_are_saved(carla, page):
    browser = page(carla)
    fields = form_fields(browser.get("/settings/notifications/").content.decode())
    del fields["push-test.money"]
    changed = {"mail-test.plain": "digest", "digest": "weekly", "quiet_from": "২২:৩০", "quiet_until": "07:00"}
    assert browser.post("/settings/notifications/", {**fields, **changed, "is_private": "on"}).status_code == 302
    saved = NewsSettings.objects.get(user=carla)
    assert saved.choices == {
        "test.plain": {"mail": "digest", "push": True},
        "test.money": {"mail": "now", "push": False},
    }
    assert (saved.digest, saved.quiet_from, saved.quiet_until, saved.has_previews) == (
        "weekly",
        time(22, 30),
        time(7),
        False,
    )
    html = browser.get("/settings/notifications/").content.decode()
    assert 'value="22:30"' in html
    assert form_fields(html)["mail-test.plain"] == "digest"


def test_one_choice_applies_to_a_whole_group(carla, page):
    browser = page(carla)
    fields = form_fields(browser.get("/settings/notifications/").content.decode())
    browser.post("/settings/notifications/", {**fields, "all-jobs": "never"})
    saved = NewsSettings.objects.get(user=carla)
    assert saved.choices["test.plain"]["mail"] == saved.choices["bid.submitted"]["mail"] == "never"
    assert "contract.started" not in saved.choices


def test_notification_types_of_one_name_are_one_row(carla, page):
    html = page(carla).get("/settings/notifications/").content.decode()
    assert html.count("Money is released to you") == 1
    fields = form_fields(html)
    del fields["push-milestone.released_approved"]
    page(carla).post("/settings/notifications/", fields)
    choices = NewsSettings.objects.get(user=carla).choices
    assert choices["milestone.released_silence"]["push"] is False
    assert choices["milestone.part_released"]["push"] is False


def test_half_of_quiet_hours_is_a_form_error_and_keeps_the_input(carla, page):
    fields = form_fields(page(carla).get("/settings/notifications/").content.decode())
    changed = {"quiet_from": "22:00", "mail-test.plain": "never"}
    response = page(carla).post("/settings/notifications/", {**fields, **changed})
    html = response.content.decode()
    assert response.status_code == 400
    assert "when the quiet hours begin, and when they end" in html
    assert 'value="22:00"' in html
    assert form_fields(html)["mail-test.plain"] == "never"
    assert not NewsSettings.objects.exists()


def test_invalid_values_are_400(carla, page):
    wrong = [{"digest": "x"}, {"digest_hour": "99"}, {"quiet_from": "x"}, {"mail-test.plain": "x"}]
    for each in wrong:
        assert page(carla).post("/settings/notifications/", {**PLAIN, **each}).status_code == 400, each
    assert not NewsSettings.objects.exists()


def test_hours_are_by_the_clock_of_the_account(carla, page):
    change_news_settings(by=carla, choices={}, time_zone="Pacific/Auckland")
    assert "Auckland time" in page(carla).get("/settings/notifications/").content.decode()
    page(carla).post("/settings/notifications/", PLAIN)
    assert NewsSettings.objects.get().time_zone == "Pacific/Auckland"


def test_a_device_is_removed_by_its_owner_only(carla, omar, page, device):
    pk = device.belongs_to(carla)
    route = f"/settings/notifications/devices/{pk}/"
    assert "Chrome, Android" in page(carla).get("/settings/notifications/").content.decode()
    assert page(omar).post(route).status_code == 404
    assert page(carla).get(route).status_code == 302
    assert page(carla).post(route).status_code == 302
    assert not Subscription.objects.exists()


def test_the_inbox_filters_by_group_and_unread(carla, page, tell):
    browser = page(carla)
    first, second = tell(carla), tell(carla, "test.money")
    assert browser.post(f"/notifications/{first.pk}/read/", {"query": "group=jobs"}).url == "/notifications/?group=jobs"

    def inbox(query: str) -> str:
        return browser.get(f"/notifications/?{query}").content.decode()

    assert f"/notifications/{first.pk}/" not in inbox("unread=true")
    assert f"/notifications/{second.pk}/" in inbox("unread=true")
    assert f"/notifications/{second.pk}/" not in inbox("group=jobs")
    assert "No notifications fit this choice" in inbox("group=programme")
    assert f"/notifications/{second.pk}/" in inbox("group=<script>")


def test_pagination_keeps_the_filters(carla, page, tell):
    for _each in range(21):
        tell(carla)
    html = page(carla).get("/notifications/?unread=true&group=jobs").content.decode()
    assert "?unread=true&amp;group=jobs&amp;page=2" in html
    assert html.count('class="unread"') == 20


def test_another_users_notification_is_404(carla, omar, page, tell):
    notification = tell(carla)
    assert page(omar).post(f"/notifications/{notification.pk}/read/").status_code == 404
    assert page(carla).post(f"/notifications/{notification.pk}/read/", {"query": "//elsewhere.test"}).status_code == 302
    assert Notification.objects.get(pk=notification.pk).read_at is not None


def test_types_of_a_role_are_offered_only_to_users_with_the_role(carla, oli, page, api):
    for person, is_offered in ((carla, False), (oli, True)):
        html = page(person).get("/settings/notifications/").content.decode()
        assert ('name="mail-issuance.waiting"' in html) is is_offered
        kinds = api(person).get("/api/v1/notifications/settings/").json()["kinds"]
        groups = {each["kind"]: each["group"] for each in kinds}
        assert ("issuance.waiting" in groups) is is_offered
        assert groups["certificate.revoked"] == "programme"
