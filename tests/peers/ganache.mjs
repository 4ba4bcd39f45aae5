// A server for tests/recordings_test.go, the Ethereum node "ganache": JSON-RPC 2.0
// with subscriptions. Prints its port, then serves until stdin ends.
import { createRequire } from "node:module";

const ganache = createRequire(new URL("../../.peers/node_modules/", import.meta.url))("ganache");

const server = ganache.server({ logging: { quiet: true }, wallet: { seed: "wspipe" }, chain: { chainId: 1337 } });
await server.listen(0, "127.0.0.1");
console.log(server.address().port);
process.stdin.resume().on("end", () => process.exit(0));
