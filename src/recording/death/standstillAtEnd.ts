import type { Flight } from '../readFlight.ts';
import { ownFrames } from '../watchdog/standstillWords.ts';
import type { EndStandstill } from './Death.ts';

/** What the watchdog has seen, where the event loop never came round again. */
export function standstillAtEnd({ header, notes, samples }: Flight): EndStandstill | undefined {
  const last = notes.findLast((note) => note.type === 'blocked' || note.type === 'moved');
  if (last?.type !== 'blocked' || (samples.at(-1)?.[0] ?? 0) > last.time) return undefined;
  const { since, cpuShare, rssBytes } = last;
  const captured = notes.findLast(
    (note) =>
      note.type === 'blocked' && note.since === since && (note.stack ?? note.withoutStack) !== undefined,
  );
  const { stack = [], withoutStack } = captured?.type === 'blocked' ? captured : {};
  return { since, cpuShare, rssBytes, frames: ownFrames(stack, header.directory), withoutStack };
}
