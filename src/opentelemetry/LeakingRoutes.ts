import type { MemoryEvent, RetainedPerRoute } from '../wire/event.ts';
import { setSafely } from './annotateSpan.ts';
import type { TelemetrySpan } from './telemetry.ts';

const mostLeaks = 16;
const longestId = 64;

/** Routes whose requests are known to leave memory behind, as the reports of open leaks tell it. */
export class LeakingRoutes {
  readonly #byLeak: Map<string, readonly RetainedPerRoute[]> = new Map();

  /** Takes an event in; those that are not of leaks change nothing. */
  take({ type, payload }: MemoryEvent): void {
    if (type === 'memory:leak_withdrawn') this.#byLeak.delete(payload.id);
    if (type !== 'memory:leak_suspected' && type !== 'memory:leak_confirmed') return;
    const { id, work } = payload;
    if (this.#byLeak.has(id) || this.#byLeak.size < mostLeaks) this.#byLeak.set(id, work?.routes ?? []);
  }

  /** What each request of a route leaves behind, on the span of one. Nothing happens where nothing is known. */
  annotate(span: TelemetrySpan | undefined, route: string): void {
    for (const [id, routes] of this.#byLeak) {
      const found = routes.find((each) => each.route === route);
      if (found === undefined) continue;
      setSafely(span, () => ({
        'tidemark.request.retained_bytes': Math.round(found.bytes),
        'tidemark.leak.fingerprint': id.slice(0, longestId),
      }));
      return;
    }
  }
}
