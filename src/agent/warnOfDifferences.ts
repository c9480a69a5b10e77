import type { Configuration } from '../configuration/Configuration.ts';
import type { LoadedConfiguration } from '../configuration/resolveConfiguration.ts';
import { valueAt } from '../configuration/settingValues.ts';
import { type WarningEmitter, warn } from './warn.ts';

/** Tells of settings from code that the agent that runs already does not have. */
export function warnOfDifferences(
  config: Configuration,
  wanted: LoadedConfiguration,
  host: WarningEmitter,
): void {
  const ignored = [...wanted.sources]
    .filter(
      ([path, source]) => source === 'code' && valueAt(config, path) !== valueAt(wanted.configuration, path),
    )
    .map(([path]) => path);
  if (ignored.length === 0) return;
  warn(
    host,
    `Tidemark runs in this process already, so these settings have no effect: ${ignored.join(', ')}`,
  );
}
