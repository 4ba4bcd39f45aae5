// Chromium's WebSocket, in a page driven by playwright-core, as a peer of tests/interop: only a client, without pings.
// chromium.mjs NODE_MODULES CHROMIUM
import { createRequire } from "node:module";
import { say, serve } from "./lines.mjs";

const { chromium } = createRequire(process.argv[2] + "/")("playwright-core");
const browser = await chromium.launch({ executablePath: process.argv[3], args: ["--no-sandbox"] });
const page = await browser.newPage();
await page.exposeFunction("say", say);

function dial({ url }) {
  globalThis.socket = new WebSocket(url);
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

// One command at a time.
let last = Promise.resolve();
const inPage = (act) => (command) => (last = last.then(() => page.evaluate(act, command)));

serve({
  dial: inPage(dial),
  text: inPage(({ data }) => socket.send(data)),
  binary: inPage(({ data }) => socket.send(Uint8Array.from(atob(data), (c) => c.charCodeAt(0)))),
  close: inPage(({ code, reason }) => (code ? socket.close(code, reason) : socket.close())),
});
say({ type: "listening", port: 0 });
