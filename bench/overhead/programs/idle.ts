// An application that waits: says what it used in a window, once it has settled.
const [settleMs = 0, windowMs = 0] = process.argv.slice(2).map(Number);

const awake = setTimeout(() => {}, settleMs + windowMs + 1_000);
await new Promise((resolve) => setTimeout(resolve, settleMs));
const before = process.cpuUsage();
const startMs = performance.now();
await new Promise((resolve) => setTimeout(resolve, windowMs));
const { user, system } = process.cpuUsage(before);
const cpuShare = (user + system) / 1_000 / (performance.now() - startMs);
process.stdout.write(JSON.stringify({ cpuShare, rssBytes: process.memoryUsage.rss() }));
clearTimeout(awake);
