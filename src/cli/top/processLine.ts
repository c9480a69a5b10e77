import { leakHeadline } from '../../reporting/words/leakSentences.ts';
import { capacityOf } from '../../wire/capacity.ts';
import type { LeakReport, PressureLevel } from '../../wire/event.ts';
import type { Incident } from '../../wire/incident.ts';
import { column, type SampleField } from '../../wire/sample.ts';
import { printable } from './draw/Row.ts';
import { shortBytes, shortForecast, shortShare } from './draw/shortWords.ts';
import type { TopProcess } from './TopProcess.ts';
import { openIncidents, topForecast, topVerdict } from './topVerdict.ts';

/** `2026-11-28T14:08:12Z pid=4711 name=api verdict="leak confirmed" live=212M …`: for people, grep and awk; ASCII but for names. */
export function processLine(process: TopProcess, time: number): string {
  const { identity, row } = process;
  const forecast = topForecast(process, time);
  const binding = row && capacityOf(row).binding;
  const fields: readonly (readonly [string, string])[] = [
    ['pid', identity.id],
    ['name', identity.name],
    ['verdict', topVerdict(process, time).words],
    ['live', shortBytes(row?.[column.liveBytes])],
    ['used', shortBytes(row?.[column.heapUsedBytes])],
    ['rss', shortBytes(row?.[column.rssBytes])],
    ['of-capacity', shortShare(binding?.ratio)],
    ['limit', binding?.kind ?? '–'],
    ['oom', forecast === undefined ? '–' : shortForecast(forecast)],
  ];
  const iso = new Date(time).toISOString().replace(/\.\d+/, '');
  return [iso, ...fields.map(([name, value]) => `${name}=${quoted(name, value)}`)].join(' ');
}

/** The same and more for programs: one object, every key always there, `null` for what is not known. Bytes, milliseconds. */
export function processJson(process: TopProcess, time: number): string {
  const { identity, state, exit, row, events } = process;
  const change = events.findLast((event) => event.type === 'memory:pressure_changed');
  const pressure = change?.payload as { readonly level: PressureLevel } | undefined;
  const forecast = topForecast(process, time);
  return JSON.stringify({
    time,
    id: identity.id,
    pid: identity.pid,
    name: identity.name,
    role: identity.role,
    state,
    exit: exit ?? null,
    verdict: topVerdict(process, time).words,
    liveBytes: knownOf(row, 'liveBytes'),
    usedBytes: knownOf(row, 'heapUsedBytes'),
    externalBytes: knownOf(row, 'externalBytes'),
    rssBytes: knownOf(row, 'rssBytes'),
    capacity: (row && capacityOf(row).binding) ?? null,
    outOfMemory:
      forecast === undefined
        ? null
        : {
            etaMs: forecast.etaMs,
            lowMs: forecast.lowMs,
            highMs: forecast.highMs ?? null,
            limit: forecast.limit,
          },
    pressure: pressure?.level ?? 'normal',
    incidents: openIncidents(process).map(incidentJson),
  });
}

function incidentJson({ kind, subject, level, openedAt, events }: Incident): object {
  const last = events.at(-1);
  const isLeak = last?.type === 'memory:leak_suspected' || last?.type === 'memory:leak_confirmed';
  if (isLeak) {
    const report: LeakReport = last.payload;
    return { kind, subject, level, openedAt, headline: leakHeadline(report), report };
  }
  const headline = last?.type === 'memory:threshold_exceeded' ? last.payload.message : '';
  return { kind, subject, level, openedAt, headline, report: null };
}

function knownOf(row: ArrayLike<number> | undefined, field: SampleField): number | null {
  const value = row?.[column[field]];
  return value === undefined || Number.isNaN(value) ? null : value;
}

/** Figures without a gap, so that a line has as many words as fields; what has gaps stands in quotes. */
function quoted(name: string, value: string): string {
  const isText = ['name', 'verdict', 'oom'].includes(name);
  const text = printable(isText ? value : value.replaceAll(' ', '')).replaceAll('–', '-');
  return /^[^\s"=]+$/.test(text) ? text : JSON.stringify(text);
}
