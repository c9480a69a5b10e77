/**
 * The process in which heap snapshots are analysed: it takes one job after the other from its parent, and ends with it. It
 * steps back for everybody else, in time and, where memory runs out, in life.
 */
import { writeFileSync } from 'node:fs';
import { constants, setPriority } from 'node:os';
import { TidemarkError } from '../../TidemarkError.ts';
import { compileLongLoops } from '../heap-snapshot/compileLongLoops.ts';
import type { AnalysisJob, AnalystMessage } from './AnalysisJob.ts';
import { analyze } from './analyze.ts';
import { OpenSnapshots } from './OpenSnapshots.ts';

/** Out of 1,000: how much rather than others this process is to be ended where the machine runs out of memory. */
const expendable = '800';
const betweenReportsMs = 250;

const snapshots = new OpenSnapshots();

function attempt(action: () => void): void {
  try {
    action();
  } catch {
    // It works as well without.
  }
}

function say(message: AnalystMessage): void {
  if (process.connected) process.send?.(message);
}

async function answer(job: AnalysisJob): Promise<void> {
  let saidAt = Number.NEGATIVE_INFINITY;
  try {
    const result = await analyze(job, snapshots, (progress) => {
      if (!process.connected) throw new Error('nobody waits for the answer');
      const now = performance.now();
      if (progress.stage === 'reading' && now - saidAt < betweenReportsMs) return;
      saidAt = now;
      say({ type: 'progress', progress, rssBytes: process.memoryUsage.rss() });
    });
    say({ type: 'done', result });
  } catch (error) {
    snapshots.release();
    const known = error instanceof TidemarkError;
    const problem = known ? error.message : `The analysis failed: ${String(error)}`;
    say({ type: 'failed', problem, code: known ? error.code : 'ANALYSIS_FAILED' });
  }
}

attempt(() => setPriority(constants.priority.PRIORITY_LOW));
attempt(() => writeFileSync('/proc/self/oom_score_adj', expendable));
attempt(compileLongLoops);
// What a keyboard sends goes to the whole group; the parent decides.
process.on('SIGINT', () => undefined);
process.on('message', (job: AnalysisJob) => void answer(job));
