import type { MemoryMonitor } from '../monitoring/MemoryMonitor.ts';
import type { ConfigurationWatch, ConfigurationWatchOptions } from './ConfigurationWatch.ts';

/** What a {@link LazyConfigurationWatch} is made of. */
export interface LazyConfigurationWatchOptions extends Pick<ConfigurationWatchOptions, 'take' | 'failed'> {
  /** `undefined` where no file was read at the start, so that none is watched. */
  readonly path: string | undefined;
  readonly monitor: Pick<MemoryMonitor, 'onSample'>;
  /** @default the code, imported */
  readonly load?: () => Promise<typeof import('./ConfigurationWatch.ts')>;
}

/** Watches the file that the agent was configured by, with code that is loaded where there is one. */
export class LazyConfigurationWatch {
  readonly #options: LazyConfigurationWatchOptions;
  #end: (() => void) | undefined;
  #stopped = false;

  constructor(options: LazyConfigurationWatchOptions) {
    this.#options = options;
  }

  start(): void {
    if (this.#options.path === undefined) return;
    void this.#open(this.#options.path).catch(this.#options.failed);
  }

  stop(): void {
    this.#stopped = true;
    this.#end?.();
  }

  async #open(path: string): Promise<void> {
    const { monitor, take, failed, load = () => import('./ConfigurationWatch.ts') } = this.#options;
    const { ConfigurationWatch: Watch } = await load();
    if (this.#stopped) return;
    const watch: ConfigurationWatch = new Watch({ path, take, failed });
    // From here on: what was read at the start is what it is compared with.
    await watch.look();
    if (!this.#stopped) this.#end = monitor.onSample((row) => watch.addSample(row));
  }
}
