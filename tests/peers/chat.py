"""A chat for tests/conversations, on the "websockets" package. Prints its
port, then serves until stdin ends. The people at /rooms/NAME receive each other's
messages:

{"op":"join","name":…}             first; names are unique
{"op":"say","text":…}
{"op":"react","to":ID,"with":…}    to a message
{"op":"kick","name":…}             only by the first member
{"op":"leave"}

A heartbeat is sent every 50 ms.
"""

import asyncio
import json
import sys
from collections import defaultdict
from datetime import datetime, timezone
from uuid import uuid4

from websockets.asyncio.server import broadcast, serve
from websockets.exceptions import ConnectionClosed

JOIN_FIRST, NAME_TAKEN, KICKED = 4000, 4001, 4002


class Room:
    def __init__(self):
        self.members = {}  # connections by name, in order of arrival
        self.said = set()

    async def visit(self, ws):
        name = None
        try:
            async for text in ws:
                message = json.loads(text)
                if name is None:
                    name = await self.join(ws, message)
                else:
                    await getattr(self, "on_" + message["op"])(ws, name, message)
        except (ValueError, KeyError, AttributeError):
            await ws.close(1007, "this is no message")
        except ConnectionClosed:
            pass
        finally:
            if self.members.get(name) is ws:
                del self.members[name]
                self.tell("left", name=name)

    async def join(self, ws, message):
        name = message.get("name")
        if message["op"] != "join":
            return await ws.close(JOIN_FIRST, "join first")
        if name in self.members:
            return await ws.close(NAME_TAKEN, f"there is a {name} already")
        self.tell("joined", name=name)
        self.members[name] = ws
        await ws.send(event("welcome", id=f"u-{uuid4()}", members=list(self.members)))
        return name

    async def on_say(self, _, name, message):
        id = f"m-{uuid4()}"
        self.said.add(id)
        self.tell("said", id=id, name=name, text=message["text"])

    async def on_react(self, ws, name, message):
        if message["to"] not in self.said:
            return await ws.send(event("error", reason="nobody said that"))
        self.tell("reaction", to=message["to"], name=name, **{"with": message["with"]})

    async def on_kick(self, ws, name, message):
        if name != next(iter(self.members)):
            return await ws.send(event("error", reason="you are not the host"))
        await self.members[message["name"]].close(KICKED, f"kicked by {name}")

    async def on_leave(self, ws, *_):
        await ws.close(1000, "goodbye")

    def tell(self, what, **more):
        broadcast(self.members.values(), event(what, **more))


def event(what, **more):
    return json.dumps({"event": what, **more, "at": datetime.now(timezone.utc).isoformat()}, ensure_ascii=False)


async def main():
    rooms = defaultdict(Room)
    server = await serve(lambda ws: rooms[ws.request.path].visit(ws), "127.0.0.1", 0)
    print(server.sockets[0].getsockname()[1], flush=True)
    end = asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    while not end.done():
        await asyncio.wait([end], timeout=0.05)
        for room in rooms.values():
            room.tell("heartbeat")
    server.close()


asyncio.run(main())
