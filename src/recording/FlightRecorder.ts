import type { LiveReading } from '../sampling/MemorySource.ts';
import type { MemoryEvent } from '../wire/event.ts';
import { type SampleRow, sampleFields } from '../wire/sample.ts';
import { crc32 } from './crc32.ts';
import { type FlightFiles, flightFiles } from './FlightFiles.ts';
import type { FlightNote } from './FlightNote.ts';
import {
  type FlightHeader,
  flightVersion,
  headBytes,
  jsonOffset,
  layOut,
  magic,
  type Region,
  type RegionName,
} from './flightFormat.ts';
import { RegionWriter } from './RegionWriter.ts';

/** Who is recorded. */
export type FlightSubject = Pick<FlightHeader, 'process' | 'directory' | 'signature' | 'group'>;

/** Options of a {@link FlightRecorder}. */
export interface FlightRecorderOptions {
  /** The file, which must not be there yet; its owner alone can read it. */
  readonly path: string;
  readonly subject: FlightSubject;
  /** Size of the file, from 131,072 on; it never grows. @default 1 MiB */
  readonly fileBytes?: number;
  /** Hears once that there will be no more records, and why. */
  readonly failed?: ((error: Error) => void) | undefined;
  /** @default node:fs */
  readonly files?: FlightFiles;
}

const zeroBytes = 64 * 1024;
const minuteMs = 60_000;
const verdicts: ReadonlySet<MemoryEvent['type']> = new Set([
  'memory:threshold_exceeded',
  'memory:pressure_changed',
  'memory:leak_suspected',
  'memory:leak_confirmed',
  'memory:leak_withdrawn',
  'memory:out_of_memory_predicted',
]);

/**
 * Keeps the last minutes of a process in a file of fixed size that outlives it, however it dies: records are written
 * at once, into the system's page cache, which survives the process and not the machine. Nothing is flushed.
 *
 * Never throws: what goes wrong is told once, and then there are no more records.
 */
export class FlightRecorder {
  readonly path: string;
  readonly #files: FlightFiles;
  readonly #failed: (error: Error) => void;
  #writers: Map<RegionName, RegionWriter> = new Map();
  readonly #reading = new Float64Array(4);
  #descriptor: number | undefined;
  #identity = { ino: 0, dev: 0 };
  #blocks: Region | undefined;
  #minute = Number.NaN;
  #leftOut = 0;

  constructor({
    path,
    subject,
    fileBytes = 1024 ** 2,
    failed = () => undefined,
    files = flightFiles,
  }: FlightRecorderOptions) {
    this.path = path;
    this.#files = files;
    this.#failed = failed;
    this.#safely(() => this.#open(subject, fileBytes));
  }

  /** Whether what is given is recorded: not after {@link close}, and not after a failure. */
  get recording(): boolean {
    return this.#descriptor !== undefined;
  }

  /** The ring that is left to the watchdog; `undefined` where there is no file. */
  get blocks(): Region | undefined {
    return this.#blocks;
  }

  /** Events that were too long to be recorded. */
  get leftOut(): number {
    return this.#leftOut;
  }

  /** Records a sample; the first of each minute a second time, in a ring that reaches further back. */
  recordSample(row: SampleRow): void {
    const minute = Math.floor(row[0]! / minuteMs);
    this.#safely(() => {
      this.#writers.get('samples')?.writeNumbers(row);
      if (minute !== this.#minute) this.#writers.get('minutes')?.writeNumbers(row);
    });
    this.#minute = minute;
  }

  /** Records a sample between two others: where it ended soon after, the newest of these are the last that is known. */
  recordPulse(row: SampleRow): void {
    this.#safely(() => this.#writers.get('pulses')?.writeNumbers(row));
  }

  /** Records what was in use right after a major collection. */
  recordReading({ time, liveBytes, externalBytes, majorCollections }: LiveReading): void {
    const numbers = this.#reading;
    numbers[0] = time;
    numbers[1] = liveBytes;
    numbers[2] = externalBytes;
    numbers[3] = majorCollections;
    this.#safely(() => this.#writers.get('readings')?.writeNumbers(numbers));
  }

  /** Records an event. Verdicts have a ring of their own, so that what is done about pressure cannot drive them out. */
  recordEvent(event: MemoryEvent): void {
    if (event.type === 'memory:sampled') return;
    this.#writeJson(verdicts.has(event.type) ? 'verdicts' : 'responses', event);
  }

  /** Records what befell the process. */
  recordNote(note: FlightNote): void {
    this.#writeJson('notes', note);
  }

  /** Ends it; the file stays. */
  close(): void {
    const descriptor = this.#descriptor;
    this.#descriptor = undefined;
    // Not emptied by a function of its own, which an application may have replaced.
    this.#writers = new Map();
    if (descriptor === undefined) return;
    try {
      // Whoever closed it before us may have another file under its number.
      if (this.#isOwn(descriptor)) this.#files.closeSync(descriptor);
    } catch {
      // It is closed.
    }
  }

  #open(subject: FlightSubject, fileBytes: number): void {
    const regions = layOut(fileBytes, sampleFields.length);
    const byteOrder = new Uint8Array(Uint16Array.of(1).buffer)[0] === 1 ? 'little' : 'big';
    const head = encodeHead({ ...subject, fields: sampleFields, regions, byteOrder });
    const descriptor = this.#files.openSync(this.path, 'wx', 0o600);
    const { ino, dev } = this.#files.fstatSync(descriptor);
    this.#descriptor = descriptor;
    this.#identity = { ino, dev };
    try {
      this.#fill(head, fileBytes);
    } catch (error) {
      this.#files.unlinkSync(this.path);
      throw error;
    }
    for (const region of regions) {
      if (region.name === 'blocks') {
        this.#blocks = region;
        continue;
      }
      const writer = new RegionWriter(region, (bytes, length, place) => this.#writeAt(bytes, length, place));
      this.#writers.set(region.name, writer);
    }
  }

  #fill(head: Uint8Array, fileBytes: number): void {
    // Written, not only made that long: a disk that fills up later takes nothing away.
    const zeros = new Uint8Array(zeroBytes);
    for (let position = headBytes; position < fileBytes; position += zeroBytes) {
      this.#writeAt(zeros, Math.min(zeroBytes, fileBytes - position), position);
    }
    this.#writeAt(head, head.length, 0);
  }

  #writeJson(region: RegionName, content: MemoryEvent | FlightNote): void {
    this.#safely(() => {
      if (this.#writers.get(region)?.writeText(JSON.stringify(content)) === false) this.#leftOut += 1;
    });
  }

  #writeAt(bytes: Uint8Array, length: number, position: number): void {
    const descriptor = this.#descriptor!;
    // An application that closes descriptors which are not its own may have opened a file of its own under this number.
    if (!this.#isOwn(descriptor)) throw new Error('its descriptor was closed by somebody else');
    const written = this.#files.writeSync(descriptor, bytes, 0, length, position);
    if (written < length) throw new Error('the disk is full');
  }

  #isOwn(descriptor: number): boolean {
    const { ino, dev } = this.#files.fstatSync(descriptor);
    return ino === this.#identity.ino && dev === this.#identity.dev;
  }

  #safely(action: () => void): void {
    try {
      action();
    } catch (error) {
      this.close();
      try {
        this.#failed(error as Error);
      } catch {
        // Nobody is left to tell.
      }
    }
  }
}

function encodeHead(header: FlightHeader): Uint8Array {
  const json = new TextEncoder().encode(JSON.stringify(header));
  if (jsonOffset + json.length > headBytes) throw new Error('its header is too long');
  const head = new Uint8Array(headBytes);
  head.set(new TextEncoder().encode(magic));
  head.set(json, jsonOffset);
  const view = new DataView(head.buffer);
  view.setUint32(magic.length, flightVersion, true);
  view.setUint32(magic.length + 4, json.length, true);
  view.setUint32(magic.length + 8, crc32(head, jsonOffset, jsonOffset + json.length), true);
  return head;
}
