import type { Collector } from '../../sampling/Collector.ts';

/** A collector that collects nothing, for those who must not stand still. */
export const forbidden: Pick<Collector, 'collect'> = {
  collect: () => ({
    performed: false,
    reason: 'This profiler may not collect garbage (collections: false).',
  }),
};
