// Writes down what the agent of this process tells, one JSON line each, and ends the process in time.
import { channel } from 'node:diagnostics_channel';
import { appendFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const betweenReadingsMs = 30_000;
const told = [
  'threshold_exceeded',
  'pressure_changed',
  'leak_suspected',
  'leak_confirmed',
  'leak_withdrawn',
  'out_of_memory_predicted',
  'strategy_applied',
];

if (isMainThread && process.env.CORPUS_RECORD) {
  const file = process.env.CORPUS_RECORD;
  const monitor = globalThis[Symbol.for('tidemark.monitoring')]?.monitor;
  const note = (kind, content) => {
    const line = { kind, second: Math.round(performance.now()) / 1000, time: Date.now(), ...content };
    appendFileSync(file, `${JSON.stringify(line)}\n`);
  };
  const readings = () => {
    const { user, system } = process.cpuUsage();
    note('reading', {
      truth: globalThis[Symbol.for('tidemark.corpus.truth')],
      sample: monitor?.getCurrentUsage(),
      cpuMs: (user + system) / 1000,
      cost: monitor?.cost(),
      outOfMemory: monitor?.predictOutOfMemory(),
    });
  };
  note('start', { agent: monitor !== undefined, node: process.version, pid: process.pid });
  for (const type of told) {
    channel(`tidemark:${type}`).subscribe(({ payload }) => note('event', { type, payload }));
  }
  setInterval(readings, betweenReadingsMs).unref();
  setTimeout(() => {
    readings();
    note('end', {});
    process.exit(0);
  }, Number(process.env.CORPUS_SECONDS) * 1000);
}
