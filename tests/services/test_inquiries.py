"""A client asks about a service: both sides see which one, from which price, and the client the way to order it."""

import pytest

from market.messaging.actions import post_message
from market.messaging.models import Conversation
from market.safety.actions import block_person
from tests import make

pytestmark = pytest.mark.django_db


@pytest.fixture
def service(farida):
    return make.make_service(farida)


def ask(page, client, service) -> Conversation:
    """From the page of the service, as far as the message that stands ready."""
    browser = page(client)
    form = browser.get(service.get_absolute_url()).content.decode()
    assert f'<input type="hidden" name="service" value="{service.pk}">' in form
    browser.post(f"/talent/{service.freelancer.profile.pk}/talk/", {"service": service.pk, "text": "About it:"})
    return Conversation.objects.latest("pk")


def card(api, user, conversation):
    return api(user).get(f"/api/v1/conversations/{conversation.pk}/").json()["card"]


def test_both_sides_see_the_service_and_the_client_can_order(page, api, carla, farida, service):
    conversation = ask(page, carla, service)
    post_message(by=carla, conversation_id=conversation.pk, text="Can you do it by Friday?")
    assert (conversation.title, conversation.address) == (service.title, service.get_absolute_url())
    html = page(carla).get(conversation.get_absolute_url()).content.decode()
    subject = html.partition("talk-subject")[2].partition("</p>")[0]
    assert f'href="{service.get_absolute_url()}"' in subject
    assert "from $" in subject
    assert f'href="/services/{service.pk}/order/"' in subject
    assert "You can send files and voice notes once Farida has answered." in html
    of_client, of_freelancer = card(api, carla, conversation), card(api, farida, conversation)
    assert (of_client["kind"], of_client["title"], of_client["state"]) == ("service", service.title, "live")
    assert of_client["action"]["code"] == "order"
    assert of_freelancer["details"] == of_client["details"]
    assert of_freelancer["action"] is None
    subject = page(farida).get(conversation.get_absolute_url()).content.decode().partition("talk-subject")[2]
    assert "/order/" not in subject.partition("</p>")[0]


def test_by_api_the_last_one_asked_about_counts(api, carla, farida, rina, service):
    body = {"profile": farida.profile.pk, "service": service.pk}
    opened = api(carla).post("/api/v1/conversations/", body).json()
    assert (opened["title"], opened["about"]) == (service.title, service.get_absolute_url())
    other = make.make_service(farida, title_en="A poster")
    again = api(carla).post("/api/v1/conversations/", body | {"service": other.pk}).json()
    assert (again["id"], again["about"]) == (opened["id"], other.get_absolute_url())
    of_rina = make.make_service(rina)
    assert api(carla).post("/api/v1/conversations/", body | {"service": of_rina.pk}).status_code == 404


def test_a_closed_conversation_offers_no_order(page, api, carla, farida, service):
    conversation = ask(page, carla, service)
    post_message(by=carla, conversation_id=conversation.pk, text="Hello")
    block_person(by=farida, person_id=carla.pk)
    carla.refresh_from_db()
    assert card(api, carla, conversation) is None
    html = page(carla).get(conversation.get_absolute_url()).content.decode()
    assert "talk-subject" not in html
    assert f'href="{service.get_absolute_url()}"' not in html
