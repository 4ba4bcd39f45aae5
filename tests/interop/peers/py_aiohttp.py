"""aiohttp as a peer of tests/interop: doc.go there describes stdin and stdout. It sends the
pongs itself, since aiohttp reports pings and pongs only to users who answer them."""

import asyncio
import base64

from aiohttp import ClientSession, WSMsgType, web
from lines import commands, parameters, payload, say, say_message

OPTIONS = {"autoping": False, "max_msg_size": 0}


class Peer:
    async def use(self, ws):
        self.ws = ws
        say(type="open")
        while True:
            message = await ws.receive()
            kind = message.type
            if kind is WSMsgType.CLOSE:
                say(type="close", code=message.data, reason=message.extra)
                return
            if kind in (WSMsgType.CLOSING, WSMsgType.CLOSED, WSMsgType.ERROR):
                await self.closing
                say(type="close", code=ws.close_code)
                return
            await self.take(kind, message.data)

    async def take(self, kind, data):
        if kind in (WSMsgType.PING, WSMsgType.PONG):
            say(type=kind.name.lower(), data=base64.b64encode(data).decode())
            if kind is WSMsgType.PING:
                await self.ws.pong(data)
        elif kind is WSMsgType.TEXT and data.startswith("burst "):
            for i in range(int(data[6:])):
                await self.ws.send_str(str(i))
        else:
            say_message(data)

    async def serve(self, request):
        ws = web.WebSocketResponse(**OPTIONS)
        await ws.prepare(request)
        await self.use(ws)
        return ws

    async def dial(self, command):
        compress = 0
        if "deflate" in command:
            compress = parameters(command["deflate"]).get("server_max_window_bits", 15)
        ws = await self.session.ws_connect(command["url"], compress=compress, **OPTIONS)
        self.using = asyncio.create_task(self.use(ws))

    async def text(self, command):
        await self.ws.send_str(payload(command))

    async def binary(self, command):
        await self.ws.send_bytes(payload(command))

    async def ping(self, command):
        await self.ws.ping(base64.b64decode(command["data"]))

    async def close(self, command):
        reason = command.get("reason", "").encode()
        self.closing = asyncio.create_task(self.ws.close(code=command["code"], message=reason))


async def main():
    peer = Peer()
    app = web.Application()
    app.router.add_get("/", peer.serve)
    runner = web.AppRunner(app)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0, shutdown_timeout=0).start()
    async with ClientSession() as peer.session:
        say(type="listening", port=runner.addresses[0][1])
        async for command in commands():
            await getattr(peer, command["type"])(command)
    await runner.cleanup()


asyncio.run(main())
