"""A conversation that a block closed, its files and its words stay readable to both."""

import pytest

from market.files.actions import keep_upload
from market.files.models import Upload
from market.files.previews.actions import make_preview
from market.messaging.actions import post_message
from market.safety.actions import block_person
from tests.access.things import png


@pytest.fixture
def pictures(conversation, carla, rahim):
    """A picture of each of the two, sent to the other."""
    uploads = []
    for by in (carla, rahim):
        post_message(by=by, conversation_id=conversation.pk, text="Hello")
    for by in (carla, rahim):
        upload = keep_upload(by=by, file=png())
        make_preview(upload_id=upload.pk)
        post_message(by=by, conversation_id=conversation.pk, text="Look at the teapot", file_ids=[upload.pk])
        uploads.append(Upload.objects.get(pk=upload.pk))
    return uploads


def addresses(upload):
    return (
        f"/files/{upload.pk}/view/",
        f"/files/{upload.pk}/thumbnail.webp",
        f"/files/{upload.pk}/large.webp",
        f"/api/v1/files/{upload.pk}/thumbnail.webp",
    )


def status(client, path):
    answer = client.get(path)
    if answer.streaming:
        b"".join(answer.streaming_content)  # which closes the file
    return answer.status_code


def test_files_across_a_block(page, api, conversation, pictures, carla, rahim):
    of_carla, of_rahim = pictures
    block_person(by=carla, person_id=rahim.pk)
    for person, uploads in ((rahim, of_carla), (carla, of_rahim)):
        for path in addresses(uploads):
            assert status(api(person) if path.startswith("/api/") else page(person), path) == 200, path
        rows = api(person).get(f"/api/v1/conversations/{conversation.pk}/messages/").json()["results"]
        assert [row["text"] for row in rows] == ["Hello", "Hello", "Look at the teapot", "Look at the teapot"]


def test_the_way_back_from_a_file_names_the_person(page, pictures, carla, rahim):
    of_carla, _of_rahim = pictures
    assert "Carla-এর সঙ্গে আলাপ" in page(rahim).get(f"/files/{of_carla.pk}/view/").content.decode()


def test_search_across_a_block(api, pictures, carla, rahim):
    block_person(by=carla, person_id=rahim.pk)
    for person in (rahim, carla):
        assert api(person).get("/api/v1/messages/?q=teapot").json()["results"] != []


def test_pictures_of_the_other_side_are_blurred_before_money(page, api, conversation, pictures, carla):
    rows = api(carla).get(f"/api/v1/conversations/{conversation.pk}/messages/").json()["results"]
    own, of_rahim = (row["attachments"][0] for row in rows if "attachments" in row)
    assert (own["is_veiled"], of_rahim["is_veiled"]) == (False, True)
    html = page(carla).get(conversation.get_absolute_url()).content.decode()
    assert html.count("bubble-file veiled") == 1
