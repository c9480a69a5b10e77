import { basename } from 'node:path';
import { bytesInWords } from '../../monitoring/quantity.ts';
import type { ClassTally } from '../../profiling/heap-snapshot/classHistogram.ts';
import { HeapSnapshot } from '../../profiling/heap-snapshot/HeapSnapshot.ts';
import { findSuspects } from '../../profiling/heap-snapshot/suspects/findSuspects.ts';
import type { SuspectReport } from '../../wire/snapshot.ts';
import type { CommandContext, Outcome } from '../CommandContext.ts';
import { wrapped } from '../Terminal.ts';
import type { SnapshotOptions } from './commands.ts';
import { isWanted, SnapshotSession, topOf } from './SnapshotSession.ts';
import { suspectLines } from './suspectSentences.ts';
import { tableText } from './tableText.ts';

const usualClasses = 20;

/**
 * `tidemark snapshot analyze FILE`: what holds the memory, and every class.
 *
 * @throws TidemarkError `FILE_UNREADABLE`, `INVALID_SNAPSHOT`, `INVALID_OPTION`
 */
export async function analyzeSnapshot(
  file: string,
  options: SnapshotOptions,
  context: CommandContext,
): Promise<Outcome> {
  const top = topOf(options.top, usualClasses);
  return SnapshotSession.run(context, async (session) => {
    const { graph, fileBytes } = await session.read(file);
    const snapshot = new HeapSnapshot(graph);
    await session.pause();
    const report = findSuspects(snapshot);
    const classes = snapshot.histogram.filter(({ name }) => isWanted(name, options.class));
    const { nodeCount, edgeCount } = graph;
    const figures = {
      file: basename(file),
      fileBytes,
      totalBytes: snapshot.totalBytes,
      objects: nodeCount,
      references: edgeCount,
    };
    if (options.json) {
      return JSON.stringify(
        {
          ...figures,
          holders: report.suspects,
          classes: classes.slice(0, options.top === undefined ? undefined : top),
        },
        undefined,
        2,
      );
    }
    const width = Math.max(60, Math.min(context.stdout.columns ?? 80, 120));
    const lines = [
      `${bytesInWords(figures.totalBytes)} in ${nodeCount.toLocaleString('en')} objects   ${figures.file}, ${bytesInWords(fileBytes)}`,
    ];
    if (options.class === undefined) lines.push('', ...holderLines(report, width));
    lines.push('', ...classLines(classes, top, width));
    return session.shown(lines);
  });
}

function holderLines(report: SuspectReport, width: number): string[] {
  if (report.suspects.length === 0) return ['No single object holds a tenth of it directly.'];
  const note =
    'One snapshot tells what is large, not what grows: take two more with the same work between them, and run tidemark snapshot diff.';
  const lines = report.suspects.flatMap((suspect, index) => suspectLines(suspect, index + 1, width));
  return ['What holds most directly', ...lines, '', ...wrapped(note, width)];
}

function classLines(classes: readonly ClassTally[], top: number, width: number): string[] {
  if (classes.length === 0) return ['No class has that in its name.'];
  const rows = classes
    .slice(0, top)
    .map(({ name, count, shallowBytes, retainedBytes }) => [
      name,
      count.toLocaleString('en'),
      bytesInWords(shallowBytes),
      bytesInWords(retainedBytes),
    ]);
  const lines = tableText([['CLASS', 'OBJECTS', 'THEMSELVES', 'KEEP ALIVE'], ...rows], width);
  const left = classes.length - rows.length;
  return left === 0
    ? lines
    : [...lines, `and ${left.toLocaleString('en')} more: --top, or --class with a part of the name`];
}
