import { EventEmitter } from 'node:events';
import { commandLine } from '../../src/cli/commandLine.ts';
import type { FakeOutput } from './FakeOutput.ts';

/** Where `tidemark postmortem` runs in a test, and when. */
export interface PostmortemPlace {
  /** Where flights are looked for that are not named. */
  readonly folder: string;
  readonly stdout: FakeOutput;
  readonly stderr: FakeOutput;
  /** Epoch milliseconds. */
  readonly now: number;
}

/** Runs `tidemark postmortem` with these arguments. */
export function postmortemCommand(
  given: readonly string[],
  { folder, stdout, stderr, now }: PostmortemPlace,
): ReturnType<typeof commandLine> {
  return commandLine(['postmortem', ...given], {
    environment: { LANG: 'en_GB.UTF-8', TIDEMARK_RECORDER_DIRECTORY: folder },
    directory: folder,
    platform: 'linux',
    execPath: process.execPath,
    standardInput: () => undefined as never,
    stdout: stdout as never,
    stderr: stderr as never,
    signals: new EventEmitter(),
    sharesKeyboard: () => false,
    registerUrl: '',
    openBrowser: async () => undefined,
    now: () => now,
  });
}
