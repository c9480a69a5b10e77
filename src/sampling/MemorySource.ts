import type { SampleRow } from '../wire/sample.ts';
import type { Collector } from './Collector.ts';
import type { ModuleCounter } from './ModuleCounter.ts';
import type { ResourceCounter } from './ResourceCounter.ts';
import type { ThreadMemory } from './ThreadMemory.ts';
import type { ThreadTimeCounter } from './ThreadTime.ts';

/** One reading: what is in use right after a major collection. The only honest leak signal. */
export interface LiveReading {
  /** Epoch milliseconds. */
  readonly time: number;
  /** Live size: bytes in use in all heap spaces but the new ones. */
  readonly liveBytes: number;
  /** V8's external memory at the same moment; buffers that are not swept yet may add several MB for about a second. */
  readonly externalBytes: number;
  /** Major collections seen since sampling began; 1 for the first reading. */
  readonly majorCollections: number;
}

/**
 * Where samples come from: this Node process, this browser page, a remote process, a recording.
 * A source never throws from `read` and never keeps the process alive.
 */
export interface MemorySource {
  readonly kind: 'node' | 'browser' | 'remote' | 'recording';
  /** Forces full collections, each with a reading; absent where the platform has no way. */
  readonly collector?: Collector;
  /** Counts what the process holds open; absent where it is not this very process. */
  readonly resources?: ResourceCounter;
  /** Counts the modules that are loaded; absent where it is not this very process. */
  readonly modules?: ModuleCounter;
  /** Counts what the thread's time goes to; absent where the platform cannot tell. */
  readonly threadTime?: ThreadTimeCounter;
  /** What other threads of the process have; absent where it is not this very process. */
  readonly threadMemory?: ThreadMemory;
  /** Writes every counter of this instant into the row; `NaN` for what the platform cannot tell. */
  read(row: SampleRow): void;
  /** Calls the listener after each major collection. Returns an unsubscribe function. */
  onReading(listener: (reading: LiveReading) => void): () => void;
  /** Releases descriptors and registrations. `read` must not be called afterwards. */
  close(): void;
}
