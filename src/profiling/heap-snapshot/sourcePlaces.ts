import { fileURLToPath } from 'node:url';
import type { CodePlace, SuspectReport } from '../../wire/snapshot.ts';
import { SourceMaps } from '../SourceMaps.ts';

/** The place in the source, where a source map on this machine tells it; else the place itself. */
export async function sourcePlace(place: CodePlace, maps: SourceMaps): Promise<CodePlace> {
  const { file, line, column = 1 } = place;
  const source = await maps.placeOf(file, line - 1, column - 1);
  return source === undefined
    ? { ...place, file: plainPath(file) }
    : { file: source.file, line: source.line + 1 };
}

/** V8 names CommonJS modules by path, and others by URL. */
function plainPath(file: string): string {
  try {
    return file.startsWith('file:') ? fileURLToPath(file) : file;
  } catch {
    return file;
  }
}

/** A report with all its places in sources. */
export async function withSourcePlaces(
  report: SuspectReport,
  maps: SourceMaps = new SourceMaps(),
): Promise<SuspectReport> {
  const suspects = await Promise.all(
    report.suspects.map(async (suspect) => ({
      ...suspect,
      gains: await Promise.all(
        suspect.gains.map(async (gain) => ({
          ...gain,
          place: gain.place && (await sourcePlace(gain.place, maps)),
        })),
      ),
    })),
  );
  return { ...report, suspects };
}
