import type { TopProcess, TopSnapshot } from '../../../src/cli/top/TopProcess.ts';
import type { ProcessIdentity } from '../../../src/wire/process.ts';
import { type MemorySample, toRow } from '../../../src/wire/sample.ts';
import { mib } from '../../monitoring/simulation.ts';
import { at, incident, leakEvent, leakReport, pressureEvent, strategyEvent } from '../../reporting/given.ts';

/** When everything is looked at, in seconds. */
export const nowSecond = 1200;
export const now: number = at(nowSecond);

/** A time of day as the screen shows it, wherever the tests run. */
export function clock(second: number): string {
  return new Date(at(second)).toTimeString().slice(0, 8);
}

type Given = Partial<Omit<TopProcess, 'identity'>> & {
  readonly identity?: Partial<ProcessIdentity>;
  readonly sample?: Partial<MemorySample>;
};

/** A calm process: twenty minutes old, 88 MB live. */
export function topProcess({ identity = {}, sample = {}, ...given }: Given = {}): TopProcess {
  const whole: ProcessIdentity = {
    id: '4712',
    pid: 4712,
    threadId: 0,
    parentPid: 4711,
    role: 'main',
    name: 'api w2',
    nodeVersion: 'v20.20.2',
    platform: 'linux',
    startedAt: at(0),
    intervalMs: 1000,
    ...identity,
  };
  return {
    key: whole.id,
    identity: whole,
    state: 'live',
    exit: undefined,
    unansweredSince: undefined,
    row: toRow({
      time: at(nowSecond - 1),
      heapUsedBytes: 121 * mib,
      oldUsedBytes: 100 * mib,
      liveBytes: 88 * mib,
      externalBytes: 6 * mib,
      rssBytes: 190 * mib,
      heapLimitBytes: 2048 * mib,
      containerUsedBytes: 190 * mib,
      containerLimitBytes: 512 * mib,
      majorCollections: 40,
      ...sample,
    }),
    trend: trendOf((minute) => 88 + (minute % 2)),
    events: [],
    incidents: [],
    ...given,
  };
}

/** Ten minutes of live sizes, one in ten seconds; `liveMib` of the minute. */
export function trendOf(liveMib: (minute: number) => number): TopProcess['trend'] {
  const seconds = Array.from({ length: 60 }, (_, index) => 10 * index);
  return {
    times: seconds.map((second) => at(nowSecond - 600 + second)),
    liveBytes: seconds.map((second) => liveMib(second / 60) * mib),
  };
}

const leak = leakReport({
  level: 'confirmed',
  rateBytesPerSecond: 52 * 1024,
  grownBytes: 29 * mib,
  sinceMs: 560_000,
  sites: [
    {
      function: 'sessionStore.set',
      file: 'src/session.ts',
      line: 88,
      package: undefined,
      bytesPerSecond: 51 * 1024,
      survival: 0.97,
    },
  ],
  holder: { path: 'app.locals.sessions', class: 'Map', entries: 41_200 },
  outOfMemory: { etaMs: 9_600_000, lowMs: 7_500_000, highMs: 12_600_000, limit: 'container' },
  evidence: [
    '97 % of what was allocated in or below sessionStore.set (src/session.ts:88) since then is still alive.',
  ],
  advice: 'Bound the Map, or delete on logout.',
});

/** One whose leak is confirmed since 900 s, with everything that can be told of it. */
export function leakingProcess(): TopProcess {
  const suspected = leakEvent(640, { ...leak, level: 'suspected' });
  const confirmed = leakEvent(900, leak);
  return topProcess({
    identity: { id: '4711', pid: 4711, parentPid: 1, name: 'api' },
    sample: {
      heapUsedBytes: 268 * mib,
      oldUsedBytes: 220 * mib,
      liveBytes: 212 * mib,
      rssBytes: 401 * mib,
      containerUsedBytes: 401 * mib,
    },
    trend: trendOf((minute) => 150 + 6 * minute),
    events: [
      suspected,
      confirmed,
      pressureEvent(1000, 'warning', 'normal'),
      strategyEvent(1010),
      strategyEvent(1100, { result: 'freed-nothing', freedBytes: 0, pauseMs: 0.2 }),
    ],
    incidents: [incident({ level: 'confirmed', openedAt: at(640), events: [suspected, confirmed] })],
  });
}

/** A process whose worker thread does not answer, and one that was killed. */
export function silentProcess(): TopProcess {
  return topProcess({
    identity: { id: '4711.2', pid: 4711, threadId: 2, role: 'worker-thread', name: 'resize' },
    state: 'silent',
    sample: { time: at(nowSecond - 40), liveBytes: 31 * mib, heapUsedBytes: 40 * mib, rssBytes: 401 * mib },
    trend: trendOf(() => 31),
  });
}

export function killedProcess(): TopProcess {
  return topProcess({
    identity: { id: '4720', pid: 4720, role: 'child', name: 'images' },
    state: 'gone',
    exit: { time: at(nowSecond - 30), code: null, signal: 'SIGKILL' },
    sample: { time: at(nowSecond - 31), rssBytes: 288 * mib, containerUsedBytes: 505 * mib },
    trend: trendOf((minute) => 60 + 2 * minute),
  });
}

export function snapshotOf(...processes: readonly TopProcess[]): TopSnapshot {
  return { time: now, processes, ended: [], answering: 1 };
}
