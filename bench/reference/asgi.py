"""A chat as the handbook of Channels builds it: a group for each room, Redis between, one INSERT a message."""

from typing import Any

from django.core.asgi import get_asgi_application

application = get_asgi_application()  # first: it sets Django up

from channels.auth import AuthMiddlewareStack  # noqa: E402
from channels.generic.websocket import AsyncJsonWebsocketConsumer  # noqa: E402
from channels.routing import ProtocolTypeRouter, URLRouter  # noqa: E402
from django.urls import path  # noqa: E402

from bench.reference.models import ChatMessage  # noqa: E402


class Chat(AsyncJsonWebsocketConsumer):  # type: ignore[misc]  # Channels has no types
    """One member of a room."""

    async def connect(self) -> None:
        """Come in, if signed in."""
        if not self.scope["user"].is_authenticated:
            await self.close()
            return
        self.room = self.scope["url_route"]["kwargs"]["room"]
        await self.channel_layer.group_add(self.room, self.channel_name)
        await self.accept()

    async def disconnect(self, code: int) -> None:
        """Leave."""
        if hasattr(self, "room"):
            await self.channel_layer.group_discard(self.room, self.channel_name)

    async def receive_json(self, content: dict[str, Any], **kwargs: Any) -> None:
        """Keep what a member says, then tell the room."""
        row = await ChatMessage.objects.acreate(room=self.room, sender=self.scope["user"], text=content["text"])
        message = {"id": row.pk, "sender": row.sender_id, "text": row.text}
        await self.channel_layer.group_send(self.room, {"type": "chat.message", "message": message})

    async def chat_message(self, event: dict[str, Any]) -> None:
        """Pass on what was said in the room."""
        await self.send_json(event["message"])


routes = AuthMiddlewareStack(URLRouter([path("ws/<str:room>/", Chat.as_asgi())]))
application = ProtocolTypeRouter({"http": application, "websocket": routes})
