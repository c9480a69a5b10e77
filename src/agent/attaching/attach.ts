/**
 * The agent for a process that was started without Tidemark. `tidemark attach` has it loaded into that process, and it
 * goes with the hub of that command: what was there before is there afterwards, and nothing else but code.
 */
import type { Configuration } from '../../configuration/Configuration.ts';
import type { LoadedConfiguration, SettingSource } from '../../configuration/resolveConfiguration.ts';
import type { SettingPath } from '../../configuration/schema.ts';
import { isAgentRunning, startAgent } from '../startAgent.ts';

/** What an agent is told that comes into a running process; it travels as JSON. */
export interface AttachOrders {
  /** Path of the hub's socket. */
  readonly socketPath: string;
  readonly configuration: Configuration;
  /** Where each setting comes from. */
  readonly sources: readonly (readonly [SettingPath, SettingSource])[];
  /** The file that some come from. */
  readonly file?: string | undefined;
}

/** Whether there is an agent of ours now, or there was one already. */
export type Attachment = 'attached' | 'watched';

/** Starts an agent in this thread that reports to that hub, and ends with it. The environment is left alone. */
export function attach({ socketPath, configuration, sources, file }: AttachOrders): Attachment {
  if (isAgentRunning()) return 'watched';
  const loaded: LoadedConfiguration = {
    configuration,
    sources: new Map(sources),
    parts: { overrides: configuration },
    warnings: [],
    ...(file !== undefined && { file }),
  };
  startAgent(loaded, {
    attached: true,
    host: {
      env: { TIDEMARK_HUB_SOCKET: socketPath },
      on: process.on.bind(process),
      off: process.off.bind(process),
      emitWarning: process.emitWarning.bind(process),
      emitter: process,
    },
  });
  return 'attached';
}
