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

/** How one waits for a process, and takes back what it was asked for. */
export interface AgentPatience {
  /** Resolves after so many milliseconds; rejects where somebody does not want to wait any longer. */
  readonly wait: (milliseconds: number) => Promise<unknown>;
  /** Closes the hub, by which the process sees that nothing is wanted any more. */
  readonly withdraw: () => Promise<void>;
}

const patienceMs = 20_000;
const withdrawnMs = 2000;

/**
 * Loads the agent into the process behind an inspector, and has the inspector closed. It is the process that closes the
 * connection then: Node.js 20 to 24 crash where one is closed from both sides at a time. A process that ends meanwhile is let
 * go at once, since it waits for whoever is connected.
 *
 * @throws TidemarkError `ATTACH_FAILED`, or what `wait` rejects with
 */
export async function loadAgent(
  connection: CdpConnection,
  load: AgentLoad,
  { wait, withdraw }: AgentPatience,
): Promise<Attachment> {
  const endListening = connection.listen(({ method }) => {
    if (method === 'NodeRuntime.waitingForDisconnect') connection.close();
  });
  const loaded = connection.send('NodeRuntime.notifyWhenWaitingForDisconnect', { enabled: true }).then(() =>
    connection.send<Evaluated>('Runtime.evaluate', {
      expression: `(${loadHere})(${JSON.stringify(load)})`,
      awaitPromise: true,
      returnByValue: true,
    }),
  );
  loaded.catch(() => undefined);
  try {
    const evaluated = await Promise.race([loaded, wait(patienceMs)]);
    if (!isEvaluated(evaluated)) throw failed(blockedSentence);
    const { result, exceptionDetails } = evaluated;
    if (exceptionDetails !== undefined) throw failed(firstLine(exceptionDetails));
    if (!load.closesInspector) connection.close();
    return result.value as Attachment;
  } catch (error) {
    await withdraw();
    // It may be at it just now.
    await Promise.race([
      loaded.catch(() => undefined),
      new Promise((resolve) => setTimeout(resolve, withdrawnMs)),
    ]);
    if (!load.closesInspector) connection.close();
    throw error;
  } finally {
    endListening();
  }
}

const blockedSentence = `It has not answered for ${patienceMs / 1000} s: its event loop is blocked. When it comes round it closes its inspector, and does nothing else.`;

function isEvaluated(outcome: unknown): outcome is Evaluated {
  return typeof outcome === 'object' && outcome !== null && 'result' in outcome;
}

/** Has an inspector closed of a process into which nothing is loaded, of whatever version it is. */
export async function closeInspector(connection: CdpConnection): Promise<void> {
  const expression = '((inspector) => void setTimeout(() => inspector.close()))(require("inspector"))';
  await connection.send('Runtime.evaluate', { expression, includeCommandLineAPI: true });
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
 * done there, so that all that matters waits for a turn of the event loop of its own. When that comes, nothing may be
 * wanted any more; the inspector is closed long after whoever wanted it has gone then.
 */
async function loadHere({ importer, agentUrl, orders, closesInspector }: AgentLoad): Promise<Attachment> {
  const builtIn = process.getBuiltinModule;
  const { setImmediate, setTimeout } = builtIn('node:timers');
  const close = (): void => {
    const { Session, close: closeIt } = builtIn('node:inspector');
    try {
      // What was logged while it was open is kept alive for good otherwise.
      const session = new Session();
      session.connect();
      session.post('Runtime.discardConsoleEntries');
      session.disconnect();
    } catch {
      // It is called by a timer of the application's as well, into which nothing may be thrown.
    }
    closeIt();
  };
  await new Promise((resolve) => setImmediate(resolve));
  if (!builtIn('node:fs').existsSync(orders.socketPath)) {
    if (closesInspector) setTimeout(close, 3000).unref();
    throw new Error('Nobody waits for it any more');
  }
  try {
    const { importModule } = builtIn('node:module').createRequire(importer)(importer);
    const { attach } = await importModule(agentUrl);
    return attach(orders);
  } finally {
    if (closesInspector) setImmediate(close);
  }
}
