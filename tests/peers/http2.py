"""A server for tests/http2peers_test.go, on hypercorn, without TLS. Prints its
port, then serves until stdin ends. It has the paths /echo, /burst and /close of
echo.py, accepts v2.chat, and compresses if that is offered.
"""

import asyncio
import socket
import sys
from urllib.parse import parse_qs

from hypercorn.asyncio import serve
from hypercorn.config import Config


async def echo(receive, send, _):
    while (event := await receive())["type"] == "websocket.receive":
        await send({"type": "websocket.send", "text": event.get("text"), "bytes": event.get("bytes")})


async def close(receive, send, query):
    await send({"type": "websocket.close", "code": int(query["code"][0]), "reason": query.get("reason", [""])[0]})


async def burst(receive, send, query):
    for i in range(int(query["n"][0])):
        await send({"type": "websocket.send", "text": str(i)})
    await send({"type": "websocket.close", "code": 1000})


BEHAVIOURS = {"/echo": echo, "/close": close, "/burst": burst}


async def app(scope, receive, send):
    if scope["type"] != "websocket":
        return
    await receive()
    behave = BEHAVIOURS.get(scope["path"])
    if not behave:
        await send({"type": "websocket.close"})
        return
    chosen = "v2.chat" if "v2.chat" in scope["subprotocols"] else None
    await send({"type": "websocket.accept", "subprotocol": chosen})
    await behave(receive, send, parse_qs(scope["query_string"].decode()))


async def main():
    listener = socket.create_server(("127.0.0.1", 0))
    port = listener.getsockname()[1]
    config = Config()
    config.bind = [f"fd://{listener.detach()}"]
    config.accesslog = config.errorlog = None
    config.websocket_max_message_size = 256 << 20
    done = asyncio.Event()
    serving = asyncio.create_task(serve(app, config, shutdown_trigger=done.wait))
    print(port, flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.read)
    done.set()
    await serving


asyncio.run(main())
