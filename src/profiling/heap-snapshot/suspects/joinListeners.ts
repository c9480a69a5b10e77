import type { AlikeCases } from './alikeCases.ts';
import { listenersOf } from './fixIdea.ts';
import { type Gain, type Gained, steadyBytes } from './gains.ts';
import type { SuspectCase } from './SuspectCases.ts';

/** Cases that are one leak, and the events that its listeners listen to. */
export interface JoinedCases extends AlikeCases {
  /** Where listeners of several events of one emitter come together: these. */
  readonly events?: readonly string[];
}

/**
 * Puts listeners together that come as often as each other to several events of one emitter: `events.once` adds one to the event
 * and one to `"error"`, which share what they close over.
 *
 * @param pathTo how the program reaches a holder
 * @param mostOf what a case gained most
 */
export function joinListeners(
  cases: readonly AlikeCases[],
  pathTo: (holder: number) => string,
  mostOf: (suspect: SuspectCase) => Gain | undefined,
): JoinedCases[] {
  const groups = new Map<string, AlikeCases[]>();
  const joined: JoinedCases[] = [];
  for (const one of cases) {
    const listeners = listenersOf(pathTo(one.together.holder));
    const counts = mostOf(one.together)?.counts.join();
    if (listeners === undefined || listeners.isTarget || counts === undefined) {
      joined.push(one);
      continue;
    }
    const key = `${listeners.emitter} ${one.count} ${counts}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  for (const group of groups.values()) {
    const events = group.flatMap(({ together }) => listenersOf(pathTo(together.holder))?.event ?? []);
    if (events.length < 2) joined.push(...group);
    else
      joined.push({ together: sumOf(group.map(({ together }) => together)), count: group[0]!.count, events });
  }
  return joined;
}

function sumOf(group: readonly SuspectCase[]): SuspectCase {
  const [greatest] = [...group].sort((a, b) => b.bytes - a.bytes) as [SuspectCase];
  const holders = new Set(group.map(({ holder }) => holder));
  const shared = group.flatMap((one) => one.shared);
  const isWithin = ({ others }: SuspectCase['shared'][number]): boolean =>
    others.every((one) => holders.has(one));
  // What they share with each other alone is theirs, once.
  const within = new Map<string, Gain>();
  for (const { gain } of shared.filter(isWithin)) {
    const present = within.get(gain.name);
    if (present === undefined || steadyBytes(present) < steadyBytes(gain)) within.set(gain.name, gain);
  }
  const own: Gained = { gains: within };
  const bytesOf = (at: number): number =>
    group.reduce((sum, { bytesPerInterval }) => sum + bytesPerInterval[at]!, 0) +
    [...within.values()].reduce((sum, { bytes }) => sum + bytes[at]!, 0);
  return {
    holder: greatest.holder,
    objects: greatest.objects,
    bytes:
      group.reduce((sum, { bytes }) => sum + bytes, 0) +
      [...within.values()].reduce((sum, gain) => sum + steadyBytes(gain), 0),
    bytesPerInterval: greatest.bytesPerInterval.map((_, at) => bytesOf(at)),
    gained: [...group.flatMap(({ gained }) => gained), own],
    shared: shared.filter((one) => !isWithin(one)),
  };
}
