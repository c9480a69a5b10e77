import { type ChildProcess, spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { TidemarkError } from '../TidemarkError.ts';
import type { Browser } from './Browser.ts';
import { CdpConnection } from './CdpConnection.ts';
import { PipeTransport } from './PipeTransport.ts';

/** What {@link startBrowser} needs. */
export interface StartOptions {
  readonly executablePath: string;
  /** Further options of the browser. */
  readonly flags: readonly string[];
  /** Whether it opens a window. */
  readonly isShown: boolean;
  /** Where the folder for its profile is made. */
  readonly temporaryFolder: string;
  /** Has something done when this process ends, however it does. Returns a function that calls it off. */
  readonly atExit?: (action: () => void) => () => void;
}

/** How its profile's folder begins; the number of our process follows. */
export const profilePrefix = 'tidemark-page-';

const quiet = [
  '--remote-debugging-pipe',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-extensions',
  '--disable-sync',
  '--disable-dev-shm-usage',
  '--disable-breakpad',
  '--password-store=basic',
  '--use-mock-keychain',
  '--mute-audio',
  // A page that is not looked at runs as fast as one that is.
  '--disable-background-timer-throttling',
  '--disable-backgrounding-occluded-windows',
  '--disable-renderer-backgrounding',
  // Pages that were left would be kept, and look like a leak.
  '--disable-features=BackForwardCache,Translate',
] as const;

/** A browser on a crowded machine takes its time. */
const startMs = 90_000;
const endMs = 5_000;
const keptOfStderr = 2_000;

/**
 * Starts a browser with a profile of its own. It ends when this process does, even if that is killed.
 *
 * @throws TidemarkError `BROWSER_UNAVAILABLE` with what the browser said
 */
export async function startBrowser(options: StartOptions): Promise<Browser> {
  const { executablePath, flags, isShown, temporaryFolder, atExit } = options;
  const profile = await mkdtemp(join(temporaryFolder, `${profilePrefix}${process.pid}-`));
  const args = [
    ...quiet,
    ...(isShown ? [] : ['--headless=new', '--hide-scrollbars']),
    // It refuses to start as root otherwise.
    ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
    `--user-data-dir=${profile}`,
    ...flags,
    'about:blank',
  ];
  // In a group of its own: Ctrl-C is ours to answer, and its helpers can be ended with it.
  const child = spawn(executablePath, args, {
    stdio: ['ignore', 'ignore', 'pipe', 'pipe', 'pipe'],
    detached: process.platform !== 'win32',
  });
  const ended = new Promise<void>((resolve) => {
    child.once('error', () => resolve());
    child.once('close', () => resolve());
  });
  const callOff = atExit?.(() => {
    kill(child);
    rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
  });
  let said = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    said = `${said}${chunk}`.slice(-keptOfStderr);
  });
  let fault: Error | undefined;
  child.once('error', (error) => {
    fault = error;
  });
  const [, , , toBrowser, fromBrowser] = child.stdio as [null, null, Readable, Writable, Readable];
  const connection = new CdpConnection(new PipeTransport(toBrowser, fromBrowser));
  const close = async (): Promise<void> => {
    await Promise.race([connection.send('Browser.close').catch(() => undefined), ended, after(endMs)]);
    connection.close();
    await Promise.race([ended, after(endMs)]);
    // Helpers may outlive it, and write.
    kill(child);
    await rm(profile, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
    callOff?.();
  };
  try {
    const asked = connection.send<{ product: string }>('Browser.getVersion');
    const { product } = await Promise.race([
      asked,
      ended.then(() => Promise.reject(new Error('it ended at once'))),
      after(startMs).then(() => Promise.reject(new Error(`it did not answer within ${startMs / 1_000} s`))),
    ]);
    return { connection, name: product, openPages: new Set(), close };
  } catch (cause) {
    await close();
    const reason = (fault ?? (cause as Error)).message;
    const told = said.trim() === '' ? '' : `\n${said.trim().split('\n').slice(-4).join('\n')}`;
    const message = `${executablePath} could not be started as a browser: ${reason}${told}`;
    throw new TidemarkError('BROWSER_UNAVAILABLE', message, { option: '--browser', cause });
  }
}

function after(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds).unref());
}

function kill(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    if (process.platform === 'win32') child.kill('SIGKILL');
    else process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has ended, with all that it had started.
  }
}
