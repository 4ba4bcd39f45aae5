// The "ws" package as a peer of tests/interop: doc.go there describes stdin and stdout.
import { createRequire } from "node:module";
import { parameters, say, serve } from "./lines.mjs";

const { WebSocket, WebSocketServer } = createRequire(process.argv[2] + "/")("ws");
const maxPayload = 256 << 20;
let socket;

function use(ws) {
  socket = ws;
  ws.on("message", (data, binary) => {
    if (!binary && String(data).startsWith("burst ")) return burst(ws, Number(String(data).slice(6)));
    say(binary ? { type: "binary", data: data.toString("base64") } : { type: "text", data: String(data) });
  });
  ws.on("ping", (data) => say({ type: "ping", data: data.toString("base64") }));
  ws.on("pong", (data) => say({ type: "pong", data: data.toString("base64") }));
  ws.on("error", (error) => say({ type: "error", message: error.message }));
  ws.on("close", (code, reason) => say({ type: "close", code, reason: String(reason) }));
}

function burst(ws, n) {
  for (let i = 0; i < n; i++) ws.send(String(i));
}

function dial({ url, deflate }) {
  const offered = parameters(deflate);
  const perMessageDeflate = deflate !== undefined && {
    threshold: 0,
    serverNoContextTakeover: "server_no_context_takeover" in offered,
    clientNoContextTakeover: "client_no_context_takeover" in offered,
    serverMaxWindowBits: offered.server_max_window_bits,
    clientMaxWindowBits: offered.client_max_window_bits ?? true,
  };
  const ws = new WebSocket(url, { perMessageDeflate, maxPayload });
  use(ws);
  ws.on("open", () => say({ type: "open" }));
}

// Fragments aren't decoded: they may end within a character.
function send({ type, data, pieces, pinged }) {
  const binary = type === "binary";
  const payload = Buffer.from(data, binary ? "base64" : "utf8");
  if (!pieces) return socket.send(payload, { binary });
  for (let at = 0; at < payload.length; at += pieces) {
    socket.send(payload.subarray(at, at + pieces), { binary, compress: false, fin: at + pieces >= payload.length });
    if (pinged && at === 0) socket.ping(pinged);
  }
}

serve({
  dial,
  text: send,
  binary: send,
  ping: ({ data }) => socket.ping(Buffer.from(data, "base64")),
  close: ({ code, reason }) => (code ? socket.close(code, reason) : socket.close()),
});

const server = new WebSocketServer({ host: "127.0.0.1", port: 0, maxPayload, perMessageDeflate: { threshold: 0 } });
server.on("connection", (ws) => {
  use(ws);
  say({ type: "open" });
});
server.on("listening", () => say({ type: "listening", port: server.address().port }));
