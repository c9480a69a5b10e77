import { endSentence } from '../monitoring/leaks/reportWords.ts';
import type { MemoryMonitor } from '../monitoring/MemoryMonitor.ts';
import type { LeakReport } from '../wire/event.ts';
import type { ProcessIdentity } from '../wire/process.ts';
import { type WarningEmitter, warn } from './warn.ts';
import { warnOfDryRuns } from './warnOfDryRuns.ts';

const confirmedCode = 'TIDEMARK_LEAK_CONFIRMED';
const endCode = 'TIDEMARK_OUT_OF_MEMORY_PREDICTED';

/**
 * Has what people should be woken for told as a warning of the process, a line each: leaks that are confirmed, and memory
 * that is about to run out; and what a dry run would do. For where neither a logger nor a hub hears of it.
 *
 * @param options.isHeard whether a bus of the application's own has the alerts
 */
export function warnOfAlerts(
  monitor: Pick<MemoryMonitor, 'onEvent'>,
  host: WarningEmitter,
  { identity, isHeard }: { readonly identity: ProcessIdentity; readonly isHeard: boolean },
): void {
  const where = threadInWords(identity);
  warnOfDryRuns(monitor, host);
  if (isHeard) return;
  monitor.onEvent(({ type, payload }) => {
    if (type === 'memory:leak_confirmed') warn(host, leakSentence(payload, where), confirmedCode);
    else if (type === 'memory:out_of_memory_predicted')
      warn(
        host,
        `Memory${payload.limit === 'heap' ? where : ''} is about to run out. ${endSentence(payload)}`,
        endCode,
      );
  });
}

/** What grows, who allocates it, and what to do; the rest is in the event. */
function leakSentence({ id, evidence, advice }: LeakReport, where: string): string {
  return `A memory leak${where} is confirmed (${id}). ${evidence.slice(0, 2).join(' ')} ${advice}`.trim();
}

/** A warning has the number of its process, and says nothing of threads. */
function threadInWords({ role, threadId, name }: ProcessIdentity): string {
  return role === 'worker-thread' ? ` in worker thread ${threadId} (${name})` : '';
}
