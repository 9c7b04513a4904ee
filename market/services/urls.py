"""Addresses of the services. The list is search's."""

from django.urls import path

from market.services.custom_offers import views as custom_offers_views
from market.services.offering import api as offering_api
from market.services.offering import views as offering_views
from market.services.ordering import api as ordering_api
from market.services.ordering import views as ordering_views

urlpatterns = [
    path("services/mine/", offering_views.my_services, name="my_services"),
    path("services/new/", offering_views.new_service, name="new_service"),
    path("services/<int:service_id>/", offering_views.service, name="service"),
    path("services/<int:service_id>/edit/", offering_views.edit_service, name="edit_service"),
    path("services/<int:service_id>/pictures/", offering_views.service_pictures, name="service_pictures"),
    path("services/<int:service_id>/pictures/<str:name>", offering_views.service_picture, name="service_picture"),
    path(
        "services/<int:service_id>/pictures/<int:picture_id>/view/",
        offering_views.view_service_picture,
        name="view_service_picture",
    ),
    path(
        "services/<int:service_id>/pictures/<int:picture_id>/",
        offering_views.change_service_picture,
        name="change_service_picture",
    ),
    path("services/<int:service_id>/publish/", offering_views.publish_service, name="publish_service"),
    path("services/<int:service_id>/pause/", offering_views.pause_service, name="pause_service"),
    path("services/<int:service_id>/discard/", offering_views.discard_service, name="discard_service"),
    path("services/<int:service_id>/orders/", ordering_views.service_orders, name="service_orders"),
    path("services/<int:service_id>/offer/", custom_offers_views.offer_service, name="offer_service"),
    path(
        "messages/<int:conversation_id>/offer/package/<int:package_id>/",
        custom_offers_views.offer_package,
        name="offer_package",
    ),
    path("services/<int:service_id>/order/", ordering_views.order_service, name="order_service"),
    path("orders/<int:contract_id>/", ordering_views.order, name="order"),
    path("orders/<int:contract_id>/cancel/", ordering_views.cancel_order, name="cancel_order"),
    path("orders/<int:contract_id>/answers/", ordering_views.answer_questions, name="answer_questions"),
]
api_urlpatterns = [
    path("services/<int:service_id>/", offering_api.ServiceDetail.as_view(), name="api_service"),
    path("services/<int:service_id>/publish/", offering_api.PublishService.as_view(), name="api_publish_service"),
    path("services/<int:service_id>/pause/", offering_api.PauseService.as_view(), name="api_pause_service"),
    path("services/<int:service_id>/orders/", ordering_api.OrderService.as_view(), name="api_order_service"),
    path(
        "services/<int:service_id>/pictures/", offering_api.AddServicePicture.as_view(), name="api_add_service_picture"
    ),
    path(
        "services/<int:service_id>/pictures/<int:picture_id>/",
        offering_api.RemoveServicePicture.as_view(),
        name="api_remove_service_picture",
    ),
    path("me/services/", offering_api.MyServices.as_view(), name="api_my_services"),
    path("orders/<int:contract_id>/cancel/", ordering_api.CancelOrder.as_view(), name="api_cancel_order"),
    path("orders/<int:contract_id>/answers/", ordering_api.AnswerQuestions.as_view(), name="api_answer_questions"),
]
