import { withEscapedControls } from '../../wire/escapeControls.ts';
import type { HeldObject, LeakSuspect, SuspectGain, SuspectReport } from '../../wire/snapshot.ts';
import { fileInWords, modulesInWords } from './placeInWords.ts';

/** A report for people in a directory: files below it are relative, all others plain paths; no name steers the terminal. */
export function placedReport(report: SuspectReport, directory: string): SuspectReport {
  const gain = (one: SuspectGain): SuspectGain => ({
    ...one,
    place: one.place && { ...one.place, file: fileInWords(one.place.file, directory) },
  });
  const placed = (suspect: LeakSuspect): LeakSuspect => ({
    ...suspect,
    path: modulesInWords(suspect.path, directory),
    ...(suspect.weakMap !== undefined && { weakMap: modulesInWords(suspect.weakMap, directory) }),
    ...(suspect.stores?.storage !== undefined && {
      stores: { ...suspect.stores, storage: modulesInWords(suspect.stores.storage, directory) },
    }),
    sharedWith: suspect.sharedWith.map((path) => modulesInWords(path, directory)),
    gains: suspect.gains.map(gain),
  });
  return withEscapedControls({
    ...report,
    suspects: report.suspects.map(placed),
    ...(report.bounded !== undefined && { bounded: report.bounded.map(placed) }),
    spread: report.spread.map((spread) => ({
      ...spread,
      examplePath: modulesInWords(spread.examplePath, directory),
      gains: spread.gains.map(gain),
    })),
  });
}

/** The same of an object and who holds it. */
export function placedObject(held: HeldObject, directory: string): HeldObject {
  return withEscapedControls({
    ...held,
    place: held.place && { ...held.place, file: fileInWords(held.place.file, directory) },
    path: modulesInWords(held.path, directory),
    holders: held.holders.map((holder) => ({ ...holder, path: modulesInWords(holder.path, directory) })),
  });
}
