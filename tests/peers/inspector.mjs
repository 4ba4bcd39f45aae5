// A server for tests/recordings_test.go: node's own inspector, which speaks the
// DevTools protocol. Prints its port and path, then serves until stdin ends.
import { open, url } from "node:inspector";

open(0, "127.0.0.1");
process.stdout.write(url().split(":").pop() + "\n"); // clients would also receive the output of console.log
process.stdin.resume().on("end", () => process.exit(0));
