import type { Configuration } from '../configuration/Configuration.ts';
import type { LoadedConfiguration } from '../configuration/resolveConfiguration.ts';
import { MemoryMonitor } from '../monitoring/MemoryMonitor.ts';
import { changeSettings } from '../monitoring/monitorSettings.ts';
import { onTimerFault } from '../monitoring/Ticker.ts';
import { wallClock } from '../sampling/monotoneClock.ts';
import { nodeSource } from '../sampling/nodeSource.ts';
import type { ProcessIdentity } from '../wire/process.ts';
import { faultTeller } from './faultTeller.ts';
import { HubConnection } from './HubConnection.ts';
import { isReportSafe } from './isReportSafe.ts';
import { joinHub } from './joinHub.ts';
import { LazyAllocations } from './LazyAllocations.ts';
import { LazyCalls } from './LazyCalls.ts';
import { LazyHolderFinder } from './LazyHolderFinder.ts';
import { LazyPressure } from './LazyPressure.ts';
import { LazyRecorder } from './LazyRecorder.ts';
import { LazyRecycling } from './LazyRecycling.ts';
import { LazyWatchdog } from './LazyWatchdog.ts';
import type { AgentSurroundings, MemoryMonitoring } from './MemoryMonitoring.ts';
import { type OwnDashboard, openOwnDashboard } from './openOwnDashboard.ts';
import { processIdentity, readProcessFacts } from './processIdentity.ts';
import { RunningConfiguration } from './RunningConfiguration.ts';
import { requestRestarts } from './requestRestarts.ts';
import { warn } from './warn.ts';
import { warnOfAlerts } from './warnOfAlerts.ts';
import { warnOfDifferences } from './warnOfDifferences.ts';
import { watchConfigurationFile } from './watchConfigurationFile.ts';

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
    tellsAddress = false,
    attached = false,
  }: AgentSurroundings = {},
): MemoryMonitoring {
  const already = registry[slot];
  if (already) {
    warnOfDifferences(already.config, loaded, host);
    return already;
  }
  const config = loaded.configuration;
  const fault = faultTeller(host);
  const endFaults = onTimerFault(fault);
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
    tell: (payload) =>
      monitor.responded({ type: 'memory:configuration_changed', time: wallClock(), payload }),
  });
  const calls = new LazyCalls({
    monitor,
    manager: () => pressure.manager,
    get loaded() {
      return running.loaded;
    },
    environment: host.env,
  });
  // Ended in this order, before what they need.
  const parts: { stop(): void }[] = [];
  let dashboard: OwnDashboard | undefined;
  let leaveHub: (() => void) | undefined;
  if (config.enabled) {
    const identity = identityOf(config);
    const address = host.env.TIDEMARK_HUB_SOCKET;
    // Later than this function ends: a hub may be gone already.
    const left = attached ? () => queueMicrotask(() => monitoring.stop()) : undefined;
    if (address)
      leaveHub = joinHub(
        new HubConnection({ address, process: identity, left, fault }),
        monitor,
        host,
        calls,
      );
    else if (servesItself(identity) && config.port !== undefined) {
      const { host: at, port, token } = config;
      const settings = { host: at, port, token };
      dashboard = openOwnDashboard({ identity, monitor, calls, settings, host, tells: tellsAddress });
    }
    if (!address && logger === undefined)
      warnOfAlerts(monitor, host, { identity, isHeard: eventBus !== undefined });
    const recycling = new LazyRecycling({
      role: identity.role,
      recycling: config.recycling,
      monitor,
      manager: () => pressure.manager,
      logger,
      failed: ({ message }) => warn(host, `Workers will not be replaced: ${message}`),
    });
    const watchdog = new LazyWatchdog({
      watchdog: config.watchdog,
      role: identity.role,
      tell: (sentence) => warn(host, sentence),
      failed: ({ message }) => warn(host, `There is no watchdog: ${message}`),
    });
    const recorder = new LazyRecorder({
      opened: (flight) => watchdog.record(flight),
      recorder: config.recorder,
      recordsAnywhere,
      reports: recordsAnywhere && isReportSafe(host.env) ? process.report : undefined,
      monitor,
      process: identity,
      host,
      // A hub has told it at once.
      tell: address ? undefined : (sentence) => warn(host, sentence),
      failed: ({ message }) => warn(host, `Nothing is recorded for a post-mortem: ${message}`),
    });
    monitor.start();
    pressure.start();
    recycling.start();
    watchdog.start();
    recorder.start();
    parts.push(recycling, recorder, watchdog);
    // Its settings are those of the command that brought it; no file is read in somebody else's process.
    if (!attached) {
      const file = watchConfigurationFile({ running, monitor, logger, host, speaks: servesItself(identity) });
      file.start();
      parts.push(file);
    }
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
      for (const part of parts) part.stop();
      calls.close();
      pressure.stop();
      monitor.stop();
      leaveHub?.();
      dashboard?.close();
      source.close();
      endFaults();
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
