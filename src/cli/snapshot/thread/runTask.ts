import { pipeline } from 'node:stream/promises';
import { getHeapStatistics } from 'node:v8';
import { Worker } from 'node:worker_threads';
import { compileLongLoops } from '../../../profiling/heap-snapshot/compileLongLoops.ts';
import { TidemarkError } from '../../../TidemarkError.ts';
import type { CommandContext, Outcome } from '../../CommandContext.ts';
import { Interruption } from '../../Interruption.ts';
import { openInput, standardInput, unreadable } from '../openInput.ts';
import { doTask, type SnapshotTask } from './SnapshotTask.ts';
import { StageView } from './StageView.ts';
import type { ThreadMessage, ThreadOrder } from './ThreadMessage.ts';

const bytesPerMegabyte = 1024 * 1024;

/**
 * Does a task in a thread of its own, where there is a program for that. The loops over a large snapshot take seconds in
 * which a thread hears and shows nothing; this one goes on showing how far it is, and ends at once when a signal comes.
 * Small ones are read here: a second thread takes 14 MB.
 *
 * @throws TidemarkError what the task throws; `ANALYSIS_FAILED` where the thread ends without an answer
 */
export async function runTask(task: SnapshotTask, context: CommandContext): Promise<Outcome> {
  const { threadUrl, environment, directory, platform, execPath, stdout, signals } = context;
  if (threadUrl === undefined || isSmall(task, context)) return doTask(task, context);
  const order: ThreadOrder = {
    task,
    surroundings: { environment: { ...environment }, directory, platform, execPath },
    columns: stdout.columns,
  };
  const readsInput = filesOf(task).includes(standardInput);
  const interruption = new Interruption(signals);
  const view = new StageView(context);
  // A thread has what is set before its start.
  compileLongLoops();
  const worker = new Worker(threadUrl, {
    workerData: order,
    stdin: readsInput,
    // A thread would have less by itself.
    resourceLimits: { maxOldGenerationSizeMb: getHeapStatistics().heap_size_limit / bytesPerMegabyte },
  });
  try {
    return await new Promise<Outcome>((resolve, reject) => {
      interruption.signal.addEventListener('abort', () =>
        resolve({ signal: interruption.received ?? 'SIGINT' }),
      );
      worker.on('message', (message: ThreadMessage) => {
        if (message.type === 'text') stdout.write(message.text);
        else if (message.type === 'outcome') resolve(message.outcome);
        else if (message.type === 'refused')
          reject(new TidemarkError(message.code, message.message, message.details));
        else if (message.type === 'defect') reject(message.error);
        else view.take(message);
      });
      if (readsInput && worker.stdin) {
        pipeline(context.standardInput(), worker.stdin).catch((cause) =>
          reject(unreadable(standardInput, cause)),
        );
      }
      worker.on('error', (error) => reject(brokenThread(error)));
      worker.on('exit', (code) => reject(brokenThread(new Error(`its thread ended with code ${code}`))));
    });
  } finally {
    view.end();
    interruption.close();
    // Whoever ends by a signal does not wait for it.
    void worker.terminate();
  }
}

/** Whether all of its files are there and small; a pipe can be of any size. */
function isSmall(task: SnapshotTask, context: CommandContext): boolean {
  const { mostBytesHere = 128 * bytesPerMegabyte } = context;
  let bytes = 0;
  for (const file of filesOf(task)) {
    const { sizeBytes, packed } = openInput(file, context);
    if (sizeBytes === undefined || packed) return false;
    bytes += sizeBytes;
  }
  return bytes <= mostBytesHere;
}

function filesOf(task: SnapshotTask): readonly string[] {
  return task.verb === 'diff' ? task.files : [task.file];
}

function brokenThread(cause: Error): TidemarkError {
  const isMemory = (cause as NodeJS.ErrnoException).code === 'ERR_WORKER_OUT_OF_MEMORY';
  const message = isMemory
    ? "Node's heap did not suffice for it. With NODE_OPTIONS=--max-old-space-size=8000, for instance, it has 8 GB."
    : `The analysis ended without an answer: ${cause.message}.`;
  return new TidemarkError('ANALYSIS_FAILED', message, { cause });
}
