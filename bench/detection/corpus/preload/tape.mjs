// Writes down all that verdicts come from, so that they can be gone through again without running the program.
import { channel } from 'node:diagnostics_channel';
import { appendFileSync } from 'node:fs';
import { isMainThread } from 'node:worker_threads';

const betweenWritesMs = 5_000;
const evidence = ['live_reading', 'site_look', 'sites', 'open_resources', 'loop_use', 'modules'];

if (isMainThread && process.env.CORPUS_TAPE) {
  const file = process.env.CORPUS_TAPE;
  const monitor = globalThis[Symbol.for('tidemark.monitoring')]?.monitor;
  let lines = '';
  const write = () => {
    if (lines !== '') appendFileSync(file, lines);
    lines = '';
  };
  const note = (kind, content) => {
    lines += `${JSON.stringify([kind, content])}\n`;
  };
  // The first sample was taken before anybody could listen.
  const first = monitor?.history.latest();
  if (first) note('sample', Array.from(first));
  monitor?.onSample((row) => note('sample', Array.from(row)));
  for (const kind of evidence) channel(`tidemark:${kind}`).subscribe((content) => note(kind, content));
  setInterval(write, betweenWritesMs).unref();
  process.on('exit', write);
}
