import type { LeakReport, OutOfMemoryEstimate } from '../wire/event.ts';
import type { PressureChange, StrategyApplied } from '../wire/response.ts';
import type { Attributes } from './telemetry.ts';

const longestText = 256;

/** What is not known is left out, bytes are whole, and texts that come from the application are of bounded length. */
function known(given: Readonly<Record<string, Attributes[string] | undefined>>): Attributes {
  const told: Record<string, Attributes[string]> = {};
  for (const [name, value] of Object.entries(given)) {
    if (typeof value === 'string') told[name] = value.slice(0, longestText);
    else if (typeof value === 'number') {
      if (Number.isFinite(value)) told[name] = name.endsWith('_bytes') ? Math.round(value) : value;
    } else if (value !== undefined) told[name] = value;
  }
  return told;
}

/** What is known of a leak, flat. Of several sites and routes the first one, which accounts for most. */
export function leakAttributes(leak: LeakReport): Attributes {
  const { holder, resource, work, outOfMemory } = leak;
  const [site] = leak.sites;
  const route = work?.routes?.[0];
  return known({
    'tidemark.leak.fingerprint': leak.id,
    'tidemark.leak.level': leak.level,
    'tidemark.leak.memory': leak.memory,
    'tidemark.leak.grown_bytes': leak.grownBytes,
    'tidemark.leak.growth_bytes_per_second': leak.rateBytesPerSecond,
    'tidemark.leak.duration_seconds': leak.sinceMs / 1000,
    'tidemark.leak.pattern': leak.pattern,
    'tidemark.leak.confidence': leak.confidence,
    'tidemark.leak.basis': leak.basis,
    'tidemark.leak.site.function': site?.function,
    'tidemark.leak.site.file': site?.file,
    'tidemark.leak.site.line': site?.line,
    'tidemark.leak.site.package': site?.package,
    'tidemark.leak.holder.path': holder?.path,
    'tidemark.leak.holder.class': holder?.class,
    'tidemark.leak.holder.entries': holder?.entries,
    'tidemark.leak.resource.kind': resource?.kind,
    'tidemark.leak.resource.type': resource?.type,
    'tidemark.leak.resource.count': resource?.count,
    'tidemark.leak.work.unit': work?.unit,
    'tidemark.leak.work.retained_bytes': work?.bytes,
    'tidemark.leak.route.name': route?.route,
    'tidemark.leak.route.retained_bytes': route?.bytes,
    'tidemark.leak.evidence': leak.evidence.map((sentence) => sentence.slice(0, longestText)),
    'tidemark.leak.advice': leak.advice === '' ? undefined : leak.advice,
    ...(outOfMemory && outOfMemoryAttributes(outOfMemory)),
  });
}

/** Seconds until a limit is reached, as expected, and the ends of the 90 % interval. */
export function outOfMemoryAttributes({ etaMs, lowMs, highMs, limit }: OutOfMemoryEstimate): Attributes {
  return known({
    'tidemark.out_of_memory.limit': limit,
    'tidemark.out_of_memory.expected_seconds': etaMs / 1000,
    'tidemark.out_of_memory.low_seconds': lowMs / 1000,
    'tidemark.out_of_memory.high_seconds': highMs === undefined ? undefined : highMs / 1000,
  });
}

/** The level, the one before, and the limit that binds. */
export function pressureAttributes({ level, previousLevel, capacity, reason }: PressureChange): Attributes {
  const { binding } = capacity;
  return known({
    'tidemark.pressure.level': level,
    'tidemark.pressure.previous_level': previousLevel,
    'tidemark.pressure.reason': reason,
    'tidemark.memory.kind': binding?.kind,
    'tidemark.memory.used_bytes': binding?.usedBytes,
    'tidemark.memory.limit_bytes': binding?.limitBytes,
  });
}

/** What was done about pressure, and what came of it. */
export function strategyAttributes(applied: StrategyApplied): Attributes {
  return known({
    'tidemark.strategy.name': applied.strategy,
    'tidemark.strategy.result': applied.result,
    'tidemark.pressure.level': applied.level,
    'tidemark.pressure.reason': applied.reason,
    'tidemark.strategy.freed_bytes': applied.measured ? applied.freedBytes : undefined,
    'tidemark.strategy.claimed_bytes': applied.claimedBytes,
    'tidemark.strategy.returned_bytes': applied.returnedBytes,
    'tidemark.strategy.pause_seconds': applied.pauseMs === undefined ? undefined : applied.pauseMs / 1000,
    'tidemark.strategy.detail': applied.detail,
  });
}
