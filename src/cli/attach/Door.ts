import { request } from 'node:http';
import type { Machine } from '../machine/Machine.ts';
import { holderOf, listeningSockets, socketsOf } from '../machine/sockets.ts';
import { inspectorSignal, refused, type Target } from './Target.ts';

/** The inspector of a process, open. */
export interface OpenDoor {
  readonly port: number;
  /** Address of its WebSocket. */
  readonly url: string;
  /** `20.20.2` */
  readonly nodeVersion: string;
  /** Whether it was open before. */
  readonly wasOpen: boolean;
}

/** What opens an inspector; the real system, or a stand-in. */
export interface DoorOptions {
  readonly machine: Pick<Machine, 'files' | 'list' | 'link'>;
  readonly signal: (pid: number, signal: number) => void;
  /** What a path of an HTTP server on 127.0.0.1 answers, read as JSON; `undefined` where nothing that is JSON comes. */
  readonly ask: (port: number, path: string) => Promise<unknown>;
  readonly wait: (milliseconds: number) => Promise<void>;
  /** Milliseconds from anywhere that never go back. */
  readonly now: () => number;
}

const usualPort = 9229;
const lookMs = 20;
const patienceMs = 10_000;
const answerMs = 3000;

/**
 * Has a process open its inspector, where it is not open already. The signal is sent only where the process handles it, since
 * it would end it otherwise; whose a port is, is seen in `/proc`, and not asked of whoever answers there.
 *
 * @throws TidemarkError `ATTACH_REFUSED`
 */
export async function openDoor(target: Target, options: DoorOptions): Promise<OpenDoor> {
  const { pid, title, facts } = target;
  const { machine, signal, wait, now } = options;
  const expected = inspectorPort(target.options);
  const before = listeningSockets(machine, pid);
  const ours = socketsOf(machine, pid);
  for (const { port, inode } of before) {
    // Any free port was asked for: then it may be each of them.
    const isLikely = port === expected || (expected === 0 && isInspected(target.options));
    const open = isLikely && ours.has(inode) ? await doorAt(port, true, options) : undefined;
    if (open !== undefined) return open;
  }
  if (target.options.some((option) => option === '--disable-sigusr1')) {
    throw refused(
      pid,
      title,
      'It was started with --disable-sigusr1: its inspector cannot be opened. Start it with tidemark run or tidemark/register.',
    );
  }
  if (!facts.catches(inspectorSignal)) throw refused(pid, title, deafSentence);
  const taken = before.find(({ port, inode }) => port === expected && !ours.has(inode));
  if (taken !== undefined) {
    const holder = holderOf(machine, taken.inode);
    const who = holder === undefined ? 'another process' : `process ${holder}`;
    const reason = `Its inspector would open port ${expected}, which ${who} has. End that one's inspector first, or start this one with --inspect-port=0.`;
    throw refused(pid, title, reason);
  }
  signal(pid, inspectorSignal);
  const seen = new Set(before.map(({ inode }) => inode));
  for (const until = now() + patienceMs; now() < until; ) {
    await wait(lookMs);
    const fresh = listeningSockets(machine, pid).filter(({ inode }) => !seen.has(inode));
    if (fresh.length === 0) continue;
    const theirs = socketsOf(machine, pid);
    for (const { port } of fresh.filter(({ inode }) => theirs.has(inode))) {
      const door = await doorAt(port, false, options);
      if (door !== undefined) return door;
    }
  }
  const reason = `It did not open its inspector within ${patienceMs / 1000} s: the application may handle SIGUSR1 by itself, or has an inspector on a port of its own. Start it with tidemark run or tidemark/register.`;
  throw refused(pid, title, reason);
}

const deafSentence =
  'It does not listen to SIGUSR1, which opens inspectors, and would be ended by it: it is still starting, or that has been turned off. Try again in a second, or start it with tidemark/register.';

/** The port that its options say: of `--inspect`, or of `--inspect-port`; 9229 without them. */
export function inspectorPort(options: readonly string[]): number {
  const ports = options.flatMap((option) => {
    const value = /^--(?:inspect(?:-brk|-wait|-port)?|debug-port)=(.+)$/.exec(option)?.[1];
    const port = value === undefined ? undefined : /(?:^|:)(\d+)$/.exec(value)?.[1];
    return port === undefined ? [] : [Number(port)];
  });
  return ports.at(-1) ?? usualPort;
}

function isInspected(options: readonly string[]): boolean {
  return options.some((option) => /^--inspect(-brk|-wait)?(=|$)/.test(option));
}

/** Whether nobody can connect to the inspector any more. */
export function isShut(machine: Pick<Machine, 'files'>, pid: number, port: number): boolean {
  return !listeningSockets(machine, pid).some((socket) => socket.port === port);
}

async function doorAt(
  port: number,
  wasOpen: boolean,
  { ask }: Pick<DoorOptions, 'ask'>,
): Promise<OpenDoor | undefined> {
  const about = (await ask(port, '/json/version')) as { readonly Browser?: unknown } | undefined;
  const nodeVersion = /^node\.js\/v(\d+\.\d+\.\d+)/.exec(String(about?.Browser))?.[1];
  if (nodeVersion === undefined) return undefined;
  const list = await ask(port, '/json/list');
  const [first] = Array.isArray(list) ? (list as { readonly webSocketDebuggerUrl?: string }[]) : [];
  // Absent while somebody else is connected, in versions that let one in at a time.
  const url = first?.webSocketDebuggerUrl;
  return url === undefined ? undefined : { port, url, nodeVersion, wasOpen };
}

/** {@link DoorOptions.ask} of this machine. */
export function askLocally(port: number, path: string): Promise<unknown> {
  return new Promise((resolve) => {
    const asking = request({ host: '127.0.0.1', port, path, timeout: answerMs, agent: false }, (answer) => {
      let text = '';
      answer.setEncoding('utf8').on('data', (part: string) => {
        text += part;
      });
      answer.on('error', () => resolve(undefined));
      answer.on('end', () => resolve(fromJson(text)));
    });
    asking.on('timeout', () => asking.destroy());
    asking.on('error', () => resolve(undefined));
    asking.end();
  });
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
