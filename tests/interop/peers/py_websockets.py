"""The "websockets" package as a peer of tests/interop: doc.go there describes stdin and stdout."""

import asyncio
import base64

from lines import commands, parameters, payload, pieces, say, say_message
from websockets.asyncio.client import connect
from websockets.asyncio.server import serve
from websockets.exceptions import ConnectionClosed
from websockets.extensions.permessage_deflate import ClientPerMessageDeflateFactory, ServerPerMessageDeflateFactory


class Peer:
    async def use(self, ws):
        self.ws = ws
        say(type="open")
        try:
            async for message in ws:
                if isinstance(message, str) and message.startswith("burst "):
                    for i in range(int(message[6:])):
                        await ws.send(str(i))
                else:
                    say_message(message)
        except ConnectionClosed:
            pass
        await ws.wait_closed()
        say(type="close", code=ws.close_code, reason=ws.close_reason)

    async def dial(self, command):
        extensions = []
        if "deflate" in command:
            offered = {"client_max_window_bits": True} | parameters(command["deflate"])
            extensions = [ClientPerMessageDeflateFactory(**offered)]
        ws = await connect(command["url"], extensions=extensions, compression=None, max_size=None, proxy=None)
        self.using = asyncio.create_task(self.use(ws))

    async def text(self, command):
        if "pieces" in command:
            await self.ws.send(self.fragments(command), text=True)
        else:
            await self.ws.send(payload(command))

    async def binary(self, command):
        await self.ws.send(self.fragments(command) if "pieces" in command else payload(command))

    async def fragments(self, command):
        for i, piece in enumerate(pieces(command)):
            yield piece
            if i == 0 and "pinged" in command:
                await self.ping({"data": base64.b64encode(command["pinged"].encode())})

    async def ping(self, command):
        data = base64.b64decode(command["data"])
        pong = await self.ws.ping(data)
        pong.add_done_callback(lambda _: say(type="pong", data=base64.b64encode(data).decode()))

    async def close(self, command):
        await self.ws.close(command["code"] or 1000, command.get("reason", ""))


async def main():
    peer = Peer()
    server = await serve(
        peer.use,
        "127.0.0.1",
        0,
        extensions=[ServerPerMessageDeflateFactory()],
        compression=None,
        max_size=None,
    )
    say(type="listening", port=server.sockets[0].getsockname()[1])
    async for command in commands():
        await getattr(peer, command["type"])(command)
    server.close()


asyncio.run(main())
