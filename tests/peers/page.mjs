// A page in Chromium in place of wspipe connect --json, driven by playwright-core:
// it sends stdin, prints what it receives, and stores in FOLDER the HARs that
// Playwright and Chromium's DevTools make of that.
// page.mjs CHROMIUM FOLDER URL [SUBPROTOCOL…]
import { writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { join } from "node:path";
import { createInterface } from "node:readline";
import * as devtools from "./devtools.mjs";

const require = createRequire(new URL("../../.peers/node_modules/", import.meta.url));
const { chromium } = require("playwright-core");

const [executablePath, folder, url, ...protocols] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox", ...devtools.flags] });
const context = await browser.newContext({ recordHar: { path: join(folder, "playwright.har") } });
const page = await context.newPage();
const tools = await devtools.open(browser);
await page.exposeFunction("heard", (event) => process.stdout.write(JSON.stringify(event) + "\n"));
await page.evaluate(
	([url, protocols]) =>
		new Promise((opened) => {
			const base64 = (bytes) => btoa(String.fromCharCode(...new Uint8Array(bytes)));
			globalThis.socket = new WebSocket(url, protocols);
			socket.binaryType = "arraybuffer";
			socket.onmessage = ({ data }) =>
				heard(typeof data === "string" ? { type: "text", data } : { type: "binary", data: base64(data) });
			globalThis.closed = new Promise((done) => (socket.onclose = done));
			socket.onopen = socket.onerror = opened;
		}),
	[url, protocols],
);
for await (const line of createInterface({ input: process.stdin })) {
	await page.evaluate(({ type, data }) => {
		socket.send(type === "text" ? data : Uint8Array.from(atob(data), (c) => c.charCodeAt(0)));
	}, JSON.parse(line));
}
await page.evaluate(async () => {
	await new Promise((quiet) => setTimeout(quiet, 200)); // like connect, wait for more messages
	socket.close(1000);
	await closed;
});
writeFileSync(join(folder, "chrome.har"), await tools.archive(true));
writeFileSync(join(folder, "chrome-sensitive.har"), await tools.archive(false));
await context.close(); // this writes the HAR
await browser.close();
