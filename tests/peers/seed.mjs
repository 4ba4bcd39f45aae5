// A page in Chromium. Its lines that begin with "told" go to stdout until one is
// ["done"]; everything else goes to stderr. seed.mjs CHROMIUM URL
import { createRequire } from "node:module";

const require = createRequire(new URL("../../.peers/node_modules/", import.meta.url));
const { chromium } = require("playwright-core");

const [executablePath, url] = process.argv.slice(2);
const browser = await chromium.launch({ executablePath, args: ["--no-sandbox"] });
const page = await browser.newPage();
const done = new Promise((resolve) =>
	page.on("console", (message) => {
		const text = message.text();
		if (!text.startsWith("told ")) return console.error(text);
		console.log(text.slice(5));
		if (text === 'told ["done"]') resolve();
	}),
);
page.on("pageerror", (err) => console.error(err));
await page.goto(url);
await done;
await browser.close();
