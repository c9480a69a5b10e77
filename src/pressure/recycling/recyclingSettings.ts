import type { Configuration } from '../../configuration/Configuration.ts';
import { resolveConfiguration } from '../../configuration/resolveConfiguration.ts';
import { checkedListeners } from '../../monitoring/checkedListeners.ts';
import type { RecyclingOptions } from './RecyclingOptions.ts';

/** The settings among the options, every default filled in. @throws TidemarkError `INVALID_OPTION` */
export function recyclingSettings(options: RecyclingOptions): Configuration['recycling'] {
  checkedListeners({ logger: options.logger });
  const { maxPerHour, maxAtOnce, minAge, grace, startTimeout, jitter } = options;
  const recycling = { enabled: true, maxPerHour, maxAtOnce, minAge, grace, startTimeout, jitter };
  return resolveConfiguration({ overrides: { recycling } }).configuration.recycling;
}
