import type { Environment } from '../../configuration/environment.ts';
import { loadConfiguration } from '../../configuration/loadConfiguration.ts';
import { settingEntries } from '../../configuration/settingEntries.ts';
import { TidemarkError } from '../../TidemarkError.ts';
import type { Patient } from './Patient.ts';

/**
 * The thresholds in bytes that somebody has set for an application there, or what is wrong with its configuration. Those that
 * are shares of a limit can always be reached, and defaults are ours to answer for.
 */
export async function thresholdsOf(
  environment: Environment,
  directory: string,
): Promise<Pick<Patient, 'thresholdBytes' | 'configurationFault'>> {
  const thresholdBytes = new Map<string, number>();
  try {
    const loaded = await loadConfiguration({ environment, directory });
    for (const { path, value, source } of settingEntries(loaded, environment)) {
      const bytes = Number(value);
      if (source !== 'default' && /^thresholds\.(heap|rss|container|host)\./.test(path) && bytes > 1) {
        thresholdBytes.set(path, bytes);
      }
    }
    return { thresholdBytes, configurationFault: undefined };
  } catch (error) {
    if (!(error instanceof TidemarkError)) throw error;
    return { thresholdBytes, configurationFault: error.message };
  }
}
