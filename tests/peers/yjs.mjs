// A server for tests/recordings_test.go, "y-websocket": documents that
// several people edit at once, in a binary protocol. Prints its port, then serves until stdin ends.
import { createServer } from "node:http";
import { createRequire } from "node:module";

const require = createRequire(new URL("../../.peers/node_modules/", import.meta.url));
const { WebSocketServer } = require("ws");
const { setupWSConnection } = require("y-websocket/bin/utils");

const http = createServer();
const server = new WebSocketServer({ server: http });
server.on("connection", (connection, request) => setupWSConnection(connection, request));
http.listen(0, "127.0.0.1", () => console.log(http.address().port));
process.stdin.resume().on("end", () => process.exit(0));
