import type { AnalysisJob } from '../profiling/analyst/AnalysisJob.ts';
import { bytesInWords } from '../wire/quantity.ts';
import type { AnalysisResult } from '../wire/snapshot.ts';

/** What looks into heap snapshots. */
export interface TestAnalyst {
  /** Rejects with the signal's reason where it is aborted. */
  analyze(job: AnalysisJob, signal: AbortSignal): Promise<AnalysisResult>;
}

/** An analysis takes about twice a file. */
const timesTheFile = 2;

/**
 * Looks into heap snapshots in this very process: nobody waits for a test's event loop, and a process of its own, which gives
 * way to all others, would have a busy machine's test run into its time limit.
 *
 * @param freeBytes memory that is left; `NaN` where nobody tells
 */
export function inProcessAnalyst(freeBytes: () => number): TestAnalyst {
  return {
    async analyze(job, signal) {
      const { analyze } = await import('../profiling/analyst/analyze.ts');
      const { OpenSnapshots } = await import('../profiling/analyst/OpenSnapshots.ts');
      const snapshots = new OpenSnapshots();
      const neededBytes = timesTheFile * Math.max(...job.files.map((file) => snapshots.sizeOf(file)));
      const free = freeBytes();
      if (neededBytes > free) {
        throw new Error(
          `The heap snapshots need ${bytesInWords(neededBytes)} of memory, and ${bytesInWords(free)} are free.`,
        );
      }
      try {
        return await analyze(job, snapshots, () => signal.throwIfAborted());
      } finally {
        snapshots.release();
      }
    },
  };
}
