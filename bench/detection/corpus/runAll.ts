import { existsSync, readFileSync } from 'node:fs';
import { parseRecords } from './records.ts';
import { type ProcessPlan, runProcess } from './runProcess.ts';

/** Between the starts of two processes, so that they do not all warm up at once. */
const betweenStartsMs = 1_500;

/** Whether the run has ended before, whatever the way. */
function isDone({ file }: ProcessPlan): boolean {
  return existsSync(file) && parseRecords(readFileSync(file, 'utf8')).exit !== undefined;
}

/** Runs what has not been run yet, the longest first, `parallel` at a time. */
export async function runAll(
  plans: readonly ProcessPlan[],
  parallel: number,
  progress: (text: string) => void,
): Promise<void> {
  const waiting = plans.filter((plan) => !isDone(plan)).sort((a, b) => b.seconds - a.seconds);
  progress(`${plans.length - waiting.length} of ${plans.length} programs have been run before`);
  process.setMaxListeners(parallel + 20);
  process.once('SIGINT', () => process.exit(130));
  process.once('SIGTERM', () => process.exit(143));
  let done = 0;
  const total = waiting.length;
  const work = async (place: number): Promise<void> => {
    await new Promise((resolve) => setTimeout(resolve, place * betweenStartsMs));
    for (let plan = waiting.shift(); plan; plan = waiting.shift()) {
      await runProcess(plan);
      progress(`${++done}/${total} ${plan.program.name}`);
    }
  };
  await Promise.all(Array.from({ length: Math.min(parallel, total) }, (_, place) => work(place)));
}
