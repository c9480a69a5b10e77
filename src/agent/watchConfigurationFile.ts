import { reconfigurationInWords } from '../configuration/reconfigured.ts';
import { callSafely } from '../monitoring/FaultLog.ts';
import type { Logger } from '../monitoring/Logger.ts';
import { LazyConfigurationWatch, type LazyConfigurationWatchOptions } from './LazyConfigurationWatch.ts';
import type { RunningConfiguration } from './RunningConfiguration.ts';
import { type WarningEmitter, warn } from './warn.ts';

/** What is configured by the file, and who is told. */
export interface FollowedFile extends Pick<LazyConfigurationWatchOptions, 'monitor'> {
  readonly running: RunningConfiguration;
  /** Hears what has changed, and what is wrong. @default process warnings */
  readonly logger?: Logger | undefined;
  readonly host: WarningEmitter;
  /** Whether anything is told: threads and cluster workers follow the file of their main process, which says it for all. */
  readonly speaks: boolean;
}

/** The watch of the file that an agent was configured by, where there is one: its changes take effect, and are told. */
export function watchConfigurationFile({
  running,
  monitor,
  logger,
  host,
  speaks,
}: FollowedFile): LazyConfigurationWatch {
  const path = running.loaded.file;
  const say = (level: 'info' | 'error', message: string, code?: string): void => {
    if (!speaks) return;
    if (logger) {
      callSafely(
        () => logger[level](message),
        () => {},
      );
    } else warn(host, message, code);
  };
  return new LazyConfigurationWatch({
    path,
    monitor,
    take: (settings) => {
      const message = reconfigurationInWords(running.takeFile(settings));
      if (message !== '') say('info', `${path} has changed. ${message}`);
    },
    failed: ({ message, code }: Error & { readonly code?: string }) =>
      say('error', `The configuration stays as it was: ${message}`, code),
  });
}
