import type { ProcessIdentity } from '../wire/process.ts';
import { count, list, number, oneOf, optional, type Reader, record, text } from '../wire/reader.ts';
import { identity } from '../wire/validate.ts';
import type { ProcessSignature } from './processSignature.ts';

/** What every flight begins with. */
export const magic = 'TIDEMARK FLIGHT\n';
/** Version of the layout; a reader leaves files of a later one alone. */
export const flightVersion = 2;
/** Bytes before the regions: magic, version, length and checksum of the header, and the header as JSON. */
export const headBytes: number = 16 * 1024;
/** Where the JSON of the header begins, after `magic` and three numbers of 4 bytes. */
export const jsonOffset: number = magic.length + 12;

/**
 * Before what a slot holds: checksum of all that follows (4 bytes), length of the content (4), sequence number of the
 * slot within its region (8), which part of a record it is (2), of how many (2), 4 bytes of nothing. Little-endian.
 */
export const slotHeadBytes = 24;
/** Parts of the longest record. */
export const mostParts = 64;

/**
 * The rings of a flight, each of which holds its newest records: what is frequent drives nothing out that is rare. Each has
 * one writer: that of `blocks`, which holds notes, is the watchdog's thread.
 */
const regionNames = [
  'samples',
  'minutes',
  'pulses',
  'readings',
  'verdicts',
  'responses',
  'notes',
  'blocks',
] as const;

/** The name of one ring. */
export type RegionName = (typeof regionNames)[number];

/** Where a ring lies in the file. */
export interface Region {
  readonly name: RegionName;
  readonly offset: number;
  readonly slotBytes: number;
  readonly slots: number;
}

/** A control group that tells how many of its processes were killed for want of memory. */
export interface CountedGroup {
  readonly version: 1 | 2;
  readonly directory: string;
  /** Of the folder. A group that is made anew under its name has another, and counts from 0 again. */
  readonly inode?: number | undefined;
}

/** Who is recorded, where, and how the file is laid out. */
export interface FlightHeader {
  readonly process: ProcessIdentity;
  /** The working directory at the start. */
  readonly directory: string;
  /** The counters of a sample, in the order of the columns. */
  readonly fields: readonly string[];
  readonly regions: readonly Region[];
  /** Of the numbers in samples and readings. */
  readonly byteOrder: 'little' | 'big';
  readonly signature: ProcessSignature;
  readonly group?: CountedGroup | undefined;
}

const readingFields = 4;
const textSlotBytes = 512;
const noteSlots = 16;
const blockSlots = 32;
/** Between two records of memory, at most, where samples are further apart. */
export const pulseMs = 1000;
/** Those between two samples that are not written often, and some for those that are torn. */
const pulseSlots = 16;
/** Shares of what is left after head and notes; samples get the rest. */
const shares: readonly (readonly [RegionName, number, (fields: number) => number])[] = [
  ['readings', 1 / 16, () => slotHeadBytes + 8 * readingFields],
  ['verdicts', 1 / 8, () => textSlotBytes],
  ['responses', 1 / 8, () => textSlotBytes],
  ['minutes', 1 / 4, (fields) => slotHeadBytes + 8 * fields],
];

/** Lays the rings out in a file of so many bytes, for samples of so many counters. */
export function layOut(fileBytes: number, fields: number): Region[] {
  const regions: Region[] = [];
  let offset = headBytes;
  const add = (name: RegionName, slotBytes: number, slots: number): void => {
    regions.push({ name, offset, slotBytes, slots });
    offset += slotBytes * slots;
  };
  add('notes', textSlotBytes, noteSlots);
  add('blocks', textSlotBytes, blockSlots);
  const sampleBytes = slotHeadBytes + 8 * fields;
  add('pulses', sampleBytes, pulseSlots);
  const room = fileBytes - offset;
  for (const [name, share, slotBytes] of shares) {
    add(name, slotBytes(fields), Math.floor((room * share) / slotBytes(fields)));
  }
  add('samples', sampleBytes, Math.floor((fileBytes - offset) / sampleBytes));
  return regions;
}

const version: Reader<1 | 2> = (value, field) => (number(value, field) === 1 ? 1 : 2);

/** Reads the JSON of a header. */
export const flightHeader: Reader<FlightHeader> = record<FlightHeader>({
  process: identity,
  directory: text,
  fields: list(text),
  regions: list(
    record<Region>({ name: oneOf(...regionNames), offset: count, slotBytes: count, slots: count }),
  ),
  byteOrder: oneOf('little', 'big'),
  signature: record<ProcessSignature>({
    bootId: optional(text),
    pidNamespace: optional(text),
    startTicks: optional(number),
  }),
  group: optional(record<CountedGroup>({ version, directory: text, inode: optional(number) })),
});
