import type { AllocationProfiler } from '../allocation-profile/AllocationProfiler.ts';
import { AllocationMeter } from '../operations/AllocationMeter.ts';
import { v8CollectionRecorder } from '../operations/CollectionRecorder.ts';
import { everySecond } from '../operations/everySecond.ts';
import type { HeapGauge } from '../operations/HeapGauge.ts';
import type { SiteSampling } from '../snapshots/SiteSampling.ts';
import { ProfilingPeriods } from './ProfilingPeriods.ts';

/** The periods of this thread. */
export function openPeriods(
  gauge: HeapGauge,
  profiles: AllocationProfiler,
  sites: SiteSampling,
): ProfilingPeriods {
  return new ProfilingPeriods({
    gauge,
    meter: new AllocationMeter(() => gauge.usedBytes(), v8CollectionRecorder()),
    rssBytes: process.memoryUsage.rss,
    time: Date.now,
    steady: performance.now.bind(performance),
    everySecond,
    startSites: (id) => profiles.start(profileOf(id)),
    endSites: (id) => sites.endPeriod(profileOf(id)),
    releaseSites: (id) => profiles.release(profileOf(id)),
  });
}

/** Ids of periods and of profiles are given by the same people. */
function profileOf(id: string): string {
  return `\n${id}`;
}
