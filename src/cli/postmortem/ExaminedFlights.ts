import type { Death, Manner } from '../../recording/death/Death.ts';
import { deathOf } from '../../recording/death/deathOf.ts';
import { blockedSentence, oomKillSentence } from '../../recording/death/deathWords.ts';
import { lastErrorSentence } from '../../recording/death/errorWords.ts';
import { fatalErrorBeside } from '../../recording/death/fatalErrorBeside.ts';
import { oomKillsOf } from '../../recording/earlierDeaths.ts';
import { examineFlight } from '../../recording/examineFlight.ts';
import { flightFiles } from '../../recording/FlightFiles.ts';
import { FlightFolder } from '../../recording/FlightFolder.ts';
import { ownSignature } from '../../recording/processSignature.ts';
import { readFlight } from '../../recording/readFlight.ts';
import { cleanReports } from '../../recording/reports/cleanReports.ts';
import type { ProcessExit } from '../../wire/process.ts';

/** After these there is more to tell than a line. */
const worthMore: ReadonlySet<Manner> = new Set([
  'heap',
  'container',
  'host',
  'abort',
  'crash',
  'signal',
  'silent',
]);
const mostRemembered = 200;

/** What a hub finds in the flights of processes that have just died; it adds what it has seen of their ends. */
export class ExaminedFlights {
  readonly #folder: FlightFolder;
  readonly #now: () => number;
  readonly #deaths: Map<number, Death | undefined> = new Map();

  constructor(directory: string, now: () => number) {
    this.#folder = new FlightFolder({ path: directory, now });
    this.#now = now;
  }

  /**
   * How a process died, as its flight tells; `undefined` where it has none, or has ended well. The first call of a pid counts.
   *
   * @param quietMs for how long it had said nothing, as the hub has counted that
   */
  examine(pid: number, exit: ProcessExit, quietMs?: number): Death | undefined {
    if (!this.#deaths.has(pid)) {
      this.#deaths.set(pid, this.#examine(pid, exit, quietMs));
      const [oldest] = this.#deaths.keys();
      if (this.#deaths.size > mostRemembered) this.#deaths.delete(oldest as number);
    }
    return this.#deaths.get(pid);
  }

  /** Takes what is secret out of reports of processes that were not asked for. */
  close(): void {
    cleanReports(this.#folder.path);
  }

  #examine(pid: number, exit: ProcessExit, quietMs: number | undefined): Death | undefined {
    cleanReports(this.#folder.path);
    try {
      const entry = this.#folder.entries().find((one) => one.pid === pid && one.state === 'open');
      const header = entry && this.#folder.headerOf(entry);
      if (entry === undefined || header === undefined) return undefined;
      const oomKillsNow = oomKillsOf(header, ownSignature(flightFiles));
      examineFlight(entry.path, {
        type: 'examined',
        time: this.#now(),
        exit,
        oomKills: oomKillsNow,
        quietMs,
      });
      const path = this.#folder.mark(entry, 'seen') ?? entry.path;
      const flight = readFlight(flightFiles.readFileSync(path));
      return deathOf(flight, { exit, oomKillsNow, fatalError: fatalErrorBeside(path, header) });
    } catch {
      // There is less to tell then.
      return undefined;
    }
  }
}

/** What a flight adds to what the hub knows of a death, and where there is more. */
export function flightSentences(death: Death | undefined, pid: number): string[] {
  if (death === undefined) return [];
  const { oomKills, manner } = death;
  const hasRisen = (oomKills?.after ?? 0) > (oomKills?.before ?? 0);
  return [
    hasRisen ? oomKillSentence(death) : undefined,
    blockedSentence(death),
    lastErrorSentence(death.lastError),
    worthMore.has(manner) ? `more     tidemark postmortem --pid ${pid}` : undefined,
  ].filter((sentence) => sentence !== undefined);
}
