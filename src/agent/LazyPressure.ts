import type { Configuration } from '../configuration/Configuration.ts';
import type { Logger } from '../monitoring/Logger.ts';
import type { MemoryMonitor } from '../monitoring/MemoryMonitor.ts';
import type { Timers } from '../monitoring/Ticker.ts';
import type { MemoryPressureManager } from '../pressure/MemoryPressureManager.ts';
import { LatePart } from './LatePart.ts';
import { loadCode } from './loadCode.ts';

/** What a {@link LazyPressure} makes a manager of. */
export interface LazyPressureOptions {
  readonly monitor: MemoryMonitor;
  readonly automaticResponse: Configuration['automaticResponse'];
  readonly logger?: Logger | undefined;
  /** Hears that automatic management could not be started. */
  readonly failed: (error: Error) => void;
  /** Is given the manager when it has been made. */
  readonly created?: ((manager: MemoryPressureManager) => unknown) | undefined;
  /** @default the manager's code, imported */
  readonly load?: () => Promise<typeof import('../pressure/MemoryPressureManager.ts')>;
  /** @default the platform's */
  readonly timers?: Timers;
}

/**
 * The pressure manager of an agent, with code that is loaded when it is touched, or a second after the agent's start. From then
 * on it manages by itself, where that is configured: whoever has it may turn that off at once.
 */
export class LazyPressure {
  readonly #options: LazyPressureOptions;
  readonly #automatic: LatePart;
  #manager: Promise<MemoryPressureManager> | undefined;
  /** Whether the manager is to manage by itself as soon as there is one. */
  #manages = false;
  #stopped = false;

  constructor(options: LazyPressureOptions) {
    const { failed, timers } = options;
    this.#options = options;
    this.#automatic = new LatePart({ load: () => this.#toBeEnabled(), failed, timers });
  }

  /** The manager, which is made when it is first asked for. Rejects where its code cannot be loaded. */
  get manager(): Promise<MemoryPressureManager> {
    this.#manager ??= this.#create();
    return this.#manager;
  }

  /** Has pressure answered, where the configuration says so. Never keeps the process alive. */
  start(): void {
    if (!this.#options.automaticResponse.enabled) return;
    this.#manages = true;
    this.#automatic.start();
  }

  /** Has pressure answered, or only told, or neither, from now on. */
  follow({ enabled, dryRun }: Pick<Configuration['automaticResponse'], 'enabled' | 'dryRun'>): void {
    if (this.#stopped) return;
    this.#automatic.stop();
    // It is turned on below, as it is asked for now: not before that as it was at the start.
    this.#manages = false;
    if (!enabled && this.#manager === undefined) return;
    void this.#follow({ enabled, dryRun });
  }

  // Waited for, here and below: the application may have replaced `then`.
  async #follow({ enabled, dryRun }: Pick<Configuration['automaticResponse'], 'enabled' | 'dryRun'>) {
    try {
      const manager = await this.manager;
      if (this.#stopped) return;
      if (enabled) manager.enableAutomaticManagement({ dryRun });
      else manager.disableAutomaticManagement();
    } catch (error) {
      this.#options.failed(error as Error);
    }
  }

  /** Ends what the manager does, and what was to be begun. */
  stop(): void {
    this.#stopped = true;
    this.#automatic.stop();
    void this.#close();
  }

  async #close(): Promise<void> {
    try {
      (await this.#manager)?.close();
    } catch {
      // There is none.
    }
  }

  async #toBeEnabled(): Promise<() => () => void> {
    await this.manager;
    return () => () => {};
  }

  async #create(): Promise<MemoryPressureManager> {
    const { monitor, automaticResponse, logger, created, load = loadManager } = this.#options;
    const { MemoryPressureManager } = await loadCode(load);
    const manager = new MemoryPressureManager({ monitor, automaticResponse, logger });
    created?.(manager);
    if (this.#manages && !this.#stopped) manager.enableAutomaticManagement();
    return manager;
  }
}

function loadManager(): Promise<typeof import('../pressure/MemoryPressureManager.ts')> {
  return import('../pressure/MemoryPressureManager.ts');
}
