"""A public name in two scripts: who sees which, and what settings, search, moderation and erasure do with both."""

import pytest
from django.core import mail

from market.accounts.address.safety_mails import send_letter
from market.accounts.models import User
from market.accounts.people.actions import change_settings, create_account
from market.accounts.people.name_actions import suggested_name
from market.accounts.privacy.erasure_actions import erase
from market.accounts.privacy.registry import registered
from market.accounts.privacy.scrubbing import Scrubber, cleaned
from market.core.base.errors import Invalid
from market.core.base.payloads import render_payload, serialize_payload
from market.core.models import AuditEntry
from market.core.text.bangla import nfc
from market.core.text.locale import override
from market.core.text.names import first_name
from market.jobs.invitations.actions import invite_freelancer
from market.jobs.questions.actions import start_conversation
from market.messaging.actions import post_message
from market.moderation.cases.subjects import KINDS
from market.notifications.models import Notification
from market.profiles.freelancers.actions import change_profile
from market.search.finding.finder import find
from market.search.finding.queries import ServiceQuery, TalentQuery
from tests import make

BANGLA = nfc("ফরিদা খাতুন")
LATIN = "Farida Khatun"
FORM = {"name": "Farida Private", "language": "en", "digits": "latin", "time_zone": "Asia/Dhaka"}


@pytest.fixture
def both(farida):
    """Farida with her name in both scripts."""
    return change_settings(by=farida, display_name=LATIN, other_name=BANGLA)


def shown(user) -> dict[str, str]:
    names = {}
    for language in ("en", "bn"):
        with override(language):
            names[language] = user.shown_name
    return names


def test_each_reader_sees_the_name_of_their_language(both, page, carla, rahim):
    assert shown(both) == {"en": LATIN, "bn": BANGLA}
    path = both.profile.get_absolute_url()
    assert LATIN in (english := page(carla).get(path).content.decode())
    assert BANGLA not in english.split("<main")[1]
    assert BANGLA in (bangla := page(rahim).get(path).content.decode())
    assert LATIN not in bangla.split("<main")[1]
    assert str(both) == LATIN


@pytest.mark.parametrize(
    ("name", "first"),
    [
        ("মোছাঃ শাপলা খাতুন", "শাপলা"),
        ("মোছা: শাপলা খাতুন", "শাপলা"),
        ("মোসা. শাপলা", "শাপলা"),
        ("মোসাম্মৎ রহিমা বেগম", "রহিমা"),
        ("মোঃরহিম উদ্দিন", "রহিম"),
        ("ডা. মো. আ. রহিম", "রহিম"),
        ("এ কে এম রহিম", "রহিম"),
        ("Mst. Shapla Khatun", "Shapla"),
        ("MD Rahim", "Rahim"),
        ("A.K.M. Rahim", "Rahim"),
        ("Shapla", "Shapla"),
        ("Mst.", "Mst."),
        ("দুঃখিনী দাসী", "দুঃখিনী"),
        ("O'Brien Tom", "O'Brien"),
        (",", ","),
    ],
)
def test_the_first_name_comes_after_honorifics_and_initials(name, first):
    assert first_name(nfc(name)) == nfc(first)


def test_a_new_account_shows_the_first_name(db):
    create_account(email="new@example.com", password="a long secret 7", name="মোছাঃ শাপলা খাতুন", language="bn")
    user = User.objects.get(email="new@example.com")
    assert (user.name, user.display_name) == (nfc("মোছাঃ শাপলা খাতুন"), nfc("শাপলা"))


def test_without_another_name_all_see_the_one_there_is(farida, rahim):
    assert shown(farida) == {"en": "Farida", "bn": "Farida"}
    change_settings(by=rahim, display_name="রহিম")
    assert shown(rahim) == {"en": "রহিম", "bn": "রহিম"}
    change_settings(by=rahim, other_name="Rahim")
    assert shown(rahim) == {"en": "Rahim", "bn": "রহিম"}


@pytest.mark.parametrize(
    ("name", "other"),
    [(LATIN, "Rina"), (BANGLA, "রিনা"), (BANGLA, "محمد"), (BANGLA, "123"), (LATIN, "🙂"), ("محمد", "Muhammad")],
)
def test_both_names_in_one_script_are_refused(farida, name, other):
    with pytest.raises(Invalid) as refusal:
        change_settings(by=farida, display_name=name, other_name=other)
    assert list(refusal.value.errors) == ["other_name"]


def test_a_new_display_name_alone_takes_the_other_one_away(both):
    assert change_settings(by=both, display_name=LATIN).other_name == BANGLA
    assert change_settings(by=both, time_zone="Asia/Dubai").other_name == BANGLA
    assert change_settings(by=both, display_name="Golap").other_name == ""
    change_settings(by=both, other_name="গোলাপ")
    change_profile(by=both, display_name="Farida")
    both.refresh_from_db()
    assert (both.display_name, both.other_name) == ("Farida", "")


def test_the_suggestion_is_for_who_has_no_other_name(farida):
    assert suggested_name(farida) == nfc("ফরিদা")
    change_settings(by=farida, display_name=BANGLA)
    assert suggested_name(farida) == LATIN
    change_settings(by=farida, other_name="Farida K.")
    assert suggested_name(farida) == ""
    for name in ("محمد", "🙂", "23", "ন" * 60):
        farida.display_name, farida.other_name = name, ""
        assert len(suggested_name(farida)) <= (0 if name[0] != "ন" else 120)


def test_settings_take_a_suggestion_only_once_it_is_confirmed(page, farida):
    suggestion = nfc("ফরিদা")
    content = page(farida).get("/settings/").content.decode()
    assert f'value="{suggestion}"' in content
    assert "Check it letter by letter" in content
    form = {**FORM, "display_name": "Farida", "other_name": suggestion}
    for more, saved in (({}, ""), ({"is_right": "on"}, suggestion)):
        assert page(farida).post("/settings/", form | more).status_code == 302
        farida.refresh_from_db()
        assert farida.other_name == saved
    assert "Check it letter by letter" not in page(farida).get("/settings/").content.decode()
    assert page(farida).post("/settings/", {**form, "other_name": "ফরীদা"}).status_code == 302
    farida.refresh_from_db()
    assert farida.other_name == nfc("ফরীদা")


def test_settings_take_what_somebody_writes_instead_of_the_suggestion(page, farida):
    page(farida).post("/settings/", {**FORM, "display_name": "Farida", "other_name": "ফরীদা"})
    farida.refresh_from_db()
    assert farida.other_name == nfc("ফরীদা")
    refused = page(farida).post("/settings/", {**FORM, "display_name": "Farida", "other_name": "Faridah"})
    assert refused.status_code == 400
    assert "Write it in Bangla letters" in refused.content.decode()


def test_fields_of_the_settings_are_named_by_their_letters(page, rahim):
    change_settings(by=rahim, display_name="রহিম", other_name="Rahim", language="en")
    content = page(rahim).get("/settings/").content.decode()
    assert content.index("Your name in Bangla letters") < content.index("Your name in English letters")


@pytest.mark.parametrize("wrong", ["০১৭১১২২৩৩৪৪ ফরিদা", "ফ" * 61, "ফরিদা rina@example.org"])
def test_the_other_name_is_checked_as_the_display_name_is(api, page, farida, wrong):
    assert page(farida).post("/settings/", {**FORM, "display_name": "Farida", "other_name": wrong}).status_code == 400
    assert list(api(farida).patch("/api/v1/me/", {"other_name": wrong}).json()["errors"]) == ["other_name"]


def test_the_api_gives_and_takes_both_names(api, farida):
    me = api(farida).get("/api/v1/me/").json()
    assert (me["names"], me["other_name"], me["suggested_name"]) == ({"bn": "", "en": "Farida"}, "", nfc("ফরিদা"))
    me = api(farida).patch("/api/v1/me/", {"other_name": "ফরিদা"}).json()
    assert (me["display_name"], me["names"]) == ("Farida", {"bn": nfc("ফরিদা"), "en": "Farida"})
    assert me["suggested_name"] == ""
    card = api().get(f"/api/v1/profiles/{farida.profile.pk}/", headers={"accept-language": "bn"}).json()
    assert (card["display_name"], card["names"]["bn"]) == ("Farida", nfc("ফরিদা"))
    assert api(farida).patch("/api/v1/me/", {"other_name": ""}).json()["other_name"] == ""


def test_both_names_are_found_in_both_scripts_and_suggested(api, farida, rina):
    change_settings(by=farida, display_name="Golap", other_name="চামেলী")
    service = make.make_service(farida)
    for q in ("golap", "গোলাপ", "চামেলী", "chameli"):
        assert find(TalentQuery(q=q)).ids == [farida.profile.pk], q
        assert find(ServiceQuery(q=q)).ids == [service.pk], q
    for typed, language, name in (("চামে", "en", "Golap"), ("gola", "bn", nfc("চামেলী"))):
        answer = api().get("/api/v1/search/suggest/", {"q": typed}, headers={"accept-language": language}).json()
        assert name in [each["name"] for each in answer["results"]]
    change_settings(by=farida, other_name="")
    assert find(TalentQuery(q="চামেলী")).ids == []


def test_a_cached_list_shows_a_new_name_at_once(page, farida, rahim):
    browser = page(rahim)
    assert nfc("ফরিদা") not in browser.get("/talent/").content.decode()
    change_settings(by=farida, other_name="ফরিদা")
    assert nfc("ফরিদা") in browser.get("/talent/").content.decode()


def test_notifications_mails_and_conversations_name_people_in_the_reader_s_language(both, page, carla, rahim):
    change_settings(by=rahim, display_name="রহিম", other_name="Rahim", language="bn")
    change_settings(by=both, language="en")
    job = make.make_job(rahim)
    invite_freelancer(by=rahim, job_id=job.pk, profile_id=both.profile.pk, words="Come.")
    facts = Notification.objects.get(user=both).facts
    assert facts["client"] == {"user": rahim.pk, "name": nfc("রহিম"), "other": "Rahim"}
    with override("en"):
        assert render_payload(facts)["client"] == "Rahim"
    with override("bn"):
        assert render_payload(facts)["client"] == nfc("রহিম")
    assert "Rahim" in page(both).get("/notifications/").content.decode()
    send_letter(rahim, subject="Hello", body="Text")
    make.run_jobs()
    assert any(nfc("রহিম") in sent.body for sent in mail.outbox if sent.to == [rahim.email])


def test_unread_conversations_name_the_others(both, rahim, page):
    bid = make.make_bid(make.make_job(rahim), both)
    post_message(by=both, conversation_id=bid.conversation_id, text="Hello")
    change_settings(by=rahim, language="bn")
    assert BANGLA in page(rahim).get("/messages/").content.decode()


def test_a_conversation_about_no_job_is_called_by_names_in_the_language_of_the_reader(both, rahim, page):
    change_settings(by=rahim, display_name="রহিম", other_name="Rahim", language="en")
    conversation = start_conversation(by=rahim, profile_id=both.profile.pk, job_id=None)
    post_message(by=rahim, conversation_id=conversation.pk, text="Hello")
    for language, theirs in (("en", LATIN), ("bn", nfc(BANGLA))):
        change_settings(by=rahim, language=language)
        for address in ("/messages/", conversation.get_absolute_url()):
            assert theirs in page(rahim).get(address).content.decode()


def test_old_payloads_and_users_without_another_name_render_as_before(carla):
    assert serialize_payload({"client": carla}) == {"client": {"user": carla.pk, "name": "Carla"}}
    assert render_payload({"client": {"user": 1, "name": "Carla"}}) == {"client": "Carla"}


def test_moderators_read_both_names(both):
    item = KINDS["person"](both.pk)
    assert item is not None
    assert [text for _label, text in item.words] == [BANGLA, LATIN]


def test_erasing_takes_both_names_out_of_rows_and_payloads(both, rahim):
    job = make.make_job(rahim, description=f"For {BANGLA} and {LATIN}, thank you both very much.")
    change_settings(by=rahim, display_name="রহিম", other_name="Rahim")
    invite_freelancer(by=rahim, job_id=job.pk, profile_id=both.profile.pk, words="Come.")
    erase(rahim)
    rahim.refresh_from_db()
    assert rahim.other_name == ""
    facts = Notification.objects.get(user=both).facts
    assert facts["client"] == {"user": rahim.pk, "name": rahim.display_name}
    kept = {"user": both.pk, "name": LATIN, "other": BANGLA}
    assert cleaned({"client": kept}, frozenset(), lambda _text: "x") == {"client": kept}


def test_the_export_has_the_other_name(both):
    entry = next(each for each in registered() if each.model is type(both))
    assert "other_name" in entry.changed_columns()
    assert entry.exported(both).values_list("other_name", flat=True).get() == BANGLA


def test_new_name_in_the_settings_takes_the_stored_other_name_away(both, page):
    """The form sends the other name along as it stands."""
    page(both).post("/settings/", {**FORM, "display_name": "Salma Khatun", "other_name": BANGLA})
    both.refresh_from_db()
    assert (both.display_name, both.other_name) == ("Salma Khatun", "")
    entry = AuditEntry.objects.filter(code="person.renamed").latest("pk")
    assert entry.facts["display_name"] == "Salma Khatun"


@pytest.mark.parametrize(
    ("name", "text", "without"),
    [
        ("রিনা", "রিনার কাজ, রিনাকে দিন; রিনা।", "NNর কাজ, NNকে দিন; NN।"),
        ("মিম", "মিমাংসা হলো, মিমের কাজ", "মিমাংসা হলো, NNের কাজ"),
        ("রহিম", "রহিমা আর রহিম", "রহিমা আর NN"),
        ("Rina", "Rinas Rina's RINA", "Rinas NN's NN"),
    ],
)
def test_names_are_taken_out_whole_with_endings_of_bangla(name, text, without):
    scrubber = Scrubber(user_id=1, email="a@b.test", names=[name], pseudonym="NN", is_own=lambda address: False)
    assert scrubber.about(nfc(text)) == nfc(without)
