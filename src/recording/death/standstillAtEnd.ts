import type { Flight } from '../readFlight.ts';
import type { Gathering } from '../watchdog/gatheringOfMain.ts';
import { frameBelow, ownFrames } from '../watchdog/standstillWords.ts';
import type { EndStandstill } from './Death.ts';

/** What the watchdog has seen, where the event loop never came round again. */
export function standstillAtEnd({ header, notes, samples }: Flight): EndStandstill | undefined {
  const last = notes.findLast((note) => note.type === 'blocked' || note.type === 'moved');
  if (last?.type !== 'blocked' || (samples.at(-1)?.[0] ?? 0) > last.time) return undefined;
  const { since, cpuShare, queuedShare, rssBytes } = last;
  // All since it last moved are of one standstill; where the clock was set meanwhile, it began at another time by that.
  const captured = notes
    .slice(notes.findLastIndex(({ type }) => type === 'moved') + 1)
    .findLast((note) => note.type === 'blocked' && (note.stack ?? note.withoutStack) !== undefined);
  const { stack = [], withoutStack, gathering } = captured?.type === 'blocked' ? captured : {};
  const frames = ownFrames(stack, header.directory);
  return {
    since,
    cpuShare,
    ...(queuedShare !== undefined && { queuedShare }),
    rssBytes,
    frames,
    withoutStack,
    ...(gathering !== undefined && { gathering: gatheredBelow(header.directory, gathering) }),
  };
}

function gatheredBelow(directory: string, { sites, ...rest }: Gathering): Gathering {
  return { ...rest, sites: sites.map((site) => ({ ...site, frame: frameBelow(directory, site.frame) })) };
}
