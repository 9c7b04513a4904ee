"""Addresses of conversations. `POST conversations/` is in jobs, which decides who may write to whom."""

from django.urls import path

from market.messaging import api, views
from market.messaging.changes import api as changes
from market.messaging.changes.views import message
from market.messaging.phrases import api as phrases_api
from market.messaging.phrases import views as phrases_views
from market.messaging.sorting import views as sorting_views

urlpatterns = [
    path("messages/", views.conversations, name="conversations"),
    path("messages/phrases/", phrases_views.phrase_book, name="phrase_book"),
    path("messages/phrases/<int:reply_id>/", phrases_views.quick_reply, name="quick_reply"),
    path("messages/phrases/<int:reply_id>/move/", phrases_views.move_quick_reply, name="move_quick_reply"),
    path("messages/phrases/<int:reply_id>/delete/", phrases_views.delete_quick_reply, name="delete_quick_reply"),
    path("messages/<int:conversation_id>/", views.conversation, name="conversation"),
    path("messages/<int:conversation_id>/sort/", sorting_views.sort_conversation, name="sort_conversation"),
    path("messages/<int:conversation_id>/<int:seq>/", message, name="message"),
]
api_urlpatterns = [
    path("phrases/", phrases_api.PhraseBook.as_view(), name="api_phrase_book"),
    path("quick-replies/", phrases_api.QuickReplies.as_view(), name="api_quick_replies"),
    path("quick-replies/<int:reply_id>/", phrases_api.QuickReplyDetail.as_view(), name="api_quick_reply"),
    path("conversations/<int:conversation_id>/", api.ConversationDetail.as_view()),
    path("conversations/<int:conversation_id>/messages/", api.MessageList.as_view()),
    path("conversations/<int:conversation_id>/messages/<int:seq>/", changes.MessageDetail.as_view()),
    path("conversations/<int:conversation_id>/messages/<int:seq>/reaction/", changes.MessageReaction.as_view()),
    path("conversations/<int:conversation_id>/messages/<int:seq>/pin/", changes.MessagePin.as_view()),
    path("conversations/<int:conversation_id>/read/", api.ReadConversation.as_view()),
]
