#!/usr/bin/env node
import { hasTerminal } from '../hub/SignalForwarder.ts';
import { commandLine } from './commandLine.ts';
import { handedOver } from './handedOver.ts';
import { leave } from './leave.ts';

// A terminal that went away must not end us before the application has ended.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

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
  now: Date.now,
});
await handedOver(process.stdout);
leave(outcome);
