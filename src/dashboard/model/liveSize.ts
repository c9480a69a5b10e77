import type { SampleStore } from './SampleStore.ts';

/** What the live size did lately. */
export interface LiveSizeCourse {
  readonly liveBytes: number;
  /** For how long it has stayed within a few percent of what it is now. */
  readonly steadyMs: number;
  /** Major collections within that time. */
  readonly steadyCollections: number;
  /** Major collections seen since sampling began. */
  readonly collections: number;
}

const toleratedShare = 0.05;
const toleratedBytes = 2 * 1024 * 1024;

/** Walks back from the newest sample to where the live size last was something else; `undefined` before the first reading. */
export function liveSizeCourse(store: SampleStore): LiveSizeCourse | undefined {
  const liveBytes = store.latest('liveBytes');
  if (liveBytes === undefined) return undefined;
  const live = store.values('liveBytes');
  const times = store.values('time');
  const tolerance = Math.max(liveBytes * toleratedShare, toleratedBytes);
  let index = live.length - 1;
  while (index > 0 && Math.abs((live[index - 1] as number) - liveBytes) <= tolerance) index--;
  const counts = store.values('majorCollections');
  const collections = counts.at(-1) as number;
  return {
    liveBytes,
    steadyMs: (times.at(-1) as number) - (times[index] as number),
    steadyCollections: collections - (counts[index] as number),
    collections,
  };
}
