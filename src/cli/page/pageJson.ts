import type { PageOutcome } from './PageOutcome.ts';

/** What is known, as one JSON object. Bytes, milliseconds; `null` for what cannot be told. */
export function pageJson({ url, browser, scenario, trips, growth, detached, sites }: PageOutcome): string {
  return JSON.stringify({
    version: 1,
    url,
    browser,
    scenario: scenario ?? null,
    isGrowing: growth.some(({ verdict }) => verdict === 'growing'),
    growth,
    detached,
    sites: sites.slice(0, 20),
    readings: trips.map(({ number, isWarmUp, tookMs, reading }) => ({
      number,
      isWarmUp,
      tookMs: Math.round(tookMs),
      ...reading.counts,
    })),
  });
}
