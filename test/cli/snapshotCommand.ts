import { execFileSync } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { CommandContext } from '../../src/cli/CommandContext.ts';
import { commandLine } from '../../src/cli/commandLine.ts';
import { FakeOutput } from './FakeOutput.ts';

/** The folder of the heap snapshots that a program writes, which has `snap(name)` for that; to be removed by the caller. */
export function folderOfSnapshots(program: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'tm-snapshot-'));
  const snap = `const snap = (name) => { gc(); require('node:v8').writeHeapSnapshot(name + '.heapsnapshot'); };`;
  execFileSync(process.execPath, ['--expose-gc', '--eval', `${snap}\n${program}`], { cwd: folder });
  return folder;
}

/** What a test may have otherwise than {@link runSnapshot} has it. */
export interface SnapshotCommand {
  readonly directory: string;
  readonly stdout?: FakeOutput;
  readonly stderr?: FakeOutput;
  readonly signals?: EventEmitter;
  readonly environment?: NodeJS.ProcessEnv;
  readonly now?: () => number;
}

/** Runs `tidemark snapshot` in a folder, as at a clock that stands still. */
export function runSnapshot(
  given: readonly string[],
  {
    directory,
    stdout = new FakeOutput(),
    stderr = new FakeOutput(),
    signals = new EventEmitter(),
    environment = { LANG: 'en_GB.UTF-8' },
    now = () => 0,
  }: SnapshotCommand,
): ReturnType<typeof commandLine> {
  return commandLine(['snapshot', ...given], {
    environment,
    directory,
    platform: 'linux',
    execPath: process.execPath,
    standardInput: () => {
      throw new Error('nobody reads it');
    },
    stdout: stdout as never,
    stderr: stderr as never,
    signals,
    sharesKeyboard: () => false,
    registerUrl: '',
    openBrowser: async () => undefined,
    now,
  } satisfies CommandContext);
}
