import type { MemoryMonitoring } from '../../src/agent/startMemoryMonitoring.ts';
import type { PressureLevel } from '../../src/wire/event.ts';

/** Monitoring that counts routes and does nothing else. */
export class FakeMonitoring {
  readonly counts: Record<string, number> = {};
  level: PressureLevel = 'normal';
  stopped = 0;

  /** As the options take it. */
  get monitoring(): MemoryMonitoring {
    const fake = this;
    return {
      monitor: {
        recordRoute: (route: string | undefined) => {
          const name = route ?? 'other';
          fake.counts[name] = (fake.counts[name] ?? 0) + 1;
        },
        get pressureLevel() {
          return fake.level;
        },
        capacity: () => ({
          limits: [],
          binding: { kind: 'heap', usedBytes: 1, limitBytes: 4, ratio: 0.25 },
        }),
      },
      // Nothing is shed as long as no manager says so.
      pressure: Promise.resolve({ addLoadShedder: () => () => {} }),
      stop: () => {
        fake.stopped += 1;
      },
    } as unknown as MemoryMonitoring;
  }
}
