import type { Attachment, AttachOrders } from '../../agent/attaching/attach.ts';
import type { CdpConnection } from '../../page/CdpConnection.ts';
import { TidemarkError } from '../../TidemarkError.ts';

/** What is loaded into a process. */
export interface AgentLoad {
  /** Path of the CommonJS file that imports for others. */
  readonly importer: string;
  /** `file:` URL of the agent. */
  readonly agentUrl: string;
  readonly orders: AttachOrders;
  /** Whether the inspector is closed when that is done, or has failed. */
  readonly closesInspector: boolean;
}

interface Evaluated {
  readonly result: { readonly value?: unknown };
  readonly exceptionDetails?: {
    readonly text: string;
    readonly exception?: { readonly description?: string };
  };
}

const patienceMs = 20_000;

/**
 * Loads the agent into the process behind an inspector, and has the inspector closed. A process that ends meanwhile is let
 * go at once, since it waits for whoever is connected.
 *
 * @param wait resolves after so many milliseconds
 * @throws TidemarkError `ATTACH_FAILED`
 */
export async function loadAgent(
  connection: CdpConnection,
  load: AgentLoad,
  wait: (milliseconds: number, signal: AbortSignal) => Promise<void>,
): Promise<Attachment> {
  const settled = new AbortController();
  const endListening = connection.listen(({ method }) => {
    if (method === 'NodeRuntime.waitingForDisconnect') connection.close();
  });
  const tooLate = wait(patienceMs, settled.signal).then(() => {
    throw failed(
      `It has not answered for ${patienceMs / 1000} s: its event loop is blocked. If it ever comes round, nothing will be left of this attempt.`,
    );
  });
  tooLate.catch(() => undefined);
  try {
    await connection.send('NodeRuntime.notifyWhenWaitingForDisconnect', { enabled: true });
    const evaluated = connection.send<Evaluated>('Runtime.evaluate', {
      expression: `(${loadHere})(${JSON.stringify(load)})`,
      awaitPromise: true,
      returnByValue: true,
    });
    const { result, exceptionDetails } = await Promise.race([evaluated, tooLate]);
    if (exceptionDetails !== undefined) throw failed(firstLine(exceptionDetails));
    return result.value as Attachment;
  } finally {
    settled.abort();
    endListening();
    connection.close();
  }
}

/** Has an inspector closed of a process into which nothing is loaded, of whatever version it is. */
export async function closeInspector(connection: CdpConnection): Promise<void> {
  const expression = '((inspector) => void setTimeout(() => inspector.close()))(require("inspector"))';
  await connection.send('Runtime.evaluate', { expression, includeCommandLineAPI: true });
  connection.close();
}

/** What went wrong after the inspector had been opened. */
export function failed(reason: string): TidemarkError {
  return new TidemarkError('ATTACH_FAILED', `The agent could not be loaded. ${reason}`);
}

function firstLine({ text, exception }: NonNullable<Evaluated['exceptionDetails']>): string {
  return `${(exception?.description ?? text).split('\n', 1)[0]}.`.replace(/\.\.$/, '.');
}

/**
 * Runs in the other process, as text: it must not use anything from around it. The inspector interrupts whatever is being
 * done there, so that all that matters waits for a turn of the event loop of its own.
 */
async function loadHere({ importer, agentUrl, orders, closesInspector }: AgentLoad): Promise<Attachment> {
  const builtIn = process.getBuiltinModule;
  const { setImmediate } = builtIn('node:timers');
  await new Promise((resolve) => setImmediate(resolve));
  try {
    const { importModule } = builtIn('node:module').createRequire(importer)(importer);
    const { attach } = await importModule(agentUrl);
    return attach(orders);
  } finally {
    if (closesInspector) setImmediate(() => builtIn('node:inspector').close());
  }
}
