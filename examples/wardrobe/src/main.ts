import { setTimeout } from 'node:timers/promises';
import { run } from './commandLine/run.ts';

process.exitCode = await run(process.argv.slice(2), {
  print: (text) => void process.stdout.write(text),
  printError: (text) => void process.stderr.write(text),
  now: () => performance.now(),
  wait: (ms) => setTimeout(ms),
  listenForEnd,
});

/** A signal may come twice, from a terminal and from whoever passes it on: the second one changes nothing. */
function listenForEnd(): AbortSignal {
  const ending = new AbortController();
  const end = (): void => ending.abort();
  process.on('SIGINT', end);
  process.on('SIGTERM', end);
  // Whoever reads the status lines has gone: nobody is left to run for.
  process.stdout.on('error', end);
  return ending.signal;
}
