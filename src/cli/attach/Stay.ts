import type { Hub } from '../../hub/Hub.ts';
import type { SignalSource } from '../../hub/SignalForwarder.ts';
import type { ProcessSummary } from '../../wire/process.ts';

/** The main thread of a process, as a hub knows it, once that says so; `undefined` where it has not within that time. */
export function untilProcess(
  hub: Hub,
  pid: number,
  isSo: (process: ProcessSummary) => boolean,
  timeoutMs: number | undefined,
  signal?: AbortSignal,
): Promise<ProcessSummary | undefined> {
  return new Promise((resolve) => {
    const finish = (process?: ProcessSummary): void => {
      clearTimeout(timer);
      unsubscribe();
      signal?.removeEventListener('abort', stop);
      resolve(process);
    };
    const stop = (): void => finish();
    const look = (): void => {
      const process = hub.process(String(pid));
      if (process !== undefined && isSo(process)) finish(process);
    };
    const timer = timeoutMs === undefined ? undefined : setTimeout(stop, timeoutMs);
    const unsubscribe = hub.subscribe(look);
    signal?.addEventListener('abort', stop);
    if (signal?.aborted) stop();
    else look();
  });
}

type Listener = Parameters<SignalSource['on']>[1];

/** The signals of this process, and one more that says: the time is up. */
export class SignalsOrTime implements SignalSource {
  readonly #source: SignalSource;
  readonly #listeners: Set<Listener> = new Set();

  constructor(source: SignalSource) {
    this.#source = source;
  }

  on(signal: NodeJS.Signals, listener: Listener): unknown {
    if (signal === 'SIGTERM') this.#listeners.add(listener);
    return this.#source.on(signal, listener);
  }

  off(signal: NodeJS.Signals, listener: Listener): unknown {
    if (signal === 'SIGTERM') this.#listeners.delete(listener);
    return this.#source.off(signal, listener);
  }

  /** Ends whoever listens, as SIGTERM would. */
  end(): void {
    for (const listener of [...this.#listeners]) listener('SIGTERM');
  }
}
