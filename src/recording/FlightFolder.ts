import { join } from 'node:path';
import { mostFileBytes } from '../configuration/recorderSettings.ts';
import { bytesInWords } from '../monitoring/quantity.ts';
import { wallClock } from '../sampling/monotoneClock.ts';
import { type FlightFiles, flightFiles, notRegular } from './FlightFiles.ts';
import { type FlightHeader, headBytes, magic } from './flightFormat.ts';
import { type FlightState, inState, readFlightName } from './flightNames.ts';
import { type LifeWitness, lifeOf, ownSignature } from './processSignature.ts';
import { readHeader } from './readFlight.ts';
import { rawReportPath, reportPath } from './reports/reportPaths.ts';

/** A flight in a folder, unread. */
export interface FlightEntry {
  readonly path: string;
  readonly pid: number;
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly state: FlightState;
  readonly bytes: number;
  /** Epoch milliseconds. */
  readonly lastWrittenAt: number;
  /** Why no recorder has made it, so that nobody reads it: a link, a pipe, a device, or a file larger than any flight. */
  readonly oddity: string | undefined;
}

/** Options of a {@link FlightFolder}. */
export interface FlightFolderOptions {
  readonly path: string;
  /** @default node:fs */
  readonly files?: FlightFiles;
  /** Epoch milliseconds. @default the clock of the machine */
  readonly now?: () => number;
  /** @default asks the system */
  readonly isRunning?: LifeWitness['isRunning'];
}

/** A file that nobody has written to for so long is nobody's. */
const unreadableMs = 3_600_000;
const decoder = new TextDecoder('latin1');

/** The flights of a folder: which there are, whose process still lives, and which have to go. */
export class FlightFolder {
  readonly path: string;
  readonly #files: FlightFiles;
  readonly #now: () => number;
  readonly #isRunning: LifeWitness['isRunning'];

  constructor({
    path,
    files = flightFiles,
    now = wallClock,
    isRunning = isRunningHere,
  }: FlightFolderOptions) {
    this.path = path;
    this.#files = files;
    this.#now = now;
    this.#isRunning = isRunning;
  }

  /** Newest first. Nothing where there is no such folder. */
  entries(): FlightEntry[] {
    let names: string[];
    try {
      names = this.#files.readdirSync(this.path);
    } catch {
      return [];
    }
    const entries = names.flatMap((name) => this.#entry(name));
    return entries.sort((one, other) => other.startedAt - one.startedAt);
  }

  /** Whether its process lives. Of a file that cannot be read, such as one of a later version, only its age can tell. */
  lifeOf(entry: FlightEntry): 'alive' | 'dead' | 'unknown' {
    if (entry.oddity !== undefined) return 'unknown';
    if (entry.state === 'ended') return 'dead';
    const header = this.headerOf(entry);
    if (header === undefined) return this.#now() - entry.lastWrittenAt > unreadableMs ? 'dead' : 'unknown';
    return lifeOf(
      {
        pid: entry.pid,
        signature: header.signature,
        intervalMs: header.process.intervalMs,
        startedAt: header.process.startedAt,
        lastWrittenAt: entry.lastWrittenAt,
      },
      {
        own: ownSignature(this.#files),
        files: this.#files,
        now: this.#now(),
        isRunning: this.#isRunning,
      },
    );
  }

  /** Who was recorded; `undefined` where the file cannot be read as a flight. */
  headerOf({ path, oddity }: FlightEntry): FlightHeader | undefined {
    if (oddity !== undefined) return undefined;
    try {
      return readHeader(this.#files.readHead(path, headBytes));
    } catch {
      return undefined;
    }
  }

  /**
   * Removes flights of dead processes, those that ended well first, the oldest first, until there is room for one more.
   * Returns whether there is. What no recorder has made takes none of it, and stays.
   */
  makeRoom(fileBytes: number, maxBytes: number): boolean {
    const named = this.entries().filter(({ oddity }) => oddity === undefined);
    if (bytesOf(named) + fileBytes <= maxBytes) return true;
    // Opened only where room is needed.
    const entries = named.filter((entry) => !this.#isForeign(entry));
    let total = bytesOf(entries);
    const order = entries.toReversed().toSorted((one, other) => weight(one) - weight(other));
    for (const entry of order) {
      if (total + fileBytes <= maxBytes) break;
      if (this.lifeOf(entry) !== 'dead' || !this.#remove(entry.path)) continue;
      total -= entry.bytes;
    }
    return total + fileBytes <= maxBytes;
  }

  /** Notes in its name what became of a flight; returns its new path, or `undefined` where somebody else was first. */
  mark({ path, state }: Pick<FlightEntry, 'path' | 'state'>, next: 'ended' | 'seen'): string | undefined {
    if (state !== 'open') return undefined;
    const marked = inState(path, next);
    try {
      this.#files.renameSync(path, marked);
      return marked;
    } catch {
      return undefined;
    }
  }

  /** Whether it begins as no flight does, of any version: one that is being made is empty, or begins with zeros. */
  #isForeign({ path }: FlightEntry): boolean {
    try {
      const head = this.#files.readHead(path, magic.length);
      return head.some((byte) => byte !== 0) && decoder.decode(head) !== magic;
    } catch {
      return false;
    }
  }

  #entry(name: string): FlightEntry[] {
    const known = readFlightName(name);
    if (known === undefined) return [];
    const path = join(this.path, name);
    try {
      const facts = this.#files.lstatSync(path);
      const { size: bytes, mtimeMs: lastWrittenAt } = facts;
      return [{ ...known, path, bytes, lastWrittenAt, oddity: oddityOf(facts.isFile(), bytes) }];
    } catch {
      return [];
    }
  }

  #remove(path: string): boolean {
    for (const beside of [reportPath(path), rawReportPath(path)]) this.#unlink(beside);
    return this.#unlink(path);
  }

  #unlink(path: string): boolean {
    try {
      this.#files.unlinkSync(path);
      return true;
    } catch {
      return false;
    }
  }
}

function oddityOf(isRegular: boolean, bytes: number): string | undefined {
  if (!isRegular) return notRegular;
  return bytes > mostFileBytes ? `it is larger than any flight (${bytesInWords(bytes)})` : undefined;
}

function bytesOf(entries: readonly FlightEntry[]): number {
  return entries.reduce((sum, { bytes }) => sum + bytes, 0);
}

function weight({ state }: FlightEntry): number {
  return state === 'ended' ? 0 : 1;
}

function isRunningHere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
