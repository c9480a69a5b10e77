import { hasTerminal } from '../hub/SignalForwarder.ts';
import { commandLine } from './commandLine.ts';
import { handedOver } from './handedOver.ts';
import { leave } from './leave.ts';

// A terminal that went away must not end us before the application has ended.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);
// A report that a full disk has cut off is no success.
const full = new Set<string | undefined>(['ENOSPC', 'EDQUOT', 'EFBIG']);
let lost: string | undefined;
process.stdout.on('error', ({ code }: NodeJS.ErrnoException) => {
  if (full.has(code)) lost = code;
});

const outcome = await commandLine(process.argv.slice(2), {
  environment: process.env,
  directory: process.cwd(),
  platform: process.platform,
  execPath: process.execPath,
  standardInput: () => process.stdin,
  stdout: process.stdout,
  stderr: process.stderr,
  signals: process,
  sharesKeyboard: () => hasTerminal([process.stdin, process.stdout, process.stderr]),
  registerUrl: new URL('../agent/register.js', import.meta.url).href,
  openBrowser: async (url) => (await import('open')).default(url),
  atExit: (action) => {
    process.once('exit', action);
    return () => process.off('exit', action);
  },
  now: Date.now,
  // The same place from every chunk of the build.
  threadUrl: new URL('../cli/snapshot/thread/snapshotThread.js', import.meta.url),
});
await handedOver(process.stdout);
// What could not be written is told a moment later.
await new Promise((resolve) => setImmediate(resolve));
const isCut = lost !== undefined && 'exitCode' in outcome && outcome.exitCode === 0;
if (isCut) process.stderr.write(`tidemark  The output was cut off: ${lost}, there is no room for it.\n`);
leave(isCut ? { exitCode: 1 } : outcome);
