// A server for tests/recordings_test.go, "@nostr-relay/core": a relay of Nostr
// that keeps its events in memory. Prints its port, then serves until stdin ends.
import { createRequire } from "node:module";

const require = createRequire(new URL("../../.peers/node_modules/", import.meta.url));
const { WebSocketServer } = require("ws");
const { EventRepository } = require("@nostr-relay/common");
const { NostrRelay } = require("@nostr-relay/core");

class Memory extends EventRepository {
	events = new Map();
	isSearchSupported() {
		return false;
	}
	upsert(event) {
		const isDuplicate = this.events.has(event.id);
		this.events.set(event.id, event);
		return { isDuplicate };
	}
	find({ ids = [], kinds = [] }) {
		return [...this.events.values()].filter((event) => ids.includes(event.id) || kinds.includes(event.kind));
	}
	async destroy() {}
}

const relay = new NostrRelay(new Memory(), {
	hostname: "relay.example", // this enables logins
	eventHandlingResultCacheTtl: 0, // report repeated events again
});
const server = new WebSocketServer({ host: "127.0.0.1", port: 0 }, () => console.log(server.address().port));
server.on("connection", (connection) => {
	relay.handleConnection(connection);
	connection.on("message", (data) => relay.handleMessage(connection, JSON.parse(data)));
	connection.on("close", () => relay.handleDisconnect(connection));
});
process.stdin.resume().on("end", () => process.exit(0));
