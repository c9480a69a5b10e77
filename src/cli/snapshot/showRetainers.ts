import { bytesInWords } from '../../monitoring/quantity.ts';
import { holdersOf } from '../../profiling/heap-snapshot/holdersOf.ts';
import { sourcePlace } from '../../profiling/heap-snapshot/sourcePlaces.ts';
import { SourceMaps } from '../../profiling/SourceMaps.ts';
import { wrapped } from '../../reporting/words/wrapped.ts';
import { invalidOption } from '../../TidemarkError.ts';
import { isRootOfV8 } from '../../wire/rootsOfV8.ts';
import type { HeldObject } from '../../wire/snapshot.ts';
import type { CommandContext, Outcome } from '../CommandContext.ts';
import type { SnapshotOptions } from './commands.ts';
import { placedObject } from './placedReport.ts';
import { SnapshotSession, topOf } from './SnapshotSession.ts';

const usualHolders = 20;

/**
 * `tidemark snapshot retainers FILE ID`: who holds an object.
 *
 * @throws TidemarkError `FILE_UNREADABLE`, `INVALID_SNAPSHOT`, `INVALID_OPTION`
 */
export async function showRetainers(
  file: string,
  given: string,
  options: SnapshotOptions,
  context: CommandContext,
): Promise<Outcome> {
  const top = topOf(options.top, usualHolders);
  const id = /^@?(\d{1,10})$/.exec(given)?.[1];
  if (id === undefined) throw invalidOption('ID', 'the number of an object, such as @66253', given);
  return SnapshotSession.run(context, async (session) => {
    const snapshot = await session.analysed((await session.read(file)).graph);
    await session.step('finding who holds it');
    const node = snapshot.nodeWithId(Number(id));
    if (node === undefined) throw invalidOption('ID', 'the number of an object in this snapshot', given);
    const held = await withSourcePlace(holdersOf(snapshot, node));
    if (options.json) return JSON.stringify(held, undefined, 2);
    const shown = placedObject(held, context.directory);
    return session.shown(heldLines(shown, top, Math.max(60, Math.min(context.stdout.columns ?? 80, 120))));
  });
}

async function withSourcePlace(held: HeldObject): Promise<HeldObject> {
  return { ...held, place: held.place && (await sourcePlace(held.place, new SourceMaps())) };
}

function heldLines(held: HeldObject, top: number, width: number): string[] {
  const place = held.place === undefined ? '' : ` (${held.place.file}:${held.place.line})`;
  const sizes = `keeps ${bytesInWords(held.retainedBytes)} alive, ${bytesInWords(held.shallowBytes)} itself`;
  const lines = [`${held.className} @${held.id}${place}   ${sizes}`];
  lines.push(...wrapped(held.path === '' ? 'nothing that the program can reach holds it' : held.path, width));
  if (held.dominator !== undefined) lines.push('', `goes with ${numbered(held.dominator)}`);
  lines.push('', 'held by');
  for (const holder of held.holders.slice(0, top)) {
    lines.push(
      ...wrapped(isRootOfV8(holder) ? holder.path : `${holder.path}   ${numbered(holder)}`, width - 2).map(
        (line) => `  ${line}`,
      ),
    );
  }
  const left = held.holders.length - top;
  if (held.holders.length === 0) lines.push('  nobody but V8 itself');
  if (left > 0) lines.push(`  and ${left.toLocaleString('en')} more: --top`);
  return lines;
}

type NamedObject = Pick<HeldObject, 'className' | 'id'>;

function numbered({ className, id }: NamedObject): string {
  return `${className} @${id}`;
}
