import type { HeapGauge } from '../operations/HeapGauge.ts';
import { InstanceTrackers } from './InstanceTrackers.ts';
import { queryObjects, queryRefusal } from './queryObjects.ts';

/** The trackers of this thread. */
export function openTrackers(gauge: HeapGauge): InstanceTrackers {
  return new InstanceTrackers({
    time: Date.now,
    steady: performance.now.bind(performance),
    collect: () => gauge.settle(),
    nextTurn: () => new Promise((resolve) => setImmediate(resolve)),
    query: queryObjects(),
    refusal: () => queryRefusal(gauge.usedBytes()),
  });
}
