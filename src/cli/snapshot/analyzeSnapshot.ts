import { bytesInWords } from '../../monitoring/quantity.ts';
import type { ClassTally } from '../../profiling/heap-snapshot/classHistogram.ts';
import type { HeapSnapshot } from '../../profiling/heap-snapshot/HeapSnapshot.ts';
import { missingNames } from '../../profiling/heap-snapshot/missingNames.ts';
import { ScriptNames } from '../../profiling/heap-snapshot/ScriptNames.ts';
import { sourcePlace, withSourcePlaces } from '../../profiling/heap-snapshot/sourcePlaces.ts';
import { findSuspects } from '../../profiling/heap-snapshot/suspects/findSuspects.ts';
import { SourceMaps } from '../../profiling/SourceMaps.ts';
import { wrapped } from '../../reporting/words/wrapped.ts';
import { escapeControls } from '../../wire/escapeControls.ts';
import type { CodePlace, SuspectReport } from '../../wire/snapshot.ts';
import type { CommandContext, Outcome } from '../CommandContext.ts';
import type { SnapshotOptions } from './commands.ts';
import { placedReport } from './placedReport.ts';
import { shortFileInWords } from './placeInWords.ts';
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
    const { name, graph, fileBytes } = await session.read(file);
    const missing = missingNames(graph);
    const snapshot = await session.analysed(graph);
    await session.step('finding what holds most');
    const maps = new SourceMaps();
    const report = await withSourcePlaces(findSuspects(snapshot), maps);
    const wanted = snapshot.histogram.filter(({ name }) => isWanted(name, options.class));
    const shown = wanted.slice(0, options.json && options.top === undefined ? undefined : top);
    const classes = await placedClasses(snapshot, shown, maps);
    const { nodeCount, edgeCount } = graph;
    const figures = {
      file: name,
      fileBytes,
      totalBytes: snapshot.totalBytes,
      objects: nodeCount,
      references: edgeCount,
    };
    if (options.json) {
      return JSON.stringify(
        {
          ...figures,
          ...(missing > 0 && { missingNames: missing }),
          holders: report.suspects,
          classes,
        },
        undefined,
        2,
      );
    }
    const width = Math.max(60, Math.min(context.stdout.columns ?? 80, 120));
    const lines = [
      `${bytesInWords(figures.totalBytes)} in ${nodeCount.toLocaleString('en')} objects   ${figures.file}, ${bytesInWords(fileBytes)}`,
    ];
    if (missing > 0) lines.push(...wrapped(missingSentence(missing), width));
    if (options.class === undefined)
      lines.push('', ...holderLines(placedReport(report, context.directory), width));
    lines.push('', ...classLines(classes, wanted.length, context.directory, width));
    return session.shown(lines);
  });
}

function missingSentence(missing: number): string {
  const names =
    missing === 1
      ? '1 object or reference has a name'
      : `${missing.toLocaleString('en')} objects and references have names`;
  return `${names} that the file does not hold: shown as ?`;
}

function holderLines(report: SuspectReport, width: number): string[] {
  if (report.suspects.length === 0) return ['No single object holds a tenth of it directly.'];
  const note =
    'One snapshot tells what is large, not what grows: take two more with the same work between them, and run tidemark snapshot diff.';
  const lines = report.suspects.flatMap((suspect, index) => suspectLines(suspect, index + 1, width));
  return ['What holds most directly', ...lines, '', ...wrapped(note, width)];
}

/** A class with the place of its constructor in words. */
type PlacedClass = Omit<ClassTally, 'place' | 'number'> & { readonly place: CodePlace | undefined };

async function placedClasses(
  { graph }: HeapSnapshot,
  classes: readonly ClassTally[],
  maps: SourceMaps,
): Promise<PlacedClass[]> {
  const scripts = new ScriptNames(graph, []);
  return Promise.all(
    classes.map(async ({ place, number: _number, ...tally }) => {
      const code = place && scripts.fileOf(place);
      return { ...tally, place: code && (await sourcePlace(code, maps)) };
    }),
  );
}

function classLines(
  classes: readonly PlacedClass[],
  total: number,
  directory: string,
  width: number,
): string[] {
  if (classes.length === 0) return ['No class has that in its name.'];
  const rows = classes.map(({ name, place, count, shallowBytes, retainedBytes }) => [
    escapeControls(
      place === undefined ? name : `${name}  ${shortFileInWords(place.file, directory)}:${place.line}`,
    ),
    count.toLocaleString('en'),
    bytesInWords(shallowBytes),
    bytesInWords(retainedBytes),
  ]);
  const lines = tableText([['CLASS', 'OBJECTS', 'THEMSELVES', 'KEEP ALIVE'], ...rows], width);
  const left = total - rows.length;
  return left === 0
    ? lines
    : [...lines, `and ${left.toLocaleString('en')} more: --top, or --class with a part of the name`];
}
