"""Works of a portfolio: text, links, pictures, order; and their pages."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from market.core.base.errors import Invalid, NotFound
from market.profiles.freelancers.actions import NoProfile, hide_profile
from market.profiles.portfolio import links
from market.profiles.portfolio.actions import TooManyCases, add_case, change_case, move_case, remove_case
from market.profiles.portfolio.picture_actions import add_picture, move_picture, remove_picture
from tests.profiles.test_pictures import decompression_bomb, picture

pytestmark = pytest.mark.django_db
SMALL = (20, 20)


def text(answer):
    return answer.content.decode()


def order(farida):
    return [each.title for each in farida.profile.cases.all()]


def test_work_has_text_links_and_pictures(farida):
    case = add_case(
        by=farida, title=" Tea  shop\nlogo ", text="For a shop in Rangpur.", links=["behance.net/gallery/1"]
    )
    assert (case.title, case.text, case.links) == (
        "Tea shop logo",
        "For a shop in Rangpur.",
        ["https://behance.net/gallery/1"],
    )
    for name in ("one", "two"):
        add_picture(by=farida, file=picture(SMALL), title=name, case_id=case.pk)
    assert [each.title for each in case.pictures.all()] == ["one", "two"]
    changed = change_case(by=farida, case_id=case.pk, text="")
    assert (changed.title, changed.text, changed.links) == ("Tea shop logo", "", ["https://behance.net/gallery/1"])


def test_single_picture_creates_a_work_and_removes_it(farida):
    added = add_picture(by=farida, file=picture(SMALL), title="Logo")
    assert order(farida) == ["Logo"]
    remove_picture(by=farida, picture_id=added.pk)
    assert order(farida) == []


def test_work_with_text_outlives_its_pictures(farida):
    added = add_picture(by=farida, file=picture(SMALL), title="Logo")
    change_case(by=farida, case_id=added.case_id, text="For a tea shop.")
    remove_picture(by=farida, picture_id=added.pk)
    assert order(farida) == ["Logo"]


def test_moved_works_keep_their_order(farida):
    a, b, c = (add_case(by=farida, title=name) for name in "abc")
    move_case(by=farida, case_id=c.pk, steps=-2)
    move_case(by=farida, case_id=a.pk, steps=9)
    assert order(farida) == ["c", "b", "a"]
    remove_case(by=farida, case_id=b.pk)
    assert order(farida) == ["c", "a"]


def test_more_than_twelve_works_are_refused(farida):
    for number in range(12):
        add_case(by=farida, title=str(number))
    for add in (
        lambda: add_case(by=farida, title="13"),
        lambda: add_picture(by=farida, file=picture(SMALL), title="13"),
    ):
        with pytest.raises(TooManyCases):
            add()
    assert farida.profile.pictures.count() == 0


@pytest.mark.parametrize("changes", [{"title": " \n "}, {"text": "x" * 2001}, {"title": "\u200b"}])
def test_empty_or_too_long_texts_of_a_work_are_refused(farida, changes):
    with pytest.raises(Invalid) as refusal:
        add_case(by=farida, **{"title": "Logo", **changes})
    assert set(refusal.value.errors) == set(changes)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("http://www.behance.net/gallery/12/Logo?utm=x#talk", "https://behance.net/gallery/12/Logo"),
        ("HTTPS://GitHub.com/farida/shop/", "https://github.com/farida/shop"),
        ("https://youtube.com/shorts/abc_123?feature=share", "https://youtu.be/abc_123"),
        ("vimeo.com/7", "https://vimeo.com/7"),
        ("https://www.youtube.com/watch?v=abc_123&t=4", "https://youtu.be/abc_123"),
    ],
)
def test_links_are_canonicalized(given, kept):
    assert links.clean_links([given, "", given]) == [kept]


@pytest.mark.parametrize(
    "link",
    [
        "https://wa.me/8801700000000",
        "https://facebook.com/farida",
        "javascript:alert(1)",
        "https://behance.net",
        "https://behance.net/",
        "https://behance.net.evil.test/x",
        "https://behance.net@evil.test/x",
        "https://farida@behance.net/x",
        "https://behance.net:8080/x",
        "https://evil.github.com/x",
        "https://[bad/x",
        "https://behance.net/x y",
        "https://behance.net/\u202ex",
        "mailto:farida@demo.test",
        "https://youtube.com/watch",
        "https://behance.net/farida",
        "https://github.com/farida/",
        "https://behance.net/gallery/" + "x" * 400,
    ],
)
def test_links_to_other_sites_are_refused(link):
    with pytest.raises(links.LinkNotAllowed) as refusal:
        links.clean_links([link])
    assert list(refusal.value.errors) == ["links"]


def test_more_than_three_links_are_refused():
    with pytest.raises(links.LinkNotAllowed):
        links.clean_links([f"https://behance.net/gallery/{n}" for n in range(4)])


def test_other_users_get_not_found_for_a_work(farida, rina, carla):
    case = add_case(by=farida, title="Logo")
    for stranger in (rina, carla):
        for act in (
            lambda who: change_case(by=who, case_id=case.pk, title="mine"),
            lambda who: move_case(by=who, case_id=case.pk, steps=1),
            lambda who: remove_case(by=who, case_id=case.pk),
            lambda who: move_picture(by=who, picture_id=1, steps=1),
        ):
            with pytest.raises(NotFound):
                act(stranger)
    with pytest.raises(NoProfile):
        add_case(by=carla, title="Logo")
    assert order(farida) == ["Logo"]


def test_portfolio_pages_add_order_and_remove(page, farida):
    browser = page(farida)
    answer = browser.post("/profile/portfolio/", {"picture": picture(SMALL), "title": "প্রথম"})
    first = farida.profile.cases.get()
    assert answer["Location"] == f"/profile/portfolio/{first.pk}/"
    form_data = {"title": "প্রথম", "text": "A sign.", "links": "behance.net/gallery/a\n\nhttps://vimeo.com/7"}
    assert browser.post(f"/profile/portfolio/{first.pk}/", form_data).status_code == 302
    first.refresh_from_db()
    assert first.links == ["https://behance.net/gallery/a", "https://vimeo.com/7"]
    more = {"picture": picture(SMALL), "title": "Second"}
    assert browser.post(f"/profile/portfolio/{first.pk}/pictures/", more).status_code == 302
    first_picture, second_picture = first.pictures.all()
    browser.post(f"/profile/pictures/{second_picture.pk}/", {"wish": "earlier"})
    assert [each.pk for each in first.pictures.all()] == [second_picture.pk, first_picture.pk]
    browser.post(f"/profile/pictures/{second_picture.pk}/", {"wish": "later"})
    browser.post(f"/profile/pictures/{first_picture.pk}/", {"title": "নতুন"})
    assert browser.post(f"/profile/pictures/{first_picture.pk}/", {"title": " "}).status_code == 302
    assert [each.title for each in first.pictures.all()] == ["নতুন", "Second"]
    browser.post(f"/profile/pictures/{first_picture.pk}/", {"wish": "remove"})
    assert first.pictures.count() == 1
    other = add_case(by=farida, title="Other")
    browser.post(f"/profile/portfolio/{other.pk}/arrange/", {"wish": "earlier"})
    assert order(farida) == ["Other", "প্রথম"]
    browser.post(f"/profile/portfolio/{other.pk}/arrange/", {"wish": "remove"})
    assert order(farida) == ["প্রথম"]


def test_form_error_keeps_typed_values(page, farida):
    case = add_case(by=farida, title="Logo")
    form_data = {"title": "New title", "text": "All of this.", "links": "https://wa.me/88017"}
    answer = page(farida).post(f"/profile/portfolio/{case.pk}/", form_data)
    assert answer.status_code == 400
    for expected in ("New title", "All of this.", "https://wa.me/88017", "Only works on these sites can be linked"):
        assert expected in text(answer)


@pytest.mark.parametrize("content", [b"<svg/>", b"", decompression_bomb(), b"%PDF-1.7"])
def test_invalid_picture_shows_a_form_error(page, farida, content):
    case = add_case(by=farida, title="Logo")
    for address in ("/profile/portfolio/", f"/profile/portfolio/{case.pk}/pictures/"):
        answer = page(farida).post(address, {"picture": SimpleUploadedFile("a.png", content), "title": "Kept title"})
        assert answer.status_code == 400
        assert "Kept title" in text(answer)
    assert farida.profile.pictures.count() == 0


def test_work_page_is_public_while_the_profile_is_published(page, farida, rina):
    case = add_case(by=farida, title="Tea shop", text="For Rangpur.", links=["https://behance.net/gallery/a"])
    add_picture(by=farida, file=picture(SMALL), title="Sign", case_id=case.pk)
    other_case = add_case(by=farida, title="Flower shop")
    content = text(page().get(case.get_absolute_url()))
    for expected in (
        "For Rangpur.",
        "behance.net/gallery/a",
        'rel="nofollow ugc noopener noreferrer"',
        "Flower shop",
        "Sign",
    ):
        assert expected in content
    assert "Change it" not in content
    assert other_case.get_absolute_url() in text(page().get(f"/talent/{farida.profile.pk}/"))
    assert page().get(f"/talent/{rina.profile.pk}/works/{case.pk}/").status_code == 404
    hide_profile(by=farida)
    assert page().get(case.get_absolute_url()).status_code == 404
    assert "Change it" in text(page(farida).get(case.get_absolute_url()))


def test_work_pages_query_count_is_constant(page, farida, django_assert_max_num_queries):
    for number in range(6):
        case = add_case(by=farida, title=str(number))
        for name in "ab":
            add_picture(by=farida, file=picture(SMALL), title=name, case_id=case.pk)
    for address in (f"/talent/{farida.profile.pk}/", case.get_absolute_url()):
        with django_assert_max_num_queries(12):
            assert page().get(address).status_code == 200
