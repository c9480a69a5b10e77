import type { Configuration, PartialConfiguration } from '../configuration/Configuration.ts';
import type { Reconfiguration } from '../configuration/reconfigured.ts';
import type { EventBus } from '../monitoring/EventBus.ts';
import type { Logger } from '../monitoring/Logger.ts';
import type { MemoryMonitor } from '../monitoring/MemoryMonitor.ts';
import type { MemoryPressureManager } from '../pressure/MemoryPressureManager.ts';
import type { RecordedHost } from '../recording/recordEnd.ts';
import type { MemorySource } from '../sampling/MemorySource.ts';
import type { WarningEmitter } from './warn.ts';

/** What runs in this process, or in this thread of it. */
export interface MemoryMonitoring {
  readonly monitor: MemoryMonitor;
  /** What is in effect now. */
  readonly config: Configuration;
  /**
   * Changes settings while the process runs: thresholds, how soon leaks are told, whether pressure is answered. Returns
   * what has changed, and what is not in effect before a restart, with the reason. Like the settings of the start it wins
   * over environment and file. What is wrong changes nothing.
   *
   * @throws TidemarkError `INVALID_OPTION` or `UNKNOWN_OPTION`
   */
  reconfigure(config: PartialConfiguration): Reconfiguration;
  /**
   * What answers memory pressure: its code is loaded when it is first asked for, or a second after the start where
   * `automaticResponse.enabled`. Rejects only where the code cannot be loaded.
   */
  readonly pressure: Promise<MemoryPressureManager>;
  /** Address of the dashboard that this process serves itself; `undefined` where it serves none. Never rejects. */
  readonly dashboardUrl: Promise<string | undefined>;
  /** The same with the token that lets its page act: `http://127.0.0.1:7171/#k=…`. Whoever has it can collect, prune and take snapshots. Without it where `token` is configured. */
  readonly dashboardAddress: Promise<string | undefined>;
  /** Ends sampling, responses to pressure, the line to the hub and the dashboard. A second call does nothing. */
  stop(): void;
}

/** Who is told. */
export interface MemoryMonitoringListeners {
  /** Receives every event. @default none */
  readonly eventBus?: EventBus | undefined;
  /** Hears of handlers, buses and sources that fail. @default none */
  readonly logger?: Logger | undefined;
}

/** Where an agent lives. Each default is this very process. */
export interface AgentSurroundings extends MemoryMonitoringListeners {
  readonly host?: WarningEmitter & RecordedHost & Pick<NodeJS.Process, 'env'>;
  readonly createSource?: () => MemorySource;
  /** Whether flights are recorded where no directory is configured, too: in the system's folder for temporary files. */
  readonly recordsAnywhere?: boolean;
  /** Whether nobody can ask for the address of its dashboard, which is told as a process warning then. @default false */
  readonly tellsAddress?: boolean;
  /** Whether it came into a process that ran already: it goes when its hub goes, or sends it away. @default false */
  readonly attached?: boolean;
}
