// A server for tests/peers_test.go, on the "ws" package. Prints its port, then
// serves until stdin ends.
//
//   /echo            echoes, keeping the type
//   /close           closes with ?code= and &reason=
//   /burst           ?n= messages, then Close
//   /deflate         echoes with permessage-deflate
//
// It accepts the subprotocol v2.chat, if offered.
import { createServer } from "node:http";
import { createRequire } from "node:module";

const { WebSocketServer } = createRequire(process.argv[2] + "/")("ws");

const handleProtocols = (offered) => (offered.has("v2.chat") ? "v2.chat" : false);
const options = { noServer: true, handleProtocols, maxPayload: 256 << 20 };
const plain = new WebSocketServer({ ...options, perMessageDeflate: false });
const deflate = new WebSocketServer({ ...options, perMessageDeflate: { threshold: 0 } });

const behaviours = {
  "/echo": echo,
  "/deflate": echo,
  "/close": (ws, query) => ws.close(Number(query.get("code")), query.get("reason") ?? ""),
  "/burst": (ws, query) => {
    for (let i = 0; i < Number(query.get("n")); i++) ws.send(String(i));
    ws.close(1000);
  },
};

function echo(ws) {
  ws.on("message", (data, binary) => ws.send(data, { binary }));
}

const http = createServer();
http.on("upgrade", (request, socket, head) => {
  const url = new URL(request.url, "http://localhost");
  const behave = behaviours[url.pathname];
  if (!behave) return socket.end("HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n");
  const server = url.pathname === "/deflate" ? deflate : plain;
  server.handleUpgrade(request, socket, head, (ws) => behave(ws, url.searchParams));
});
http.listen(0, "127.0.0.1", () => console.log(http.address().port));

process.stdin.resume().on("end", () => process.exit(0));
