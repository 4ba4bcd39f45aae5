// A server for tests/http2peers_test.go, on node's http2, without TLS, and the
// "ws" package. Prints its port, then serves until stdin ends. It has the paths
// /echo, /burst and /close of echo.mjs, and accepts v2.chat.
import { createServer } from "node:http2";
import { createRequire } from "node:module";

const { WebSocket } = createRequire(process.argv[2] + "/")("ws");

const behaviours = {
  "/echo": (ws) => ws.on("message", (data, binary) => ws.send(data, { binary })),
  "/close": (ws, query) => ws.close(Number(query.get("code")), query.get("reason") ?? ""),
  "/burst": (ws, query) => {
    for (let i = 0; i < Number(query.get("n")); i++) ws.send(String(i));
    ws.close(1000);
  },
};

const server = createServer({ settings: { enableConnectProtocol: true } });
server.on("stream", (stream, headers) => {
  const url = new URL(headers[":path"], "http://localhost");
  const behave = behaviours[url.pathname];
  if (headers[":method"] !== "CONNECT" || headers[":protocol"] !== "websocket" || !behave) {
    stream.respond({ ":status": 404 });
    return stream.end();
  }
  const offered = (headers["sec-websocket-protocol"] ?? "").split(",").map((name) => name.trim());
  stream.respond({ ":status": 200, ...(offered.includes("v2.chat") && { "sec-websocket-protocol": "v2.chat" }) });
  const ws = new WebSocket(null, undefined, { autoPong: true, closeTimeout: 30000 });
  ws.setSocket(stream, Buffer.alloc(0), { maxPayload: 256 << 20 });
  behave(ws, url.searchParams);
});
server.listen(0, "127.0.0.1", () => console.log(server.address().port));

process.stdin.resume().on("end", () => process.exit(0));
