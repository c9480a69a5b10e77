import type { MeasuredMonitor } from '../prometheus/readingsOf.ts';
import type { ProcessAnswer, ProcessCall } from '../wire/call.ts';
import type { ProcessCalls, ProcessCallsOptions } from './calls/ProcessCalls.ts';
import { loadCode } from './loadCode.ts';

/** What calls are answered with. */
export interface LazyCallsOptions extends ProcessCallsOptions {
  readonly monitor: MeasuredMonitor;
}

type Load = () => Promise<typeof import('./calls/ProcessCalls.ts')>;

/** Answers what is asked of this process, with code that is loaded when somebody asks, which is never in most processes. */
export class LazyCalls {
  readonly #options: LazyCallsOptions;
  readonly #load: Load;
  #calls: Promise<ProcessCalls> | undefined;
  #closed = false;

  /** @param load @default the code, imported */
  constructor(options: LazyCallsOptions, load: Load = () => import('./calls/ProcessCalls.ts')) {
    this.#options = options;
    this.#load = load;
  }

  /** Never rejects: what goes wrong is a refusal, with the reason. */
  async answer(call: ProcessCall): Promise<ProcessAnswer> {
    try {
      if (this.#closed) return { type: 'refused', reason: 'Tidemark has been stopped in this process.' };
      if (call.type === 'metrics') {
        const { readingsOf } = await loadCode(() => import('../prometheus/readingsOf.ts'));
        return { type: 'metrics', metrics: readingsOf(this.#options.monitor) };
      }
      this.#calls ??= this.#begin();
      return await (await this.#calls).answer(call);
    } catch (error) {
      return { type: 'refused', reason: `It failed: ${error instanceof Error ? error.message : error}` };
    }
  }

  /** Ends what was begun for somebody, for good. */
  close(): void {
    this.#closed = true;
    void this.#end();
  }

  // Waited for, rather than by `then`, which the application may have replaced.
  async #begin(): Promise<ProcessCalls> {
    const { ProcessCalls: Calls } = await loadCode(this.#load);
    return new Calls(this.#options);
  }

  async #end(): Promise<void> {
    try {
      (await this.#calls)?.close();
    } catch {
      // There are none.
    }
  }
}
