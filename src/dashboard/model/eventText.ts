import type {
  GrowingResource,
  LeakReport,
  MemoryEvent,
  MemoryKind,
  OutOfMemoryEstimate,
  RetainedPerWork,
} from '../../wire/event.ts';
import { leftOf } from '../../wire/forecast.ts';
import { endInWords } from '../../wire/quantity.ts';
import { resourceInWords } from '../../wire/resourceNames.ts';
import type { Recycling } from '../../wire/response.ts';
import { formatChange, formatShare, roundBytes } from './bytes.ts';
import { limitNames } from './capacity.ts';
import { formatDuration } from './time.ts';

/** How urgent something is: colour follows it, and never stands alone. */
export type Tone = 'calm' | 'advisory' | 'warning' | 'critical' | 'quiet';

/** One event as people read it. */
export interface EventText {
  /** W warning, C critical, L leak, O out of memory, P pressure, R recycling, M marked by the application; ✓ for what is over. */
  readonly letter: 'W' | 'C' | 'L' | 'O' | 'P' | 'R' | 'M' | 'S' | '✓';
  readonly tone: Tone;
  readonly title: string;
  readonly detail: string;
}

const memoryNames: { readonly [Kind in MemoryKind]: string } = {
  heap: 'Live heap',
  external: 'External memory',
  native: 'Native memory',
};

const resourceNames: { readonly [Kind in GrowingResource['kind']]: string } = {
  worker: 'Worker threads',
  handle: 'Open handles',
  wasm: 'WebAssembly memories',
};

/** What each threshold watches, as a headline begins. */
export const metricNames = { heap: 'Heap', rss: 'RSS', container: 'Container', host: 'Host memory' } as const;

/** `Live heap +29 MB in 9 min, 52 kB/s`, or `Worker threads: 41 (pool.js), +480 an hour`. */
export function describeGrowth(leak: LeakReport): string {
  const isOver = leak.level === 'withdrawn';
  if (leak.resource) return describeResource(leak.resource, isOver);
  const growth = `${memoryNames[leak.memory]} ${formatChange(leak.grownBytes)} in ${formatDuration(leak.sinceMs)}`;
  if (!isOver) return `${growth}, ${roundBytes(leak.rateBytesPerSecond)}/s`;
  const { stoppedForMs } = leak;
  if (stoppedForMs === undefined) return `${growth}, no longer growing`;
  return `${growth} at its height, stopped ${formatDuration(stoppedForMs)} ago`;
}

function describeResource({ kind, type, count, perHour }: GrowingResource, isOver: boolean): string {
  const pace = isOver
    ? 'no longer growing'
    : `${perHour < 0 ? '−' : '+'}${Math.abs(Math.round(perHour)).toLocaleString('en')} an hour`;
  return `${resourceNames[kind]}: ${count.toLocaleString('en')} (${resourceInWords(type)}), ${pace}`;
}

/** `Out of memory in about 2 h 40 (2 h 05 to 3 h 30)`, counted from `elapsedMs` after the estimate. */
export function describeEstimate(estimate: OutOfMemoryEstimate, elapsedMs = 0): string {
  return `Out of memory ${endInWords(leftOf(estimate, elapsedMs), 'or later')}`;
}

/** `1,328 bytes kept per request of GET /orders/:id`, or of no route where none is known. */
export function describeWork({ unit, bytes, routes }: RetainedPerWork): string {
  const first = routes?.[0];
  const kept = Math.round((first ?? { bytes }).bytes).toLocaleString('en');
  return `${kept} bytes kept per ${unit}${first ? ` of ${first.route}` : ''}`;
}

const recycledNames: { readonly [Kind in Recycling['kind']]: string } = {
  'cluster-worker': 'Worker',
  'worker-thread': 'Thread',
  application: 'Process',
};

const recyclingSteps: { readonly [Step in Recycling['step']]: readonly [string, EventText['tone']] } = {
  requested: ['asks to be replaced', 'warning'],
  begun: ['is being replaced', 'warning'],
  done: ['replaced', 'calm'],
  failed: ['could not be replaced', 'critical'],
  refused: ['is not replaced', 'warning'],
};

function describeRecycling({ kind, id, step, reason, replacement, detail }: Recycling): EventText {
  const [words, tone] = recyclingSteps[step];
  const by = step === 'done' && replacement !== undefined ? ` by ${replacement}` : '';
  return {
    letter: step === 'done' ? '✓' : 'R',
    tone,
    title: `${recycledNames[kind]} ${id} ${words}${by}`,
    detail: step === 'begun' || step === 'requested' ? reason : (detail ?? reason),
  };
}

/** Letter, tone and words of an event. */
export function describeEvent(event: MemoryEvent): EventText {
  switch (event.type) {
    case 'memory:threshold_exceeded': {
      const { metric, level, message } = event.payload;
      const name = metricNames[metric];
      if (level === 'normal')
        return { letter: '✓', tone: 'calm', title: `${name} back to normal`, detail: message };
      const letter = level === 'critical' ? 'C' : 'W';
      return { letter, tone: level, title: `${name} ${level}`, detail: message };
    }
    case 'memory:leak_suspected':
      return {
        letter: 'L',
        tone: 'advisory',
        title: 'Leak suspected',
        detail: describeGrowth(event.payload),
      };
    case 'memory:leak_confirmed':
      return {
        letter: 'L',
        tone: 'critical',
        title: 'Leak confirmed',
        detail: describeGrowth(event.payload),
      };
    case 'memory:leak_withdrawn':
      return {
        letter: '✓',
        tone: 'calm',
        title: 'Leak withdrawn',
        detail: event.payload.evidence.at(-1) ?? event.payload.advice,
      };
    case 'memory:out_of_memory_predicted':
      return {
        letter: 'O',
        tone: 'critical',
        title: 'Out of memory ahead',
        detail: `${describeEstimate(event.payload)}; ${limitNames[event.payload.limit]}`,
      };
    case 'memory:pressure_changed': {
      const { level, capacity, reason } = event.payload;
      const tone = level === 'normal' ? 'calm' : level;
      const binding = capacity.binding;
      const use = binding ? `${limitNames[binding.kind]} used to ${formatShare(binding.ratio)}` : '';
      const detail = reason ?? use;
      return { letter: level === 'normal' ? '✓' : 'P', tone, title: `Pressure ${level}`, detail };
    }
    case 'memory:strategy_applied': {
      const { strategy, freedBytes, measured, claimedBytes, result } = event.payload;
      if (result === 'dry-run') {
        return { letter: 'P', tone: 'quiet', title: `${strategy} would be applied`, detail: 'a dry run' };
      }
      const claim = claimedBytes === undefined ? 'effect' : `claims ${roundBytes(claimedBytes)};`;
      const freed =
        freedBytes === undefined || !measured ? `${claim} not measured` : `freed ${roundBytes(freedBytes)}`;
      return { letter: 'P', tone: 'quiet', title: `${strategy} applied`, detail: freed };
    }
    case 'memory:recycling':
      return describeRecycling(event.payload);
    case 'memory:mark':
      return { letter: 'M', tone: 'quiet', title: event.payload.label, detail: 'marked by the application' };
    case 'memory:configuration_changed':
      return { letter: 'S', tone: 'quiet', title: 'Settings changed', detail: event.payload.message };
    case 'memory:sampled':
      return { letter: '✓', tone: 'quiet', title: 'Sampled', detail: '' };
  }
}
