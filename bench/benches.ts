import { attach } from './attach/attach.ts';
import { dashboard } from './dashboard/dashboard.ts';
import { corpus } from './detection/corpus/corpus.ts';
import { detection } from './detection/detection.ts';
import { fleet } from './fleet/fleet.ts';
import { frameworks } from './frameworks/frameworks.ts';
import type { Bench } from './harness/Bench.ts';
import { heap } from './heap-snapshot/heap.ts';
import { metrics } from './metrics/metrics.ts';
import { overhead } from './overhead/overhead.ts';
import { caches } from './pressure/caches.ts';
import { pressure } from './pressure/pressure.ts';
import { shedding } from './pressure/shedding.ts';
import { profiler } from './profiler/profiler.ts';
import { recording } from './recording/recording.ts';
import { testing } from './testing/testing.ts';

/** Every bench, in the order in which `npm run bench` runs them. */
export const benches: readonly Bench[] = [
  overhead,
  detection,
  corpus,
  heap,
  profiler,
  caches,
  pressure,
  shedding,
  frameworks,
  recording,
  dashboard,
  metrics,
  attach,
  fleet,
  testing,
];
