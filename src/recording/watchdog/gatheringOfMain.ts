import type { Timers } from '../../monitoring/Ticker.ts';
import { frameInWords } from './frameInWords.ts';
import type { MainSession } from './MainSession.ts';

/** What a thread has allocated meanwhile, and kept. */
export interface Gathering {
  readonly forMs: number;
  /** An estimate, from one sample in 64 KB. */
  readonly bytes: number;
  /** Where most of it was allocated, the most first: `parseAll (/app/app.js:12)`. Three at most. */
  readonly sites: readonly { readonly frame: string; readonly bytes: number }[];
}

interface ProfileNode {
  readonly callFrame: { readonly functionName: string; readonly url: string; readonly lineNumber: number };
  readonly selfSize: number;
  readonly children: readonly ProfileNode[];
}

const samplingInterval = 64 * 1024;
const sampledMs = 1000;
const boundMs = 10_000;
const mostSites = 3;

/**
 * What the main thread allocates in a second that it keeps, while it runs: V8's sampling heap profiler, asked twice. Each answer
 * forces a full collection. A profiler that runs already is asked, and left running. `undefined` where it does not answer within
 * ten seconds, or cannot.
 *
 * @param now milliseconds from anywhere that never go back
 */
export function gatheringOfMain(
  session: MainSession,
  timers: Timers,
  now: () => number,
): Promise<Gathering | undefined> {
  return new Promise((resolve) => {
    let isOver = false;
    let isOurs = false;
    const end = (result: Gathering | undefined): void => {
      if (isOver) return;
      isOver = true;
      timers.clearTimeout(handle);
      try {
        // Ends our sampling; `stopSampling` would collect once more, for an answer that nobody reads.
        if (isOurs) session.post('HeapProfiler.disable', ignore);
        // A session that is left open would keep the process from ending.
        session.disconnect();
      } catch {
        // It was closed by the other side.
      }
      resolve(result);
    };
    const handle = timers.setTimeout(() => end(undefined), boundMs);
    const profile = (then: (sites: Map<string, number>) => void, none: () => void): void =>
      session.post('HeapProfiler.getSamplingProfile', (error, answer) => {
        if (isOver) return;
        const { profile: found } = (answer ?? {}) as { readonly profile?: { readonly head: ProfileNode } };
        if (error || found === undefined) none();
        else then(bytesBySite(found.head));
      });
    const watch = (before: ReadonlyMap<string, number>): void => {
      const from = now();
      timers.setTimeout(() => {
        if (isOver) return;
        profile(
          (after) => end(gathering(before, after, now() - from)),
          () => end(undefined),
        );
      }, sampledMs);
    };
    const start = (): void => {
      isOurs = true;
      session.post('HeapProfiler.startSampling', { samplingInterval }, (error) =>
        error ? end(undefined) : watch(new Map()),
      );
    };
    try {
      session.connectToMainThread();
      profile(watch, start);
    } catch {
      end(undefined);
    }
  });
}

function bytesBySite(head: ProfileNode): Map<string, number> {
  const bytes = new Map<string, number>();
  const left = [head];
  for (let node = left.pop(); node !== undefined; node = left.pop()) {
    const { functionName, url, lineNumber } = node.callFrame;
    if (node.selfSize > 0) {
      const frame = frameInWords(functionName, url, lineNumber);
      bytes.set(frame, (bytes.get(frame) ?? 0) + node.selfSize);
    }
    // One by one: a call with a hundred thousand arguments throws.
    for (const child of node.children) left.push(child);
  }
  return bytes;
}

function gathering(
  before: ReadonlyMap<string, number>,
  after: ReadonlyMap<string, number>,
  forMs: number,
): Gathering {
  const sites = [...after]
    .map(([frame, bytes]) => ({ frame, bytes: bytes - (before.get(frame) ?? 0) }))
    .filter(({ bytes }) => bytes > 0)
    .sort((left, right) => right.bytes - left.bytes);
  const bytes = sites.reduce((sum, site) => sum + site.bytes, 0);
  return { forMs: Math.round(forMs), bytes, sites: sites.slice(0, mostSites) };
}

function ignore(): void {
  // Whether it ends in time or not: nobody waits for it.
}
