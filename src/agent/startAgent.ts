import type { Configuration, PartialConfiguration } from '../configuration/Configuration.ts';
import type { Reconfiguration } from '../configuration/reconfigured.ts';
import type { LoadedConfiguration } from '../configuration/resolveConfiguration.ts';
import { valueAt } from '../configuration/settingValues.ts';
import type { EventBus } from '../monitoring/EventBus.ts';
import type { Logger } from '../monitoring/Logger.ts';
import { MemoryMonitor } from '../monitoring/MemoryMonitor.ts';
import { changeSettings } from '../monitoring/monitorSettings.ts';
import type { MemoryPressureManager } from '../pressure/MemoryPressureManager.ts';
import type { MemorySource } from '../sampling/MemorySource.ts';
import { nodeSource } from '../sampling/nodeSource.ts';
import type { ProcessIdentity } from '../wire/process.ts';
import { HubConnection } from './HubConnection.ts';
import { joinHub } from './joinHub.ts';
import { LazyAllocations } from './LazyAllocations.ts';
import { LazyCalls } from './LazyCalls.ts';
import type { LazyConfigurationWatch } from './LazyConfigurationWatch.ts';
import { LazyHolderFinder } from './LazyHolderFinder.ts';
import { LazyPressure } from './LazyPressure.ts';
import { LazyRecorder } from './LazyRecorder.ts';
import { LazyRecycling } from './LazyRecycling.ts';
import { LazyWatchdog } from './LazyWatchdog.ts';
import { processIdentity, readProcessFacts } from './processIdentity.ts';
import { RunningConfiguration } from './RunningConfiguration.ts';
import { requestRestarts } from './requestRestarts.ts';
import type { OwnServerSettings } from './serveOwnProcess.ts';
import { type WarningEmitter, warn } from './warn.ts';
import { warnOfAlerts } from './warnOfAlerts.ts';
import { watchConfigurationFile } from './watchConfigurationFile.ts';

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
  readonly host?: WarningEmitter & Pick<NodeJS.Process, 'env' | 'on' | 'off'>;
  readonly createSource?: () => MemorySource;
  /** Whether flights are recorded where no directory is configured, too: in the system's folder for temporary files. */
  readonly recordsAnywhere?: boolean;
  /** Whether it came into a process that ran already: it goes when its hub goes, or sends it away. @default false */
  readonly attached?: boolean;
}

// On the global object, since two copies of this package in one application must not watch it twice.
const slot = Symbol.for('tidemark.monitoring');
const registry = globalThis as { [slot]?: MemoryMonitoring | undefined };

/** Whether this thread has an agent that has not been stopped. */
export function isAgentRunning(): boolean {
  return registry[slot] !== undefined;
}

/**
 * Starts the agent of this thread: a monitor, its line to the hub where there is one, its own dashboard where a port
 * is configured and there is no hub. Where one runs already that one is returned, and a warning tells of the settings
 * that would have been others.
 */
export function startAgent(
  loaded: LoadedConfiguration,
  {
    host = process,
    createSource = nodeSource,
    eventBus,
    logger,
    recordsAnywhere = false,
    attached = false,
  }: AgentSurroundings = {},
): MemoryMonitoring {
  const already = registry[slot];
  if (already) {
    warnOfDifferences(already.config, loaded, host);
    return already;
  }
  const config = loaded.configuration;
  const source = createSource();
  const monitor = new MemoryMonitor({
    source,
    samplingInterval: config.sampling.interval,
    historySize: config.sampling.historySize,
    thresholds: config.thresholds,
    leakDetection: config.leakDetection,
    probes: config.probes,
    work: config.work,
    allocations: new LazyAllocations(),
    holderFinder: new LazyHolderFinder(async () => {
      const { snapshotHolders } = await import('../profiling/holders/snapshotHolders.ts');
      return snapshotHolders({ intervalMs: config.leakDetection.snapshots.interval });
    }),
    eventBus,
    logger,
  });
  const pressure = new LazyPressure({
    monitor,
    automaticResponse: config.automaticResponse,
    logger,
    failed: ({ message }) => warn(host, `Memory pressure will not be answered: ${message}`),
    created: (manager) => {
      if (isRestarted(config, host.env)) {
        requestRestarts({ monitor, manager, pid: process.pid, startMs: performance.now() });
      }
    },
  });
  const running = new RunningConfiguration(loaded, {
    apply: ({ configuration }, { changed }) => {
      changeSettings(monitor.settings, configuration);
      if (changed.some(({ path }) => path.startsWith('automaticResponse.'))) {
        pressure.follow(configuration.automaticResponse);
      }
    },
    tell: (payload) => monitor.responded({ type: 'memory:configuration_changed', time: Date.now(), payload }),
  });
  const calls = new LazyCalls({
    monitor,
    manager: () => pressure.manager,
    get loaded() {
      return running.loaded;
    },
    environment: host.env,
  });
  let leaveHub: (() => void) | undefined;
  let recycling: LazyRecycling | undefined;
  let recorder: LazyRecorder | undefined;
  let watchdog: LazyWatchdog | undefined;
  let dashboard: Dashboard | undefined;
  let file: LazyConfigurationWatch | undefined;
  if (config.enabled) {
    const identity = identityOf(config);
    const address = host.env.TIDEMARK_HUB_SOCKET;
    // Later than this function ends: a hub may be gone already.
    const left = attached ? () => queueMicrotask(() => monitoring.stop()) : undefined;
    if (address)
      leaveHub = joinHub(new HubConnection({ address, process: identity, left }), monitor, host, calls);
    else if (servesItself(identity) && config.port !== undefined) {
      const { host: at, port, token } = config;
      dashboard = openDashboard({ identity, monitor, calls, settings: { host: at, port, token }, host });
    }
    if (!address && logger === undefined) warnOfAlerts(monitor, host, eventBus !== undefined);
    monitor.start();
    pressure.start();
    recycling = new LazyRecycling({
      role: identity.role,
      recycling: config.recycling,
      monitor,
      manager: () => pressure.manager,
      logger,
      failed: ({ message }) => warn(host, `Workers will not be replaced: ${message}`),
    });
    recycling.start();
    watchdog = new LazyWatchdog({
      watchdog: config.watchdog,
      role: identity.role,
      tell: (sentence) => warn(host, sentence),
      failed: ({ message }) => warn(host, `There is no watchdog: ${message}`),
    });
    watchdog.start();
    recorder = new LazyRecorder({
      opened: (flight) => watchdog?.record(flight),
      recorder: config.recorder,
      recordsAnywhere,
      monitor,
      process: identity,
      host,
      // A hub has told it at once.
      tell: address ? undefined : (sentence) => warn(host, sentence),
      failed: ({ message }) => warn(host, `Nothing is recorded for a post-mortem: ${message}`),
    });
    recorder.start();
    file = watchConfigurationFile({ running, monitor, logger, host, speaks: servesItself(identity) });
    // Its settings are those of the command that brought it; no file is read in somebody else's process.
    if (!attached) file.start();
  }
  const monitoring: MemoryMonitoring = {
    monitor,
    get config() {
      return running.loaded.configuration;
    },
    reconfigure: (changes) => running.reconfigure(changes),
    get pressure() {
      return pressure.manager;
    },
    dashboardUrl: dashboard?.url ?? Promise.resolve(undefined),
    dashboardAddress: dashboard?.address ?? Promise.resolve(undefined),
    stop: () => {
      if (registry[slot] !== monitoring) return;
      delete registry[slot];
      file?.stop();
      recycling?.stop();
      recorder?.stop();
      watchdog?.stop();
      calls.close();
      pressure.stop();
      monitor.stop();
      leaveHub?.();
      dashboard?.close();
      source.close();
    },
  };
  registry[slot] = monitoring;
  return monitoring;
}

/** Whether a hub has started this very process, and starts it again where it asks for that. */
function isRestarted(config: Configuration, environment: NodeJS.ProcessEnv): boolean {
  return environment.TIDEMARK_HUB_RESTARTS === 'true' && identityOf(config).role === 'main';
}

function identityOf({ name, sampling }: Configuration): ProcessIdentity {
  return processIdentity(readProcessFacts(), { name, intervalMs: sampling.interval });
}

/** Threads and cluster workers have the port of their main process, which serves it. */
function servesItself({ role }: ProcessIdentity): boolean {
  return role === 'main' || role === 'child';
}

interface Dashboard {
  readonly url: Promise<string | undefined>;
  readonly address: Promise<string | undefined>;
  close(): void;
}

function openDashboard({
  identity,
  monitor,
  calls,
  settings,
  host,
}: {
  readonly identity: ProcessIdentity;
  readonly monitor: MemoryMonitor;
  readonly calls: LazyCalls;
  readonly settings: OwnServerSettings;
  readonly host: WarningEmitter;
}): Dashboard {
  // Imported when it is wanted: HTTP is most of what there is to load.
  const server = import('./serveOwnProcess.ts')
    .then(({ serveOwnProcess }) =>
      serveOwnProcess(identity, monitor, calls, settings, ({ message }) =>
        warn(host, `tidemark snapshot take cannot ask this process: ${message}`),
      ),
    )
    .then((running) => {
      if (running.openness !== undefined) warn(host, running.openness);
      return running;
    })
    .catch(({ message, code }: Error & { readonly code?: string }) => {
      warn(host, `The dashboard could not be opened: ${message}`, code);
      return undefined;
    });
  return {
    url: server.then((running) => running?.url),
    address: server.then((running) => running?.address),
    close: () => void server.then((running) => running?.close()),
  };
}

function warnOfDifferences(config: Configuration, wanted: LoadedConfiguration, host: WarningEmitter): void {
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
