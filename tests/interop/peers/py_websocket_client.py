"""The "websocket-client" package as a peer of tests/interop: only a client, without compression."""

import base64
import json
import sys
import threading

from lines import payload, pieces, say, say_message
from websocket import ABNF, WebSocketException, create_connection


class Peer:
    def dial(self, command):
        self.ws = create_connection(command["url"])
        say(type="open")
        threading.Thread(target=self.read, args=[self.ws], daemon=True).start()

    def read(self, ws):
        try:
            while self.take(*ws.recv_data_frame(control_frame=True)):
                pass
        except (OSError, WebSocketException) as error:
            say(type="error", message=repr(error))
        ws.shutdown()

    def take(self, kind, frame):
        if kind == ABNF.OPCODE_CLOSE:
            data = frame.data
            say(type="close", code=int.from_bytes(data[:2], "big"), reason=data[2:].decode())
            return False
        if kind in (ABNF.OPCODE_PING, ABNF.OPCODE_PONG):
            name = "ping" if kind == ABNF.OPCODE_PING else "pong"
            say(type=name, data=base64.b64encode(frame.data).decode())
        else:
            say_message(frame.data.decode() if kind == ABNF.OPCODE_TEXT else frame.data)
        return True

    def text(self, command):
        self.send(command, ABNF.OPCODE_TEXT)

    def binary(self, command):
        self.send(command, ABNF.OPCODE_BINARY)

    def send(self, command, kind):
        if "pieces" not in command:
            self.ws.send(payload(command), kind)
            return
        cut = pieces(command)
        for i, piece in enumerate(cut):
            last = int(i == len(cut) - 1)
            self.ws.send_frame(ABNF(last, 0, 0, 0, ABNF.OPCODE_CONT if i else kind, 1, piece))
            if i == 0 and "pinged" in command:
                self.ws.ping(command["pinged"])

    def ping(self, command):
        self.ws.ping(base64.b64decode(command["data"]))

    def close(self, command):
        self.ws.send_close(command["code"], command.get("reason", "").encode())


peer = Peer()
say(type="listening", port=0)
for line in sys.stdin:
    command = json.loads(line)
    getattr(peer, command["type"])(command)
