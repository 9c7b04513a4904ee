"""Addresses of the services. The list is search's."""

from django.urls import path

from market.services import api, views

urlpatterns = [
    path("services/mine/", views.my_services, name="my_services"),
    path("services/new/", views.new_service, name="new_service"),
    path("services/<int:service_id>/", views.service, name="service"),
    path("services/<int:service_id>/edit/", views.edit_service, name="edit_service"),
    path("services/<int:service_id>/pictures/", views.pictures, name="service_pictures"),
    path("services/<int:service_id>/pictures/<str:name>", views.service_picture, name="service_picture"),
    path("services/<int:service_id>/pictures/<int:picture_id>/", views.change_picture, name="change_service_picture"),
    path("services/<int:service_id>/publish/", views.publish, name="publish_service"),
    path("services/<int:service_id>/pause/", views.pause, name="pause_service"),
    path("services/<int:service_id>/discard/", views.discard, name="discard_service"),
    path("services/<int:service_id>/orders/", views.orders, name="service_orders"),
    path("services/<int:service_id>/order/", views.order, name="order_service"),
    path("orders/<int:contract_id>/", views.to_order, name="order"),
    path("orders/<int:contract_id>/cancel/", views.cancel, name="cancel_order"),
    path("orders/<int:contract_id>/answers/", views.answer, name="answer_questions"),
]
api_urlpatterns = [
    path("services/<int:service_id>/", api.ServiceDetail.as_view(), name="api_service"),
    path("services/<int:service_id>/publish/", api.PublishService.as_view(), name="api_publish_service"),
    path("services/<int:service_id>/pause/", api.PauseService.as_view(), name="api_pause_service"),
    path("services/<int:service_id>/orders/", api.OrderService.as_view(), name="api_order_service"),
    path("services/<int:service_id>/pictures/", api.AddServicePicture.as_view(), name="api_add_service_picture"),
    path(
        "services/<int:service_id>/pictures/<int:picture_id>/",
        api.RemoveServicePicture.as_view(),
        name="api_remove_service_picture",
    ),
    path("me/services/", api.MyServices.as_view(), name="api_my_services"),
    path("orders/<int:contract_id>/cancel/", api.CancelOrder.as_view(), name="api_cancel_order"),
    path("orders/<int:contract_id>/answers/", api.AnswerQuestions.as_view(), name="api_answer_questions"),
]
