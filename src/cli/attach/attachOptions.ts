import type { AttachOrders } from '../../agent/attaching/attach.ts';
import { duration } from '../../configuration/kinds.ts';
import { invalidOption } from '../../TidemarkError.ts';
import { defaultIntervalMs, type RunOptions, type RunSettings } from '../runSettings.ts';

/** The options of `tidemark attach`, as they were typed: those of `tidemark run`, and its own. */
export interface AttachOptions extends Omit<RunOptions, 'restart'> {
  readonly for?: string;
  readonly top?: boolean;
}

const durations = duration(1000, 30 * 86_400_000);

/** @throws TidemarkError `INVALID_OPTION` */
export function pidOf(text: string): number {
  if (!/^[1-9]\d{0,9}$/.test(text)) throw invalidOption('pid', 'the number of a process', text);
  return Number(text);
}

/** Milliseconds until the process is left; `undefined` where somebody says when. @throws TidemarkError `INVALID_OPTION` */
export function stayOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const value = durations.convert(durations.fromVariable(text));
  if (!durations.accepts(value)) throw invalidOption('--for', durations.rule, text);
  return value as number;
}

/**
 * What the agent is told: the configuration of this command. It watches, and does nothing about what it sees unless somebody has
 * asked for that in so many words; the process did not ask for Tidemark.
 */
export function ordersOf({ loaded, flightDirectory }: RunSettings, socketPath: string): AttachOrders {
  const { configuration, sources, file } = loaded;
  const { sampling, automaticResponse, recorder, recycling } = configuration;
  const isDefault = (path: Parameters<typeof sources.get>[0]): boolean => sources.get(path) === 'default';
  return {
    socketPath,
    sources: [...sources],
    file,
    configuration: {
      ...configuration,
      enabled: true,
      port: undefined,
      sampling: {
        ...sampling,
        interval: isDefault('sampling.interval') ? defaultIntervalMs : sampling.interval,
      },
      automaticResponse: {
        ...automaticResponse,
        enabled: automaticResponse.enabled && !isDefault('automaticResponse.enabled'),
      },
      recycling: { ...recycling, enabled: false },
      recorder: { ...recorder, directory: flightDirectory },
    },
  };
}
