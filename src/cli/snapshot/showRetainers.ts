import { bytesInWords } from '../../monitoring/quantity.ts';
import { HeapSnapshot } from '../../profiling/heap-snapshot/HeapSnapshot.ts';
import { nodeWords } from '../../profiling/heap-snapshot/nodeWords.ts';
import { PathWords } from '../../profiling/heap-snapshot/PathWords.ts';
import { RetainerTree } from '../../profiling/heap-snapshot/RetainerTree.ts';
import { type CodePlace, ScriptNames } from '../../profiling/heap-snapshot/ScriptNames.ts';
import { invalidOption } from '../../TidemarkError.ts';
import type { CommandContext, Outcome } from '../CommandContext.ts';
import { wrapped } from '../Terminal.ts';
import type { SnapshotOptions } from './commands.ts';
import { SnapshotSession, topOf } from './SnapshotSession.ts';

/** Somebody who refers to the object. */
interface Holder {
  readonly id: number;
  readonly className: string;
  /** How the holder is reached, and from there the object. */
  readonly path: string;
  readonly retainedBytes: number;
}

/** An object and who holds it. */
interface Held {
  readonly id: number;
  readonly className: string;
  readonly place: CodePlace | undefined;
  readonly path: string;
  readonly shallowBytes: number;
  readonly retainedBytes: number;
  /** Without it, the object would go: the nearest one that all paths lead over. */
  readonly dominator: { readonly id: number; readonly className: string };
  readonly holders: readonly Holder[];
}

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
    const snapshot = new HeapSnapshot((await session.read(file)).graph);
    await session.pause();
    const node = snapshot.nodeWithId(Number(id));
    if (node === undefined) throw invalidOption('ID', 'the number of an object in this snapshot', given);
    const held = heldOf(snapshot, node);
    if (options.json) return JSON.stringify(held, undefined, 2);
    return session.shown(heldLines(held, top, Math.max(60, Math.min(context.stdout.columns ?? 80, 120))));
  });
}

function heldOf(snapshot: HeapSnapshot, node: number): Held {
  const { graph, tree } = snapshot;
  const retainers = new RetainerTree(graph);
  const words = new PathWords(graph, retainers);
  const idOf = (one: number): number => graph.nodes.ids[one]!;
  const dominator = tree.dominatorOf(node);
  const holders = retainers.edgesTo(node).map((edge): Holder => {
    const from = retainers.sourceOf(edge);
    return {
      id: idOf(from),
      className: nodeWords(snapshot, from),
      path: `${words.pathTo(from)}${words.step(edge).text}`,
      retainedBytes: tree.retainedSizes[from]!,
    };
  });
  return {
    id: idOf(node),
    className: nodeWords(snapshot, node),
    place: new ScriptNames(graph, [node]).placeOf(node),
    path: words.pathTo(node),
    shallowBytes: graph.sizeOf(node),
    retainedBytes: tree.retainedSizes[node]!,
    dominator: { id: idOf(dominator), className: nodeWords(snapshot, dominator) },
    holders: holders.sort((a, b) => a.path.length - b.path.length),
  };
}

function heldLines(held: Held, top: number, width: number): string[] {
  const place = held.place === undefined ? '' : ` (${held.place.file}:${held.place.line})`;
  const sizes = `keeps ${bytesInWords(held.retainedBytes)} alive, ${bytesInWords(held.shallowBytes)} itself`;
  const lines = [`${held.className} @${held.id}${place}   ${sizes}`];
  lines.push(...wrapped(held.path === '' ? 'nothing that the program can reach holds it' : held.path, width));
  lines.push('', `goes with ${held.dominator.className} @${held.dominator.id}`, '', 'held by');
  for (const holder of held.holders.slice(0, top)) {
    lines.push(
      ...wrapped(`${holder.path}   ${holder.className} @${holder.id}`, width - 2).map((line) => `  ${line}`),
    );
  }
  const left = held.holders.length - top;
  if (held.holders.length === 0) lines.push('  nobody but V8 itself');
  if (left > 0) lines.push(`  and ${left.toLocaleString('en')} more: --top`);
  return lines;
}
