import { program, witness } from '#platform';
import type { MemorySource } from '../sampling/MemorySource.ts';
import { LeakWatch, type LeakWatchOptions } from './LeakWatch.ts';

/** What a monitor adds to what its source knows. */
type Given = Omit<LeakWatchOptions, keyof MemorySource | 'isRecorded' | 'program' | 'witness'>;

/** The watch over what a source tells of: this process with all that it can do, or a recording of one. */
export function leakWatchOf(source: MemorySource, given: Given): LeakWatch {
  const { collector, resources, modules, threadMemory } = source;
  const isRecorded = source.kind === 'recording';
  return new LeakWatch({
    ...given,
    collector,
    resources,
    modules,
    threadMemory,
    witness,
    isRecorded,
    // Nobody knows which program a recording is of.
    program: isRecorded ? undefined : program,
  });
}
