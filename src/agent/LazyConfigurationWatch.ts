import type { MemoryMonitor } from '../monitoring/MemoryMonitor.ts';
import type { ConfigurationWatch, ConfigurationWatchOptions } from './ConfigurationWatch.ts';
import { LatePart } from './LatePart.ts';

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
  readonly #part: LatePart | undefined;

  constructor({ path, ...options }: LazyConfigurationWatchOptions) {
    if (path === undefined) return;
    this.#part = new LatePart({
      load: () => watchOf(path, options),
      afterMs: 0,
      failed: options.failed,
    });
  }

  start(): void {
    this.#part?.start();
  }

  stop(): void {
    this.#part?.stop();
  }
}

async function watchOf(
  path: string,
  {
    monitor,
    take,
    failed,
    load = () => import('./ConfigurationWatch.ts'),
  }: Omit<LazyConfigurationWatchOptions, 'path'>,
): Promise<() => () => void> {
  const { ConfigurationWatch: Watch } = await load();
  const watch: ConfigurationWatch = new Watch({ path, take, failed });
  // From here on: what was read at the start is what it is compared with.
  await watch.look();
  return () => monitor.onSample((row) => watch.addSample(row));
}
