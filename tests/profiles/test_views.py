import html
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from market.profiles.freelancers.actions import hide_profile
from market.profiles.models import ClientProfile, Profile
from market.profiles.portfolio.picture_actions import add_picture, set_face
from market.training.certificates.actions import claim_certificate, issue_certificate, revoke_certificate
from tests import make

SCRIPT = "<script>alert(1)</script>"


def picture(name="a.png"):
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue())


def text(response):
    return html.unescape(response.content.decode())


def sent(**changes):
    return {
        "display_name": "Nasrin",
        "headline_bn": "লোগো ডিজাইনার",
        "story_bn": "আমি আঁকি।",
        "topic": "graphics-design",
        "district": "rangpur",
        "languages": ["bn"],
        "availability": "now",
        "currency": "BDT",
        "rate": "১,৫০০",
        "skills": ["data-entry"],
        **changes,
    }


@pytest.fixture
def nasrin(oli):
    """A graduate with a claimed certificate and no profile."""
    person = make.make_person("Nasrin")
    certificate, code = issue_certificate(by=oli, batch=make.make_batch(), name_en="Nasrin Akter")
    claim_certificate(by=person, serial=certificate.serial, claim_code=code)
    Profile.objects.filter(user=person).delete()  # as of before a claim began one
    return type(person).objects.get(pk=person.pk)


def test_anybody_sees_a_shown_profile(page, farida):
    answer = page().get(farida.profile.get_absolute_url())
    assert "Logos and packaging" in text(answer)
    assert farida.certificate.serial in text(answer)
    assert "Private" not in text(answer)
    assert "csrf" not in text(answer)


def test_a_profile_shows_each_text_in_its_language(page, farida):
    Profile.objects.update(headline_bn="লোগো ডিজাইনার")
    assert '<span lang="bn">লোগো ডিজাইনার</span>' in text(page(language="bn").get(farida.profile.get_absolute_url()))
    assert '<span lang="en">I draw clean logos.</span>' in text(
        page(language="bn").get(farida.profile.get_absolute_url())
    )


def test_a_hidden_profile_is_hers_alone(page, farida, carla):
    hide_profile(by=farida)
    address = farida.profile.get_absolute_url()
    assert [page(each).get(address).status_code for each in (None, carla, farida)] == [404, 404, 200]
    assert "Only you see this page" in text(page(farida).get(address))


def test_script_in_every_field_stays_text(page, nasrin):
    texts = ("display_name", "headline_bn", "headline_en", "story_bn", "story_en")
    browser = page(nasrin)
    assert browser.post("/profile/", sent(**dict.fromkeys(texts, SCRIPT))).status_code == 302
    browser.post("/profile/publish/")
    add_picture(by=nasrin, file=picture(), title=SCRIPT)
    for person, address in [
        (None, nasrin.profile.get_absolute_url()),
        (nasrin, "/profile/"),
        (nasrin, "/profile/portfolio/"),
    ]:
        shown = page(person).get(address).content.decode()
        assert "<script>alert" not in shown
        assert "&lt;script&gt;alert" in shown


def test_the_editor_leads_those_without_a_certificate_to_it(page, carla):
    assert page().get("/profile/").status_code == 302
    assert "/claim/" in text(page(carla).get("/profile/"))
    assert page(carla).post("/profile/", sent()).status_code == 200
    assert not Profile.objects.exists()


def test_a_revoked_graduate_cannot_begin(page, nasrin, oli):
    revoke_certificate(by=oli, certificate_id=nasrin.certificate.pk, reason="A reason.")
    assert "was revoked" in text(page(nasrin).get("/profile/"))
    page(nasrin).post("/profile/", sent())
    assert not Profile.objects.exists()


def test_a_graduate_writes_publishes_and_hides(page, nasrin):
    browser = page(nasrin)
    assert 'value="Nasrin"' in text(browser.get("/profile/"))
    assert not Profile.objects.exists()
    assert browser.post("/profile/", sent(), follow=True).status_code == 200
    profile = Profile.objects.get(user=nasrin)
    assert str(profile.rate_from.amount) == "1500.00"
    assert [skill.slug for skill in profile.skills.all()] == ["data-entry"]
    assert browser.post("/profile/publish/")["Location"] == profile.get_absolute_url()
    assert page().get(profile.get_absolute_url()).status_code == 200
    assert browser.post("/profile/hide/").status_code == 302
    assert page().get(profile.get_absolute_url()).status_code == 404


def test_a_refused_form_keeps_what_was_typed(page, farida):
    answer = page(farida).post("/profile/", sent(rate="lots", headline_bn="x" * 101, story_bn="আমার কথা"))
    assert answer.status_code == 400
    shown = text(answer)
    assert 'value="lots"' in shown
    assert "আমার কথা" in shown
    assert "Give an amount like" in shown
    too_much = page(farida).post("/profile/", sent(rate="99999999", currency="USD"))
    assert too_much.status_code == 400
    assert 'id="id_rate_error"' in text(too_much)


def test_an_empty_profile_is_told_what_it_lacks(page, nasrin):
    browser = page(nasrin)
    browser.post("/profile/", sent(headline_bn="", story_bn=""))
    answer = browser.post("/profile/publish/", follow=True)
    assert "Write a headline, in one of the languages." in text(answer)


def test_publishing_saves_first_what_was_typed(page, nasrin):
    browser = page(nasrin)
    browser.post("/profile/", sent(headline_bn="", story_bn=""))
    button = re.search(r"<button[^>]*name=\"publish\"[^>]*>", text(browser.get("/profile/")))
    assert button
    assert 'form="profile-form"' in button[0]
    lacking = browser.post("/profile/", sent(headline_bn="", story_bn="আমার কথা", publish="1"), follow=True)
    assert "Write a headline, in one of the languages." in text(lacking)
    assert "আমার কথা" in text(lacking), "what was typed is saved, though it is not enough to publish"
    profile = Profile.objects.get(user=nasrin)
    assert browser.post("/profile/", sent(publish="1"))["Location"] == profile.get_absolute_url()
    assert page().get(profile.get_absolute_url()).status_code == 200


def test_hiding_keeps_what_was_typed_and_happens_whatever_is_wrong_with_it(page, nasrin):
    browser = page(nasrin)
    browser.post("/profile/", sent(publish="1"))
    button = re.search(r"<button[^>]*name=\"hide\"[^>]*>", text(browser.get("/profile/")))
    assert button
    assert 'form="profile-form"' in button[0]
    wrong = browser.post("/profile/", sent(rate="much", story_bn="নতুন কথা", hide="1"))
    profile = Profile.objects.get(user=nasrin)
    assert (wrong.status_code, profile.state) == (400, Profile.State.DRAFT)
    assert "নতুন কথা" in text(wrong)
    assert "Your profile is hidden." in text(wrong)
    browser.post("/profile/", sent(publish="1"))
    assert browser.post("/profile/", sent(story_bn="নতুন কথা", hide="1")).status_code == 302
    profile.refresh_from_db()
    assert (profile.state, profile.story_bn) == (Profile.State.DRAFT, "নতুন কথা")


def test_no_picture_is_refused_with_a_reason(page, farida):
    svg = SimpleUploadedFile("logo.png", b"<svg onload=alert(1)>", "image/png")
    answer = page(farida).post("/profile/portfolio/", {"picture": svg, "title": "Logo"})
    assert answer.status_code == 400
    assert "This is no picture that can be shown." in text(answer)


def test_her_face_is_set_and_removed(page, farida):
    browser = page(farida)
    assert browser.post("/profile/face/", {"picture": picture()}).status_code == 302
    farida.profile.refresh_from_db()
    assert farida.profile.picture
    assert browser.post("/profile/face/", {}).status_code == 400
    browser.post("/profile/face/", {"remove": "yes"})
    farida.profile.refresh_from_db()
    assert not farida.profile.picture


def test_pictures_need_a_profile_and_are_nobody_elses(page, farida, rina, carla):
    kept = add_picture(by=farida, file=picture(), title="x")
    assert page().get("/profile/portfolio/").status_code == 302
    assert page(carla).get("/profile/portfolio/")["Location"] == "/profile/"
    assert page(rina).post(f"/profile/pictures/{kept.pk}/", {"wish": "remove"}).status_code == 404
    assert farida.profile.pictures.count() == 1


def test_pictures_are_shown_with_the_profile_only(page, farida, carla):
    kept = add_picture(by=farida, file=picture(), title="x")
    face = set_face(by=farida, file=picture()).picture_url
    for address in (kept.image_url, kept.thumbnail_url, face):
        answer = page().get(address)
        assert answer.status_code == 200
        assert answer["Content-Type"] == "image/webp"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cache-Control"].startswith("private")
        assert b"".join(answer.streaming_content)[8:12] == b"WEBP"
    hide_profile(by=farida)
    for address in (kept.image_url, kept.thumbnail_url, face):
        assert page().get(address).status_code == 404
        assert page(carla).get(address).status_code == 404
    assert page().get(kept.image_url[:-6] + "x.webp").status_code == 404


def test_a_pictures_name_belongs_to_its_profile(page, farida, rina):
    kept = add_picture(by=farida, file=picture(), title="x")
    elsewhere = kept.image_url.replace(f"/talent/{farida.profile.pk}/", f"/talent/{rina.profile.pk}/")
    assert page().get(elsewhere).status_code == 404
    kept.image.storage.delete(kept.image.name)
    assert page().get(kept.image_url).status_code == 404


def test_a_profile_asks_the_database_as_often_with_a_full_portfolio(page, farida, django_assert_max_num_queries):
    for number in range(12):
        add_picture(by=farida, file=picture(), title=str(number))
    browser = page()
    with django_assert_max_num_queries(12):
        shown = text(browser.get(farida.profile.get_absolute_url()))
    assert shown.count('loading="lazy"') == 12
    assert shown.count('width="480" height="360"') == 12


def test_a_client_is_seen_once_they_posted_a_job(page, carla, farida):
    address = f"/clients/{carla.pk}/"
    assert page(farida).get(address).status_code == 404
    assert page(carla).get(address)["Location"] == "/settings/client/"
    answer = page(carla).post("/settings/client/", {"company": SCRIPT, "about": "মধু বেচি", "country": "DE"})
    assert answer.status_code == 302
    assert page().get(address).status_code == 404
    ClientProfile.objects.update(jobs_posted=3, jobs_filled=2, paid_usd="1240.00")
    shown = page().get(address)
    assert "<script>alert" not in shown.content.decode()
    for each in ("Germany", "$1,240.00", "for 2 of 3 jobs", "মধু বেচি"):
        assert each in text(shown)
    assert "Private" not in text(shown)
    assert "জার্মানি" in text(page(language="bn").get(address))


def test_the_client_page_is_kept_by_its_client(page, carla):
    assert page().get("/settings/client/").status_code == 302
    assert page(carla).get("/settings/client/").status_code == 200
    answer = page(carla).post("/settings/client/", {"company": "x" * 121, "about": "", "country": ""})
    assert answer.status_code == 400


def test_no_page_of_hers_speaks_english_to_a_bangla_reader(page, farida, carla):
    for person in (farida, carla):
        person.language = "bn"
        person.save()
    Profile.objects.update(headline_bn="লোগো", story_bn="আঁকি", headline_en="", story_en="")
    for person, address in [
        (None, farida.profile.get_absolute_url()),
        (farida, "/profile/"),
        (farida, "/profile/portfolio/"),
        (carla, "/profile/"),
        (carla, "/settings/client/"),
    ]:
        shown = text(page(person, language="bn").get(address))
        for english in ("Your profile", "Skills", "Save the", "Certificate ", "Free now", "Rangpur"):
            assert english not in shown, (address, english)
