import { existsSync, readFileSync } from 'node:fs';
import { resolveConfiguration } from '../../../src/configuration/resolveConfiguration.ts';
import { LeakWatch } from '../../../src/monitoring/LeakWatch.ts';
import type { ObservedSite, SiteLook } from '../../../src/sampling/AllocationObserver.ts';
import type { LiveReading } from '../../../src/sampling/MemorySource.ts';
import type { OpenResources } from '../../../src/sampling/ResourceCounter.ts';
import { column } from '../../../src/wire/sample.ts';
import type { RunRecords } from './records.ts';
import { tapeOf } from './tapeOf.ts';

type Evidence =
  | readonly ['sample', readonly (number | null)[]]
  | readonly ['live_reading', LiveReading]
  | readonly ['site_look', SiteLook]
  | readonly ['sites', readonly ObservedSite[]]
  | readonly ['open_resources', readonly OpenResources[]]
  | readonly ['loop_use', { readonly time: number; readonly use: number }]
  | readonly ['modules', number];

/** What is counted upon a sample, and written down after it. */
interface Counts {
  readonly open_resources: readonly OpenResources[];
  readonly modules: number;
}

/**
 * The records as they would be if the detector of this source tree had judged what the agent saw then. It is the evidence
 * of the agent that ran: another detector might have wanted to look at other times.
 */
export function replayed(records: RunRecords, file: string): RunRecords {
  const { start } = records;
  const tape = tapeOf(file);
  if (start === undefined || !existsSync(tape)) return records;
  const evidence = parseTape(readFileSync(tape, 'utf8'));
  const hasCounted = (kind: keyof Counts): boolean => evidence.some((piece) => piece[0] === kind);
  let open: readonly OpenResources[] = [];
  let loaded = 0;
  const watch = new LeakWatch({
    leakDetection: resolveConfiguration({ environment: process.env }).configuration.leakDetection,
    resources: hasCounted('open_resources') ? { count: () => open, close: () => {} } : undefined,
    modules: hasCounted('modules') ? { loaded: () => loaded, close: () => {} } : undefined,
  });
  const bornAt = start.time - start.second * 1000;
  const events: RunRecords['events'][number][] = [];
  evidence.forEach((piece, index) => {
    if (piece[0] === 'live_reading') watch.addReading(piece[1]);
    else if (piece[0] === 'site_look') watch.addSiteLook(withoutNulls(piece[1]));
    else if (piece[0] === 'sites') watch.setSites(piece[1]);
    else if (piece[0] === 'loop_use') watch.addLoopUse(piece[1].time, piece[1].use);
    else if (piece[0] === 'sample') {
      open = countedAfter(evidence, index, 'open_resources') ?? open;
      loaded = countedAfter(evidence, index, 'modules') ?? loaded;
      const row = Float64Array.from(piece[1], (value) => value ?? Number.NaN);
      const time = row[column.time]!;
      for (const payload of watch.addSample(row)) {
        const second = (time - bornAt) / 1000;
        events.push({ kind: 'event', second, time, type: `leak_${payload.level}`, payload });
      }
    }
  });
  return { ...records, events };
}

/** A last line that was cut off by the death of its process is left out. */
function parseTape(text: string): Evidence[] {
  return text.split('\n').flatMap((line): Evidence[] => {
    try {
      return [JSON.parse(line) as Evidence];
    } catch {
      return [];
    }
  });
}

function countedAfter<Kind extends keyof Counts>(
  evidence: readonly Evidence[],
  sample: number,
  wanted: Kind,
): Counts[Kind] | undefined {
  for (let index = sample + 1; index < evidence.length; index++) {
    const [kind, content] = evidence[index]!;
    if (kind === wanted) return content as Counts[Kind];
    if (kind === 'sample') return undefined;
  }
  return undefined;
}

function withoutNulls(look: SiteLook): SiteLook {
  return { ...look, liveBytes: look.liveBytes ?? undefined };
}
