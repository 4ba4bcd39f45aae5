// A server for tests/conversations, on the "socket.io" package. Prints its
// port, then serves until stdin ends.
//
//   /socket.io/      the usual heartbeat, every 25 s
//   /hasty/          one every 100 ms, which must be answered within 1.5 s
//
// Namespaces: the main one, and /admin, which asks for the token "letmein".
import { createServer } from "node:http";
import { createRequire } from "node:module";

const { Server } = createRequire(new URL("../../.peers/node_modules/", import.meta.url))("socket.io");

const http = createServer();
serve(new Server(http));
serve(new Server(http, { path: "/hasty/", pingInterval: 100, pingTimeout: 1500 }));
http.listen(0, "127.0.0.1", () => console.log(http.address().port));
process.stdin.resume().on("end", () => process.exit(0));

function serve(io) {
  io.on("connection", (socket) => {
    socket.on("add", (a, b, answer) => answer(a + b));
    socket.on("greet", (name) => socket.emit("greeting", `hello, ${name}`));
    socket.on("later", (ms, answer) => setTimeout(answer, ms, "at last"));
    socket.on("upload", ({ name, bytes }, answer) => {
      answer({ name, size: bytes.length });
      socket.emit("reversed", { name, bytes: Buffer.from(bytes).reverse() });
    });
    socket.on("quit", () => socket.disconnect(true));
  });
  const admin = io.of("/admin");
  admin.use((socket, next) => {
    const refused = Object.assign(new Error("not for you"), { data: { status: 401 } });
    next(socket.handshake.auth.token === "letmein" ? undefined : refused);
  });
  admin.on("connection", (socket) => socket.emit("welcome"));
}
