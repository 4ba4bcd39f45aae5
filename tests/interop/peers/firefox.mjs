// Firefox's WebSocket as a peer of tests/interop: only a client, without pings. It needs no driver: its page receives the
// commands as server-sent events and posts the events, one at a time. firefox.mjs NODE_MODULES FIREFOX
import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { say, serve } from "./lines.mjs";

function inPage() {
  let last = Promise.resolve();
  const say = (event) => (last = last.then(() => fetch("/event", { method: "POST", body: JSON.stringify(event) })));
  let socket;
  function dial({ url }) {
    socket = new WebSocket(url);
    socket.binaryType = "arraybuffer";
    socket.onopen = () => say({ type: "open" });
    socket.onmessage = ({ data }) => {
      if (typeof data === "string") return say({ type: "text", data });
      let text = "";
      for (const byte of new Uint8Array(data)) text += String.fromCharCode(byte);
      say({ type: "binary", data: btoa(text) });
    };
    socket.onerror = () => say({ type: "error", message: "the browser doesn't say" });
    socket.onclose = ({ code, reason }) => say({ type: "close", code, reason });
  }
  const commands = {
    dial,
    text: ({ data }) => socket.send(data),
    binary: ({ data }) => socket.send(Uint8Array.from(atob(data), (c) => c.charCodeAt(0))),
    close: ({ code, reason }) => (code ? socket.close(code, reason) : socket.close()),
  };
  new EventSource("/commands").onmessage = ({ data }) => {
    const command = JSON.parse(data);
    commands[command.type](command);
  };
}

let send;
const server = createServer((request, response) => {
  if (request.url === "/commands") {
    response.writeHead(200, { "Content-Type": "text/event-stream" }).flushHeaders();
    send = (command) => response.write(`data: ${JSON.stringify(command)}\n\n`);
    say({ type: "listening", port: 0 });
  } else if (request.url === "/event") {
    let body = "";
    request.setEncoding("utf8").on("data", (part) => (body += part));
    request.on("end", () => {
      say(JSON.parse(body));
      response.end();
    });
  } else {
    response.writeHead(200, { "Content-Type": "text/html" }).end(`<!doctype html><script>(${inPage})()</script>`);
  }
});
server.listen(0, "127.0.0.1", () => {
  const profile = mkdtempSync(join(tmpdir(), "firefox-"));
  const url = `http://127.0.0.1:${server.address().port}/`;
  const browser = spawn(process.argv[3], ["--headless", "--no-remote", "--profile", profile, url], { stdio: "ignore", detached: true });
  process.on("exit", () => {
    try {
      process.kill(-browser.pid, "SIGKILL");
    } catch {} // it has ended
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  });
  for (const signal of ["SIGINT", "SIGTERM"]) process.on(signal, () => process.exit(0));
});
const carryOut = (command) => send(command);
serve({ dial: carryOut, text: carryOut, binary: carryOut, close: carryOut });
