// An application that works, turn after turn of its event loop: says what a second of work has taken in processor time.
const [settleMs = 0, turns = 0] = process.argv.slice(2).map(Number);

const text = JSON.stringify(Array.from({ length: 400 }, (_, index) => ({ index, name: `n${index}` })));
const work = async (count: number): Promise<void> => {
  for (let turn = 0; turn < count; turn++) {
    JSON.parse(text);
    await new Promise((resolve) => setImmediate(resolve));
  }
};
const begin = performance.now();
while (performance.now() - begin < settleMs) await work(100);
const before = process.cpuUsage();
await work(turns);
const { user, system } = process.cpuUsage(before);
process.stdout.write(JSON.stringify({ cpuMs: (user + system) / 1000, rssBytes: process.memoryUsage.rss() }));
process.exit();
