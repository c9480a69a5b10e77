import type { LiveReading } from '../sampling/MemorySource.ts';
import { TidemarkError } from '../TidemarkError.ts';
import { fromWireRow } from '../wire/codec.ts';
import type { MemoryEvent } from '../wire/event.ts';
import { memoryEvent } from '../wire/eventReader.ts';
import type { Reader } from '../wire/reader.ts';
import { readLine } from '../wire/reader.ts';
import type { SampleRow } from '../wire/sample.ts';
import { crc32 } from './crc32.ts';
import { type FlightNote, flightNote } from './FlightNote.ts';
import {
  type FlightHeader,
  flightHeader,
  flightVersion,
  headBytes,
  jsonOffset,
  magic,
  type RegionName,
  slotHeadBytes,
} from './flightFormat.ts';
import { onOneClock } from './onOneClock.ts';
import { readRegion } from './readRegion.ts';

/** What a process has left behind. */
export interface Flight {
  readonly header: FlightHeader;
  /** Oldest first, by time: those of the last minutes one by one, before them the first of each minute. */
  readonly samples: readonly SampleRow[];
  /** How many of the last ones are those between, a second apart, where samples are further apart. */
  readonly pulses: number;
  /** Since when every sample is there, in epoch milliseconds; `undefined` without samples. */
  readonly completeSince: number | undefined;
  /** By how many milliseconds its clock was put back meanwhile; all times, the start as well, are by the clock of its end. */
  readonly putBackMs: number;
  readonly readings: readonly LiveReading[];
  /** Oldest first. */
  readonly events: readonly MemoryEvent[];
  readonly notes: readonly FlightNote[];
  /** Records that were read, of all kinds. */
  readonly records: number;
  /** Records that are damaged or missing. */
  readonly skipped: number;
  /** Where the file ends before its last ring does, as its header has them: how long it is, and would be at least. */
  readonly cutOff: { readonly bytes: number; readonly ofBytes: number } | undefined;
  /** Time of the newest record of the process itself, in epoch milliseconds; `undefined` where there is none. */
  readonly lastTime: number | undefined;
}

const decoder = new TextDecoder();
const mostSlots = 10_000_000;

/**
 * Reads what a process has left behind, from the bytes of its file. Records that are torn, damaged or missing are
 * skipped and counted; the rest is as it was written.
 *
 * @throws TidemarkError `INVALID_RECORDING` where the file is none, is one of a later version, or has lost its header
 */
export function readFlight(file: Uint8Array): Flight {
  const header = readHeader(file);
  let records = 0;
  let skipped = 0;
  const contents = (name: RegionName): readonly Uint8Array[] =>
    header.regions
      .filter((region) => region.name === name)
      .flatMap((region) => {
        const content = readRegion(file, region);
        skipped += content.skipped;
        return content.records;
      });
  const texts = <Value>(name: RegionName, reader: Reader<Value>): Value[] =>
    contents(name).flatMap((content) => {
      try {
        const value = readLine(decoder.decode(content), reader);
        records += 1;
        return [value];
      } catch {
        // Whole, and yet not understood: of a newer version, perhaps.
        skipped += 1;
        return [];
      }
    });
  const rows = (name: RegionName): SampleRow[] =>
    contents(name).map((content) => fromWireRow([...numbersOf(content, header)], header.fields));

  const clock = onOneClock(
    {
      regular: rows('samples'),
      pulses: rows('pulses'),
      minutes: rows('minutes'),
      readings: contents('readings').map((content) => readingOf(numbersOf(content, header))),
      verdicts: texts('verdicts', memoryEvent),
      responses: texts('responses', memoryEvent),
      notes: texts('notes', flightNote),
      blocks: texts('blocks', flightNote),
    },
    header.process,
  );
  const { regular, pulses, minutes: coarse, readings } = clock.rings;
  const fine = merged(regular, pulses);
  const events = [...clock.rings.verdicts, ...clock.rings.responses];
  const notes = [...clock.rings.notes, ...clock.rings.blocks];
  records += fine.length + readings.length;
  const completeSince = regular[0]?.[0];
  const samples = [
    ...coarse.filter((row) => !(row[0]! >= (completeSince ?? Number.POSITIVE_INFINITY))),
    ...fine,
  ];
  const times = [
    ...samples.map((row) => row[0]!),
    ...readings.map(({ time }) => time),
    ...events.map(({ time }) => time),
    ...notes.filter(({ type }) => type !== 'examined').map(({ time }) => time),
  ].filter(Number.isFinite);
  return {
    header: { ...header, process: { ...header.process, startedAt: clock.startedAt } },
    samples,
    pulses: pulses.length,
    completeSince,
    putBackMs: clock.putBackMs,
    readings,
    events: events.toSorted((one, other) => one.time - other.time),
    notes,
    records,
    skipped,
    cutOff: cutOffOf(file, header),
    lastTime: times.length === 0 ? undefined : times.reduce((latest, time) => Math.max(latest, time)),
  };
}

/**
 * Reads who is recorded, from the first {@link headBytes} bytes of a file.
 *
 * @throws TidemarkError `INVALID_RECORDING`
 */
export function readHeader(file: Uint8Array): FlightHeader {
  if (decoder.decode(file.subarray(0, magic.length)) !== magic) throw invalid('no file of the recorder');
  if (file.length < headBytes) throw invalid(`cut off after ${file.length} bytes`);
  const view = new DataView(file.buffer, file.byteOffset, jsonOffset);
  const version = view.getUint32(magic.length, true);
  const length = view.getUint32(magic.length + 4, true);
  if (version > flightVersion) {
    throw invalid(`of version ${version}, and this Tidemark reads ${flightVersion}: a later one is needed`);
  }
  const end = jsonOffset + length;
  if (end > headBytes || crc32(file, jsonOffset, end) !== view.getUint32(magic.length + 8, true)) {
    throw invalid('damaged at its beginning, so that nothing in it can be found');
  }
  const header = understood(decoder.decode(file.subarray(jsonOffset, end)));
  const slots = header.regions.reduce((sum, region) => sum + region.slots, 0);
  if (header.regions.some(({ slotBytes }) => slotBytes <= slotHeadBytes) || slots > mostSlots) {
    throw invalid('laid out as no recorder does it');
  }
  return header;
}

function understood(json: string): FlightHeader {
  try {
    return readLine(json, flightHeader);
  } catch (cause) {
    throw invalid(`not understood: ${(cause as Error).message}`, cause);
  }
}

function cutOffOf({ length: bytes }: Uint8Array, { regions }: FlightHeader): Flight['cutOff'] {
  const ofBytes = regions.reduce(
    (end, { offset, slotBytes, slots }) => Math.max(end, offset + slotBytes * slots),
    0,
  );
  return bytes < ofBytes ? { bytes, ofBytes } : undefined;
}

/** Both by time, and each in its own order, which is the one of writing. */
function merged(samples: readonly SampleRow[], pulses: readonly SampleRow[]): SampleRow[] {
  const rows: SampleRow[] = [];
  let next = 0;
  for (const row of samples) {
    while (next < pulses.length && pulses[next]![0]! < row[0]!) rows.push(pulses[next++]!);
    rows.push(row);
  }
  return [...rows, ...pulses.slice(next)];
}

function numbersOf(content: Uint8Array, { byteOrder }: FlightHeader): Float64Array {
  const view = new DataView(content.buffer, content.byteOffset, content.length);
  return Float64Array.from({ length: Math.floor(content.length / 8) }, (_, index) =>
    view.getFloat64(index * 8, byteOrder === 'little'),
  );
}

function readingOf([
  time = Number.NaN,
  liveBytes = Number.NaN,
  externalBytes = Number.NaN,
  majorCollections = Number.NaN,
]: Float64Array): LiveReading {
  return { time, liveBytes, externalBytes, majorCollections };
}

function invalid(what: string, cause?: unknown): TidemarkError {
  return new TidemarkError('INVALID_RECORDING', `The file is ${what}.`, {
    ...(cause !== undefined && { cause }),
  });
}
