import { basename } from 'node:path';
import { bytesInWords } from '../../monitoring/quantity.ts';
import { checkComparable } from '../../profiling/heap-snapshot/checkComparable.ts';
import { type SnapshotSummary, summaryOf } from '../../profiling/heap-snapshot/SnapshotSummary.ts';
import { type ClassChange, snapshotDiff } from '../../profiling/heap-snapshot/snapshotDiff.ts';
import { withSourcePlaces } from '../../profiling/heap-snapshot/sourcePlaces.ts';
import { findSuspects } from '../../profiling/heap-snapshot/suspects/findSuspects.ts';
import { wrapped } from '../../reporting/words/wrapped.ts';
import { invalidOption, TidemarkError } from '../../TidemarkError.ts';
import { escapeControls } from '../../wire/escapeControls.ts';
import type { SuspectReport } from '../../wire/snapshot.ts';
import type { CommandContext, Outcome } from '../CommandContext.ts';
import type { SnapshotOptions } from './commands.ts';
import { openInput, standardInput } from './openInput.ts';
import { placedReport } from './placedReport.ts';
import { isWanted, SnapshotSession, topOf } from './SnapshotSession.ts';
import {
  boundedLines,
  restSentence,
  spreadLines,
  suspectLines,
  verdictSentence,
} from './suspectSentences.ts';
import { tableText } from './tableText.ts';

const usualClasses = 10;

/**
 * `tidemark snapshot diff A B [C]`: what grew, and what holds it.
 *
 * @throws TidemarkError `FILE_UNREADABLE`, `INVALID_SNAPSHOT`, `INVALID_OPTION`
 */
export async function diffSnapshots(
  files: readonly string[],
  options: SnapshotOptions,
  context: CommandContext,
): Promise<Outcome> {
  const top = topOf(options.top, usualClasses);
  if (files.length < 2) throw invalidOption('FILES', 'two or three snapshots', files.length);
  if (files.length > 3) throw tooMany(files.length);
  if (files.filter((file) => file === standardInput).length > 1)
    throw invalidOption('FILES', 'different snapshots, of which one may be - for standard input', files);
  const again = files.find((file, index) => files.indexOf(file) !== index);
  if (again !== undefined) throw invalidOption('FILES', 'different snapshots, none of them twice', again);
  // Before the first has been read for a minute.
  for (const file of files) openInput(file, context);
  return SnapshotSession.run(context, async (session) => {
    const earlier: SnapshotSummary[] = [];
    for (const file of files.slice(0, -1)) {
      const { name, graph } = await session.read(file);
      await session.step(`summing up ${name}`);
      earlier.push(summaryOf(graph));
    }
    const last = await session.analysed((await session.read(files.at(-1)!)).graph);
    checkComparable('FILES', files, earlier, last);
    await session.step('finding what grew');
    const report = await withSourcePlaces(findSuspects(last, earlier));
    await session.step('comparing classes');
    const changes = snapshotDiff(earlier[0]!, last).filter(({ name }) => isWanted(name, options.class));
    if (options.json) {
      const classes = changes.slice(0, options.top === undefined ? undefined : top);
      return JSON.stringify({ files: files.map((file) => basename(file)), ...report, classes }, undefined, 2);
    }
    const width = Math.max(60, Math.min(context.stdout.columns ?? 80, 120));
    const lines =
      options.class === undefined ? reportLines(placedReport(report, context.directory), width) : [];
    return session.shown([...lines, ...changeLines(changes, top, width)]);
  });
}

function tooMany(received: number): TidemarkError {
  const rule = 'two or three snapshots';
  const message = `FILES must be ${rule}, received ${received}. Of more, give the first, one in the middle and the last`;
  return new TidemarkError('INVALID_OPTION', message, { option: 'FILES', rule, received });
}

function reportLines(report: SuspectReport, width: number): string[] {
  const lines = [...wrapped(verdictSentence(report), width), ''];
  for (const [index, suspect] of report.suspects.entries())
    lines.push(...suspectLines(suspect, index + 1, width), '');
  for (const one of report.bounded ?? []) lines.push(...boundedLines(one, width), '');
  for (const one of report.spread) lines.push(...spreadLines(one, width), '');
  if (report.restBytes > 0) lines.push(...wrapped(restSentence(report), width));
  if (report.snapshots === 2) {
    const note =
      'Two snapshots cannot tell a leak from what fills up once: take a third after the same work.';
    lines.push(...wrapped(note, width));
  }
  return [...lines, ''];
}

function changeLines(changes: readonly ClassChange[], top: number, width: number): string[] {
  if (changes.length === 0) return ['No class has changed.'];
  const rows = changes
    .slice(0, top)
    .map((change) => [
      escapeControls(change.name),
      `+${change.added.toLocaleString('en')}`,
      `-${change.deleted.toLocaleString('en')}`,
      signed(change.addedBytes - change.deletedBytes),
    ]);
  return tableText([['CLASS', 'NEW', 'GONE', 'THEMSELVES'], ...rows], width);
}

function signed(bytes: number): string {
  return `${bytes < 0 ? '' : '+'}${bytesInWords(bytes)}`;
}
