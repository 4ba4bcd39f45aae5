// A server for tests/conversations, on the "rpc-websockets" package: JSON-RPC
// 2.0. Prints its port, then serves until stdin ends.
import { createRequire } from "node:module";

const { Server } = createRequire(new URL("../../.peers/node_modules/", import.meta.url))("rpc-websockets");

const server = new Server({ host: "127.0.0.1", port: 0 });

const number = (n) => {
  if (typeof n !== "number") throw server.createError(-32602, "Invalid params", "two numbers, please");
  return n;
};
server.register("add", ([a, b]) => number(a) + number(b));
server.register("subtract", ({ minuend, subtrahend }) => number(minuend) - number(subtrahend));

// Clients that are logged in can open sessions, which others don't know.
server.setAuth(({ name, password }) => name === "ada" && password === "countess");
const sessions = new Map();
server.register("open", () => {
  const session = crypto.randomUUID();
  sessions.set(session, 0);
  return { session, since: Date.now() };
}).protected();
server.register("count", ({ session }) => {
  if (!sessions.has(session)) throw server.createError(-32602, "Invalid params", "no such session");
  sessions.set(session, sessions.get(session) + 1);
  return sessions.get(session);
}).protected();

// A new price is sent to all subscribers.
server.event("price");
server.register("set price", ([price]) => {
  server.emit("price", { price: number(price), at: new Date().toISOString() });
});

server.on("listening", () => console.log(server.wss.address().port));
process.stdin.resume().on("end", () => process.exit(0));
