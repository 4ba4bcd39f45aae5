"""A client for tests/serve_test.go, on the "websockets" package: it expects
its messages back from the URL in its argument."""

import asyncio
import sys

from websockets.asyncio.client import connect


async def main():
    async with connect(sys.argv[1], subprotocols=["v1.chat", "v2.chat"], max_size=None) as ws:
        print(ws.subprotocol)
        messages = [f"message {i} é" * (i % 50) for i in range(1000)]
        for message in messages:
            await ws.send(message)
        back = [await ws.recv() for _ in messages]
        assert back == messages
        print(len(back), "messages")
        big = bytes(range(256)) * 4096
        await ws.send([big[:1000], big[1000:]])
        answer = await ws.recv()
        assert answer == big
        print(len(answer), "bytes")
        await (await ws.ping())
    print("closed", ws.close_code)


asyncio.run(main())
