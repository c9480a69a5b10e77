import { wallClock } from '../sampling/monotoneClock.ts';
import { fileSystem } from '../sampling/node/FileSystem.ts';
import { oomKills } from '../sampling/node/oomKills.ts';
import type { Death, Manner } from './death/Death.ts';
import { deathOf } from './death/deathOf.ts';
import { fatalErrorBeside } from './death/fatalErrorBeside.ts';
import { examineFlight } from './examineFlight.ts';
import { flightFiles } from './FlightFiles.ts';
import type { FlightFolder } from './FlightFolder.ts';
import type { FlightHeader } from './flightFormat.ts';
import { inodeOf } from './inodeOf.ts';
import { ownSignature, type ProcessSignature } from './processSignature.ts';
import { type Flight, readFlight } from './readFlight.ts';
import { cleanReports } from './reports/cleanReports.ts';

/** A process that has died, and what it has left behind. */
export interface EarlierDeath {
  readonly path: string;
  readonly flight: Flight;
  readonly death: Death;
}

/** Whose deaths are of interest: processes that were started in this working directory, under this name. */
export interface LookedFor {
  readonly directory: string;
  /** @default any */
  readonly name?: string | undefined;
}

/** Flights looked into at a start, at most: the newest. */
const mostLooks = 20;
/** Files that are opened for that, at most: there may be some under the names of flights that are none. */
const mostOpened = 200;
/** Who ends in one of these ways was asked to, for all that is known, or ended by itself. */
const ordinary: ReadonlySet<Manner> = new Set(['running', 'stopped', 'exit', 'signal', 'silent']);

/**
 * Deaths that nobody has looked at yet and that somebody should, newest first; each is found once. `undecided` counts
 * those which may live still: in another container, for example.
 */
export function earlierDeaths(
  folder: FlightFolder,
  { directory, name }: LookedFor,
): { readonly deaths: readonly EarlierDeath[]; readonly undecided: number } {
  cleanReports(folder.path);
  const deaths: EarlierDeath[] = [];
  let undecided = 0;
  let looks = 0;
  const own = ownSignature(flightFiles);
  for (const entry of folder
    .entries()
    .filter(({ state, oddity }) => state === 'open' && oddity === undefined)
    .slice(0, mostOpened)) {
    const header = folder.headerOf(entry);
    if (header === undefined) continue;
    looks += 1;
    if (looks > mostLooks) break;
    if (header.directory !== directory) continue;
    if (name !== undefined && header.process.name !== name) continue;
    const life = folder.lifeOf(entry);
    if (life === 'unknown') undecided += 1;
    if (life !== 'dead') continue;
    // Of several processes that start at a time, one tells.
    const path = folder.mark(entry, 'seen');
    if (path === undefined) continue;
    const found = deathAt(path, header, own);
    if (found !== undefined && !ordinary.has(found.death.manner)) deaths.push(found);
  }
  return { deaths, undecided };
}

/** `undefined` where the file is damaged beyond reading, or gone. */
function deathAt(path: string, header: FlightHeader, own: ProcessSignature): EarlierDeath | undefined {
  try {
    const oomKillsNow = oomKillsOf(header, own);
    examineFlight(path, { type: 'examined', time: wallClock(), oomKills: oomKillsNow });
    const flight = readFlight(flightFiles.readFileSync(path));
    return {
      path,
      flight,
      death: deathOf(flight, { oomKillsNow, fatalError: fatalErrorBeside(path, header) }),
    };
  } catch {
    return undefined;
  }
}

/**
 * How often the kernel has killed in a process's control group by now; `undefined` where the group is another machine's,
 * another container's, or gone: systemd, for one, makes the group of a service anew at each start.
 */
export function oomKillsOf({ group, signature }: FlightHeader, own: ProcessSignature): number | undefined {
  if (group === undefined || signature.bootId !== own.bootId) return undefined;
  if (signature.pidNamespace !== own.pidNamespace) return undefined;
  if (group.inode !== undefined && inodeOf(group.directory) !== group.inode) return undefined;
  return oomKills(fileSystem, group);
}
