/** The thread in which heap snapshots are read: it does one task, and says how far it is and what came of it. */
import { EventEmitter } from 'node:events';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { TidemarkError } from '../../../TidemarkError.ts';
import type { CommandContext } from '../../CommandContext.ts';
import { doTask } from './SnapshotTask.ts';
import type { ThreadMessage, ThreadOrder } from './ThreadMessage.ts';

const { task, surroundings, columns } = workerData as ThreadOrder;
const port = parentPort as MessagePort;

function say(message: ThreadMessage): void {
  port.postMessage(message);
}

const context: CommandContext = {
  ...surroundings,
  standardInput: () => process.stdin,
  stdout: { write: (text) => say({ type: 'text', text }), ...(columns !== undefined && { columns }) },
  // What belongs there is thrown, or is progress.
  stderr: { write: () => undefined },
  signals: new EventEmitter(),
  sharesKeyboard: () => false,
  registerUrl: '',
  openBrowser: async () => undefined,
  now: Date.now,
  openProgress: (stage) => {
    say({ type: 'stage', stage });
    return {
      update: (done, words) => say({ type: 'done', done, words }),
      end: () => say({ type: 'stage-end' }),
    };
  },
};

try {
  say({ type: 'outcome', outcome: await doTask(task, context) });
} catch (error) {
  if (error instanceof TidemarkError) {
    const { code, message, option, rule, received } = error;
    const details = {
      ...(option !== undefined && { option }),
      ...(rule !== undefined && { rule }),
      received,
    };
    say({ type: 'refused', code, message, details });
  } else {
    say({ type: 'defect', error });
  }
}
