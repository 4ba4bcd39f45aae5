"""A server for tests/peers_test.go, on the "websockets" package. Prints its
port, then serves until stdin ends. The same paths as echo.mjs:

/echo            echoes, keeping the type
/close           closes with ?code= and &reason=
/burst           ?n= messages, then Close
/deflate         echoes with permessage-deflate

It accepts the subprotocol v2.chat, if offered.
"""

import asyncio
import sys
from http import HTTPStatus
from urllib.parse import parse_qs, urlsplit

from websockets.asyncio.server import serve
from websockets.extensions.permessage_deflate import ServerPerMessageDeflateFactory


async def echo(ws, _):
    async for message in ws:
        await ws.send(message)


async def close(ws, query):
    await ws.close(int(query["code"][0]), query.get("reason", [""])[0])


async def burst(ws, query):
    for i in range(int(query["n"][0])):
        await ws.send(str(i))
    await ws.close()


BEHAVIOURS = {"/echo": echo, "/deflate": echo, "/close": close, "/burst": burst}


def refuse_unknown(connection, request):
    if urlsplit(request.path).path not in BEHAVIOURS:
        return connection.respond(HTTPStatus.NOT_FOUND, "no such behaviour\n")
    if not request.path.startswith("/deflate"):
        connection.protocol.available_extensions = []


async def behave(ws):
    url = urlsplit(ws.request.path)
    await BEHAVIOURS[url.path](ws, parse_qs(url.query))


async def main():
    server = await serve(
        behave,
        "127.0.0.1",
        0,
        process_request=refuse_unknown,
        subprotocols=["v2.chat"],
        select_subprotocol=lambda _, offered: "v2.chat" if "v2.chat" in offered else None,
        extensions=[ServerPerMessageDeflateFactory()],
        compression=None,
        max_size=256 << 20,
    )
    print(server.sockets[0].getsockname()[1], flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    server.close()


asyncio.run(main())
