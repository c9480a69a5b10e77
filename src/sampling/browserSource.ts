import { column, type SampleRow } from '../wire/sample.ts';
import { Hold } from './Hold.ts';
import { LiveSizeTracker } from './LiveSizeTracker.ts';
import type { MemorySource } from './MemorySource.ts';
import { monotoneClock } from './monotoneClock.ts';

/** The part of a page's global object that samples come from. Only Chromium has either counter. */
export interface BrowserGlobals {
  readonly performance?: {
    readonly memory?: {
      readonly usedJSHeapSize: number;
      readonly totalJSHeapSize: number;
      readonly jsHeapSizeLimit: number;
    };
    measureUserAgentSpecificMemory?(): Promise<{ readonly bytes: number }>;
  };
  readonly crossOriginIsolated?: boolean;
}

/** What a {@link browserSource} reads from. */
export interface BrowserSourceOptions {
  /** @default globalThis */
  readonly globals?: BrowserGlobals;
  /** Epoch milliseconds that never go back. @default {@link monotoneClock} */
  readonly now?: () => number;
}

/**
 * Samples of the page it runs in. `performance.memory` gives heap used, total and limit, in the steps in which the
 * browser rounds them. On a cross-origin isolated page `rssBytes` is what the browser attributes to the page with its
 * frames and workers, DOM included (`performance.measureUserAgentSpecificMemory`): the nearest to a resident set that a
 * page can tell. It is asked for at most once a minute, takes some 20 s, and holds until the next answer.
 *
 * The live size is the whole heap in use right after a major collection, because a page cannot tell its old generation
 * apart: up to a few MB more than that. Browsers without `performance.memory` tell of time alone.
 */
export function browserSource({
  globals = globalThis as BrowserGlobals,
  now = monotoneClock(),
}: BrowserSourceOptions = {}): MemorySource {
  const { performance } = globals;
  const hold = new Hold(60_000);
  let pageBytes = Number.NaN;
  const liveSize = performance?.memory
    ? new LiveSizeTracker({
        measure: () => ({
          liveBytes: performance.memory?.usedJSHeapSize ?? Number.NaN,
          externalBytes: Number.NaN,
        }),
        now,
      })
    : undefined;

  async function measurePage(): Promise<void> {
    try {
      pageBytes = (await performance?.measureUserAgentSpecificMemory?.())?.bytes ?? Number.NaN;
    } catch {
      pageBytes = Number.NaN;
    }
  }

  return {
    kind: 'browser',
    read(row: SampleRow): void {
      const time = now();
      row.fill(Number.NaN);
      row[column.time] = time;
      const memory = performance?.memory;
      if (memory) {
        row[column.heapUsedBytes] = memory.usedJSHeapSize;
        row[column.heapTotalBytes] = memory.totalJSHeapSize;
        row[column.heapLimitBytes] = memory.jsHeapSizeLimit;
      }
      if (globals.crossOriginIsolated && hold.due(time)) void measurePage();
      row[column.rssBytes] = pageBytes;
      liveSize?.read(row);
    },
    onReading: (listener) => liveSize?.onReading(listener) ?? (() => {}),
    close(): void {
      liveSize?.close();
    },
  };
}
