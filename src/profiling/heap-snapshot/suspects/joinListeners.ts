import type { AlikeCases } from './alikeCases.ts';
import { listenersOf } from './fixIdea.ts';
import { type Gain, type Gained, steadyBytes } from './gains.ts';
import type { SuspectCase } from './SuspectCases.ts';

/** Cases that are one leak, and the events that its listeners listen to. */
export interface JoinedCases extends AlikeCases {
  /** Where listeners of several events of one emitter come together: these. */
  readonly events?: readonly string[];
  /** First listeners of signals that end the waiting for these: each call has added one there as well. */
  readonly signals?: readonly number[];
}

/**
 * Puts listeners together that come as often as each other to several events of one emitter: `events.once` adds one to the event
 * and one to `"error"`, which share what they close over, and where it is given a signal, one to that.
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
  const targets: AlikeCases[] = [];
  for (const one of cases) {
    const listeners = listenersOf(pathTo(one.together.holder));
    const counts = countsOf(one);
    if (listeners?.isTarget) targets.push(one);
    else if (listeners === undefined || counts === undefined) joined.push(one);
    else {
      const key = `${listeners.emitter} ${one.count} ${counts}`;
      const group = groups.get(key);
      if (group === undefined) groups.set(key, [one]);
      else group.push(one);
    }
  }
  for (const group of groups.values()) {
    const events = group.flatMap(({ together }) => listenersOf(pathTo(together.holder))?.event ?? []);
    if (events.length < 2) {
      joined.push(...group);
      continue;
    }
    const holders = new Set(group.map(({ together }) => together.holder));
    const isWithin = ({ together }: AlikeCases): boolean =>
      together.shared.some(({ others }) => others.some((other) => holders.has(other)));
    const signals = targets.filter((one) => countsOf(one) === countsOf(group[0]!) && isWithin(one));
    for (const one of signals) targets.splice(targets.indexOf(one), 1);
    const together = sumOf(
      group.map((one) => one.together),
      signals.map((one) => one.together),
    );
    joined.push({
      together,
      count: group[0]!.count,
      events,
      ...(signals.length > 0 && { signals: signals.map((one) => one.together.holder) }),
    });
  }
  return [...joined, ...targets];

  function countsOf({ together }: AlikeCases): string | undefined {
    return mostOf(together)?.counts.join();
  }
}

function sumOf(listeners: readonly SuspectCase[], signals: readonly SuspectCase[]): SuspectCase {
  const [greatest] = [...listeners].sort((a, b) => b.bytes - a.bytes) as [SuspectCase];
  const group = [...listeners, ...signals];
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
