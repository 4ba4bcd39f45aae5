// JSON lines on stdin, each passed to the function for its type, and on stdout.
import { createInterface } from "node:readline";

export const say = (event) => process.stdout.write(JSON.stringify(event) + "\n");

export function serve(commands) {
  const lines = createInterface({ input: process.stdin });
  lines.on("line", (line) => {
    const command = JSON.parse(line);
    commands[command.type](command);
  });
  lines.on("close", () => process.exit(0));
}

// Parses "a; b=10" as {a: true, b: 10}.
export function parameters(offer = "") {
  const words = offer.split(/; */).filter(Boolean);
  return Object.fromEntries(words.map((word) => word.split("=")).map(([name, value]) => [name, value ? Number(value) : true]));
}
