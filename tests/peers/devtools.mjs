// DevTools for a page driven by Playwright: its own front end, in which the code
// of "Export HAR" is called.

// flags makes Chromium open DevTools for each page.
export const flags = ["--auto-open-devtools-for-tabs"];

// open finds the front end, and waits until it observes the page.
export async function open(browser) {
	const session = await browser.newBrowserCDPSession();
	const { targetId } = await frontEnd(session);
	const { sessionId } = await session.send("Target.attachToTarget", { targetId, flatten: false });
	const answers = new Map();
	session.on("Target.receivedMessageFromTarget", ({ message }) => {
		const { id, result } = JSON.parse(message);
		answers.get(id)?.(result);
	});
	const evaluate = async (code, ...values) => {
		const id = answers.size + 1;
		const answer = new Promise((resolve) => answers.set(id, resolve));
		const expression = `(${code})(...${JSON.stringify(values)})`;
		const params = { expression, awaitPromise: true, returnByValue: true };
		const message = JSON.stringify({ id, method: "Runtime.evaluate", params });
		await session.send("Target.sendMessageToTarget", { sessionId, message });
		const { result, exceptionDetails } = await answer;
		if (exceptionDetails) throw new Error(exceptionDetails.exception?.description);
		return result.value;
	};
	await evaluate(listens);
	return { archive: (sanitize) => evaluate(exported, sanitize) };
}

async function frontEnd(session) {
	for (;;) {
		const { targetInfos } = await session.send("Target.getTargets");
		const found = targetInfos.find(({ url }) => url.startsWith("devtools://"));
		if (found) return found;
	}
}

async function listens() {
	const { NetworkManager, TargetManager } = await import("./core/sdk/sdk.js");
	const manages = () => TargetManager.TargetManager.instance().models(NetworkManager.NetworkManager).length > 0;
	while (!manages()) await new Promise((later) => setTimeout(later, 10));
}

// exported returns what the button saves, without cookies and logins if sanitize is set.
async function exported(sanitize) {
	const { Progress } = await import("./core/common/common.js");
	const { Writer } = await import("./models/har/har.js");
	const { NetworkLog } = await import("./models/logs/logs.js");
	let text = "";
	const stream = { write: async (more) => void (text += more), close: async () => {} };
	await Writer.Writer.write(stream, NetworkLog.NetworkLog.instance().requests(), { sanitize }, new Progress.Progress());
	return text;
}
