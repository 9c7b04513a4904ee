"""Addresses of conversations. `POST conversations/` is in jobs, which decides who may write to whom."""

from django.urls import path

from market.messaging import api, views

urlpatterns = [
    path("messages/", views.conversations, name="conversations"),
    path("messages/<int:conversation_id>/", views.conversation, name="conversation"),
]
api_urlpatterns = [
    path("conversations/<int:conversation_id>/", api.ConversationDetail.as_view()),
    path("conversations/<int:conversation_id>/messages/", api.MessageList.as_view()),
    path("conversations/<int:conversation_id>/read/", api.ReadConversation.as_view()),
]
