"""JSON lines on stdin and stdout, for the peers of tests/interop that use asyncio."""

import asyncio
import base64
import json
import sys


def say(**event):
    sys.stdout.write(json.dumps(event) + "\n")
    sys.stdout.flush()


def say_message(message):
    if isinstance(message, str):
        say(type="text", data=message)
    else:
        say(type="binary", data=base64.b64encode(message).decode())


def payload(command):
    """The data to send: str for text, bytes for binary."""
    data = command["data"]
    return base64.b64decode(data) if command["type"] == "binary" else data


def pieces(command):
    """The payload's octets in pieces, which may end within a character."""
    data, size = payload(command), command["pieces"]
    data = data.encode() if isinstance(data, str) else data
    return [data[i : i + size] for i in range(0, len(data), size)]


def parameters(offer):
    """"a; b=10" as {"a": True, "b": 10}."""
    words = [word.strip().partition("=") for word in offer.split(";") if word.strip()]
    return {name: int(value) if value else True for name, _, value in words}


async def commands():
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        yield json.loads(line)
