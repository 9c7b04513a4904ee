import html
import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from market.accounts.people.name_actions import suggested_name
from market.profiles.freelancers.actions import hide_profile
from market.profiles.models import ClientProfile, Profile
from market.profiles.portfolio.picture_actions import add_picture, set_face
from market.site.demo.revoking import revoke_certificate
from market.training.certificates.actions import claim_certificate, issue_certificate
from tests import make

SCRIPT = "<script>alert(1)</script>"


def picture(name="a.png"):
    out = io.BytesIO()
    Image.new("RGB", (60, 40), "teal").save(out, "PNG")
    return SimpleUploadedFile(name, out.getvalue())


def text(response):
    return html.unescape(response.content.decode())


def form_data(**changes):
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
    Profile.objects.filter(user=person).delete()  # as before claims created drafts
    return type(person).objects.get(pk=person.pk)


def test_anonymous_sees_a_published_profile_without_private_name(page, farida):
    answer = page().get(farida.profile.get_absolute_url())
    assert "Logos and packaging" in text(answer)
    assert farida.certificate.serial in text(answer)
    assert "Private" not in text(answer)
    assert "csrf" not in text(answer)


def test_profile_texts_carry_their_lang_attribute(page, farida):
    Profile.objects.update(headline_bn="লোগো ডিজাইনার")
    assert '<span lang="bn">লোগো ডিজাইনার</span>' in text(page(language="bn").get(farida.profile.get_absolute_url()))
    assert '<span lang="en">I draw clean logos.</span>' in text(
        page(language="bn").get(farida.profile.get_absolute_url())
    )


def test_hidden_profile_is_404_for_everybody_but_its_owner(page, farida, carla):
    hide_profile(by=farida)
    address = farida.profile.get_absolute_url()
    assert [page(each).get(address).status_code for each in (None, carla, farida)] == [404, 404, 200]
    assert "Only you see this page" in text(page(farida).get(address))


def test_script_in_profile_fields_is_escaped(page, nasrin):
    texts = ("display_name", "headline_bn", "headline_en", "story_bn", "story_en")
    browser = page(nasrin)
    assert browser.post("/profile/", form_data(**dict.fromkeys(texts, SCRIPT))).status_code == 302
    browser.post("/profile/publish/")
    add_picture(by=nasrin, file=picture(), title=SCRIPT)
    for person, address in [
        (None, nasrin.profile.get_absolute_url()),
        (nasrin, "/profile/"),
        (nasrin, "/profile/portfolio/"),
    ]:
        content = page(person).get(address).content.decode()
        assert "<script>alert" not in content
        assert "&lt;script&gt;alert" in content


def test_profile_editor_links_to_claim_without_a_certificate(page, carla):
    assert page().get("/profile/").status_code == 302
    assert "/claim/" in text(page(carla).get("/profile/"))
    assert page(carla).post("/profile/", form_data()).status_code == 200
    assert not Profile.objects.exists()


def test_revoked_certificate_cannot_create_a_profile(page, nasrin, oli):
    revoke_certificate(by=oli, certificate_id=nasrin.certificate.pk, reason="A reason.")
    assert "was revoked" in text(page(nasrin).get("/profile/"))
    page(nasrin).post("/profile/", form_data())
    assert not Profile.objects.exists()


def test_graduate_saves_publishes_and_hides_a_profile(page, nasrin):
    browser = page(nasrin)
    assert 'value="Nasrin"' in text(browser.get("/profile/"))
    assert not Profile.objects.exists()
    assert browser.post("/profile/", form_data(), follow=True).status_code == 200
    profile = Profile.objects.get(user=nasrin)
    assert str(profile.rate_from.amount) == "1500.00"
    assert [skill.slug for skill in profile.skills.all()] == ["data-entry"]
    assert browser.post("/profile/publish/")["Location"] == profile.get_absolute_url()
    assert page().get(profile.get_absolute_url()).status_code == 200
    assert browser.post("/profile/hide/").status_code == 302
    assert page().get(profile.get_absolute_url()).status_code == 404


def test_form_error_keeps_typed_values(page, farida):
    answer = page(farida).post("/profile/", form_data(rate="lots", headline_bn="x" * 101, story_bn="আমার কথা"))
    assert answer.status_code == 400
    content = text(answer)
    assert 'value="lots"' in content
    assert "আমার কথা" in content
    assert "Give an amount like" in content
    too_much = page(farida).post("/profile/", form_data(rate="99999999", currency="USD"))
    assert too_much.status_code == 400
    assert 'id="id_rate_error"' in text(too_much)


def test_publishing_an_empty_profile_shows_what_is_missing(page, nasrin):
    browser = page(nasrin)
    browser.post("/profile/", form_data(headline_bn="", story_bn=""))
    answer = browser.post("/profile/publish/", follow=True)
    assert "Write a headline, in one of the languages." in text(answer)


def test_publishing_asks_about_the_suggested_spelling_of_the_name(page, nasrin):
    browser = page(nasrin)
    suggestion = suggested_name(nasrin)
    sent = form_data(display_name=nasrin.display_name, other_name=suggestion, publish="1")
    answer = browser.post("/profile/", sent)
    assert answer.status_code == 400
    assert "Tick here if it is right" in text(answer)
    assert browser.post("/profile/", {**sent, "is_right": "on"}).status_code == 302
    nasrin.refresh_from_db()
    assert (nasrin.other_name, nasrin.profile.state) == (suggestion, Profile.State.PUBLISHED)


def test_publishing_asks_nobody_who_was_asked_before(page, nasrin):
    nasrin.is_name_asked = True
    nasrin.save(update_fields=["is_name_asked"])
    sent = form_data(display_name=nasrin.display_name, other_name=suggested_name(nasrin), publish="1")
    assert page(nasrin).post("/profile/", sent).status_code == 302
    nasrin.refresh_from_db()
    assert (nasrin.other_name, nasrin.profile.state) == ("", Profile.State.PUBLISHED)


def test_publishing_without_a_second_name_asks_nothing(page, nasrin):
    sent = form_data(display_name=nasrin.display_name, other_name="", publish="1")
    assert page(nasrin).post("/profile/", sent).status_code == 302
    assert nasrin.profile.state == Profile.State.PUBLISHED
    nasrin.refresh_from_db()
    assert nasrin.is_name_asked


def test_publish_button_saves_the_form_first(page, nasrin):
    browser = page(nasrin)
    browser.post("/profile/", form_data(headline_bn="", story_bn=""))
    button = re.search(r"<button[^>]*name=\"publish\"[^>]*>", text(browser.get("/profile/")))
    assert button
    assert 'form="profile-form"' in button[0]
    lacking = browser.post("/profile/", form_data(headline_bn="", story_bn="আমার কথা", publish="1"), follow=True)
    assert lacking.status_code == 400
    assert 'id="id_headline_bn_error"' in text(lacking)
    assert "Write a headline, in one of the languages." in text(lacking)
    assert "আমার কথা" in text(lacking), "the form is saved although the profile cannot be published"
    profile = Profile.objects.get(user=nasrin)
    assert browser.post("/profile/", form_data(publish="1"))["Location"] == profile.get_absolute_url()
    assert page().get(profile.get_absolute_url()).status_code == 200


def test_hide_button_hides_even_if_the_form_is_invalid(page, nasrin):
    browser = page(nasrin)
    browser.post("/profile/", form_data(publish="1"))
    button = re.search(r"<button[^>]*name=\"hide\"[^>]*>", text(browser.get("/profile/")))
    assert button
    assert 'form="profile-form"' in button[0]
    wrong = browser.post("/profile/", form_data(rate="much", story_bn="নতুন কথা", hide="1"))
    profile = Profile.objects.get(user=nasrin)
    assert (wrong.status_code, profile.state) == (400, Profile.State.DRAFT)
    assert "নতুন কথা" in text(wrong)
    assert "Your profile is hidden." in text(wrong)
    browser.post("/profile/", form_data(publish="1"))
    assert browser.post("/profile/", form_data(story_bn="নতুন কথা", hide="1")).status_code == 302
    profile.refresh_from_db()
    assert (profile.state, profile.story_bn) == (Profile.State.DRAFT, "নতুন কথা")


def test_svg_upload_shows_a_form_error(page, farida):
    svg = SimpleUploadedFile("logo.png", b"<svg onload=alert(1)>", "image/png")
    answer = page(farida).post("/profile/portfolio/", {"picture": svg, "title": "Logo"})
    assert answer.status_code == 400
    assert "This is no picture that can be shown." in text(answer)


def test_profile_face_is_set_and_removed(page, farida):
    browser = page(farida)
    assert browser.post("/profile/face/", {"picture": picture()}).status_code == 302
    farida.profile.refresh_from_db()
    assert farida.profile.picture
    assert browser.post("/profile/face/", {}).status_code == 400
    browser.post("/profile/face/", {"remove": "yes"})
    farida.profile.refresh_from_db()
    assert not farida.profile.picture


def test_portfolio_pages_need_a_profile_and_are_404_for_others(page, farida, rina, carla):
    added = add_picture(by=farida, file=picture(), title="x")
    assert page().get("/profile/portfolio/").status_code == 302
    assert page(carla).get("/profile/portfolio/")["Location"] == "/profile/"
    assert page(rina).post(f"/profile/pictures/{added.pk}/", {"wish": "remove"}).status_code == 404
    assert farida.profile.pictures.count() == 1


def test_picture_files_are_404_while_the_profile_is_hidden(page, farida, carla):
    added = add_picture(by=farida, file=picture(), title="x")
    face = set_face(by=farida, file=picture()).picture_url
    for address in (added.image_url, added.thumbnail_url, face):
        answer = page().get(address)
        assert answer.status_code == 200
        assert answer["Content-Type"] == "image/webp"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert answer["Cache-Control"].startswith("private")
        assert b"".join(answer.streaming_content)[8:12] == b"WEBP"
    hide_profile(by=farida)
    for address in (added.image_url, added.thumbnail_url, face):
        assert page().get(address).status_code == 404
        assert page(carla).get(address).status_code == 404
    assert page().get(added.image_url[:-6] + "x.webp").status_code == 404


def test_picture_url_of_another_profile_is_404(page, farida, rina):
    added = add_picture(by=farida, file=picture(), title="x")
    elsewhere = added.image_url.replace(f"/talent/{farida.profile.pk}/", f"/talent/{rina.profile.pk}/")
    assert page().get(elsewhere).status_code == 404
    added.image.storage.delete(added.image.name)
    assert page().get(added.image_url).status_code == 404


def test_full_portfolio_query_count(page, farida, django_assert_max_num_queries):
    for number in range(12):
        add_picture(by=farida, file=picture(), title=str(number))
    browser = page()
    with django_assert_max_num_queries(12):
        content = text(browser.get(farida.profile.get_absolute_url()))
    assert content.count('loading="lazy"') == 12
    assert content.count('width="480" height="360"') == 12


def test_client_page_is_404_until_a_job_is_posted(page, carla, farida):
    address = f"/clients/{carla.pk}/"
    assert page(farida).get(address).status_code == 404
    assert page(carla).get(address)["Location"] == "/settings/client/"
    answer = page(carla).post("/settings/client/", {"company": SCRIPT, "about": "মধু বেচি", "country": "DE"})
    assert answer.status_code == 302
    assert page().get(address).status_code == 404
    ClientProfile.objects.update(jobs_posted=3, jobs_filled=2, paid_usd="1240.00")
    response = page().get(address)
    assert "<script>alert" not in response.content.decode()
    for expected in ("Germany", "$1,240.00", "for 2 of 3 jobs", "মধু বেচি"):
        assert expected in text(response)
    assert "Private" not in text(response)
    assert "জার্মানি" in text(page(language="bn").get(address))


def test_client_settings_need_sign_in_and_validate(page, carla):
    assert page().get("/settings/client/").status_code == 302
    assert page(carla).get("/settings/client/").status_code == 200
    answer = page(carla).post("/settings/client/", {"company": "x" * 121, "about": "", "country": ""})
    assert answer.status_code == 400


def test_profile_pages_in_bangla_show_no_english(page, farida, carla):
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
        content = text(page(person, language="bn").get(address))
        for english in ("Your profile", "Skills", "Save the", "Certificate ", "Free now", "Rangpur"):
            assert english not in content, (address, english)
