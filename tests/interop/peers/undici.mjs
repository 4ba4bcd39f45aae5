// Node's WebSocket (undici), which has the API of browsers, as a peer of tests/interop: only a client, without pings.
import { createRequire } from "node:module";
import { say, serve } from "./lines.mjs";

const { WebSocket } = createRequire(process.argv[2] + "/")("undici");
let socket;

function dial({ url }) {
  socket = new WebSocket(url);
  socket.binaryType = "arraybuffer";
  socket.onopen = () => say({ type: "open" });
  socket.onmessage = ({ data }) =>
    say(typeof data === "string" ? { type: "text", data } : { type: "binary", data: Buffer.from(data).toString("base64") });
  socket.onerror = ({ error }) => say({ type: "error", message: String(error) });
  socket.onclose = ({ code, reason }) => say({ type: "close", code, reason });
}

serve({
  dial,
  text: ({ data }) => socket.send(data),
  binary: ({ data }) => socket.send(Buffer.from(data, "base64")),
  close: ({ code, reason }) => (code ? socket.close(code, reason) : socket.close()),
});
say({ type: "listening", port: 0 });
