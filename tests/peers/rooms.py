"""A server for tests/recordings_test.go, on Django Channels: people in rooms,
each of whom receives what the others say. Prints its port, then serves until
stdin ends.
"""

import asyncio
import socket
import sys

import uvicorn
from django.conf import settings

settings.configure(
    SECRET_KEY="tests",
    INSTALLED_APPS=["channels"],
    CHANNEL_LAYERS={"default": {"BACKEND": "channels.layers.InMemoryChannelLayer"}},
)

import django

django.setup()

from channels.generic.websocket import AsyncJsonWebsocketConsumer
from channels.routing import ProtocolTypeRouter, URLRouter
from django.urls import path


class Room(AsyncJsonWebsocketConsumer):
    async def connect(self):
        self.room = self.scope["url_route"]["kwargs"]["room"]
        await self.channel_layer.group_add(self.room, self.channel_name)
        await self.accept()
        await self.send_json({"joined": self.room, "channel": self.channel_name})

    async def receive_json(self, content):
        if content.get("to") == "me":
            await self.channel_layer.send(content["channel"], {"type": "chat.message", "text": content["text"]})
        elif content.get("leave"):
            await self.close(code=4000, reason="left")
        else:
            await self.channel_layer.group_send(self.room, {"type": "chat.message", "text": content["text"]})

    async def chat_message(self, event):
        await self.send_json(event)

    async def disconnect(self, code):
        await self.channel_layer.group_discard(self.room, self.channel_name)


app = ProtocolTypeRouter({"websocket": URLRouter([path("rooms/<str:room>/", Room.as_asgi())])})


async def main():
    listener = socket.create_server(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_level="error", lifespan="off"))
    serving = asyncio.create_task(server.serve([listener]))
    print(listener.getsockname()[1], flush=True)
    await asyncio.to_thread(sys.stdin.read)
    server.should_exit = True
    await serving


asyncio.run(main())
