import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, TidemarkError } from '../TidemarkError.ts';

/** What to run. */
export interface ApplicationOptions {
  readonly command: string;
  readonly arguments: readonly string[];
  readonly environment: NodeJS.ProcessEnv;
  /** Its working directory. */
  readonly directory: string;
}

/** How an application ended: one of the two is `null`. */
export interface ApplicationExit {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
}

/** An application that runs. */
export interface RunningApplication {
  readonly pid: number;
  readonly exited: Promise<ApplicationExit>;
  send(signal: NodeJS.Signals): void;
}

/**
 * Starts an application on this terminal: its standard streams are ours, untouched.
 *
 * @throws TidemarkError `SCRIPT_NOT_FOUND` where there is no such command, or it cannot be executed
 */
export async function runApplication({
  command,
  arguments: rest,
  environment,
  directory,
}: ApplicationOptions): Promise<RunningApplication> {
  const child = spawn(command, [...rest], { stdio: 'inherit', env: environment, cwd: directory });
  const exited = new Promise<ApplicationExit>((ended) => {
    child.on('exit', (code, signal) => ended({ code, signal }));
  });
  await new Promise<void>((started, reject) => {
    child.on('spawn', started);
    // Stays after the start, for signals that find nobody.
    child.on('error', (cause: NodeJS.ErrnoException) => reject(startError(command, directory, cause)));
  });
  return { pid: child.pid as number, exited, send: (signal) => child.kill(signal) };
}

function startError(command: string, directory: string, cause: NodeJS.ErrnoException): TidemarkError {
  const isMissing = cause.code === 'ENOENT';
  const rule = `a script or a command that ${isMissing ? 'exists' : 'can be executed'}`;
  const isFolder = statSync(resolve(directory, command), { throwIfNoEntry: false })?.isDirectory();
  const received = isFolder ? `the folder ${describe(command)}` : describe(command);
  // What these two mean is said already.
  const reason = isMissing || cause.code === 'EACCES' ? '' : ` (${cause.message})`;
  const message = `What to run must be ${rule}, received ${received}${reason}`;
  return new TidemarkError('SCRIPT_NOT_FOUND', message, {
    option: 'command',
    rule,
    received: command,
    cause,
  });
}
