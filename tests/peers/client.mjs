// A client for tests/serve_test.go, on node's "ws": it expects its messages back
// from the URL in its second argument; the first is the folder of the modules.

import { createRequire } from "node:module";
import { join } from "node:path";

const WebSocket = createRequire(join(process.argv[2], "x.js"))("ws");
const ws = new WebSocket(process.argv[3], ["v1.chat", "v2.chat"]);
const messages = Array.from({ length: 1000 }, (_, i) => `message ${i} é`.repeat(i % 50));
const big = Buffer.alloc(1 << 20, "0123456789abcdef");
let next = 0;

ws.on("open", () => {
	console.log(ws.protocol);
	for (const message of messages) ws.send(message);
	ws.send(big.subarray(0, 1000), { binary: true, fin: false });
	ws.send(big.subarray(1000), { binary: true, fin: true });
});
ws.on("message", (data, binary) => {
	const want = next < messages.length ? Buffer.from(messages[next]) : big;
	if (!want.equals(data) || binary !== (want === big)) throw new Error(`message ${next} is another`);
	next++;
	if (next === messages.length) console.log(`${next} messages`);
	if (want === big) {
		console.log(`${data.length} bytes`);
		ws.ping();
		ws.on("pong", () => ws.close(1000));
	}
});
ws.on("close", (code) => console.log("closed", code));
