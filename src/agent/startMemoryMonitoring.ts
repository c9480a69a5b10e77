import type { PartialConfiguration } from '../configuration/Configuration.ts';
import { resolveConfiguration } from '../configuration/resolveConfiguration.ts';
import { MemoryProfiler } from '../profiling/MemoryProfiler.ts';
import { MemoryReporter } from '../reporting/MemoryReporter.ts';
import type { MemoryMonitoring as Agent, MemoryMonitoringListeners } from './MemoryMonitoring.ts';
import { processIdentity, readProcessFacts } from './processIdentity.ts';
import { startAgent } from './startAgent.ts';
import { warn } from './warn.ts';

/** What runs in this process, or in this thread of it. */
export interface MemoryMonitoring extends Agent {
  /** Tells what took the memory; made when it is first asked for. It costs nothing until it is used. */
  readonly profiler: MemoryProfiler;
  /** Reports a period: on demand or on schedule. It hears of events from the first call of `startMemoryMonitoring` on. */
  readonly reporter: MemoryReporter;
}

/** An agent that `tidemark/register` has started knows of neither, since it must start without their code. */
const known: WeakMap<Agent, MemoryMonitoring> = new WeakMap();

/**
 * Watches the memory of this process, or of this worker thread, from now on. The settings given win over `TIDEMARK_*`
 * variables, and these over the defaults; no file is read (see `loadConfiguration`). There is one agent in a thread:
 * a second call returns the running one, and warns where its settings differ.
 *
 * @throws TidemarkError `INVALID_OPTION` or `UNKNOWN_OPTION`
 */
export function startMemoryMonitoring(
  config?: PartialConfiguration,
  { eventBus, logger }: MemoryMonitoringListeners = {},
): MemoryMonitoring {
  const loaded = resolveConfiguration({ overrides: config, environment: process.env });
  for (const warning of loaded.warnings) warn(process, warning);
  const agent = startAgent(loaded, { eventBus, logger });
  const monitoring = known.get(agent) ?? withTools(agent, logger);
  known.set(agent, monitoring);
  return monitoring;
}

/** The agent itself, whatever it has, and a profiler and a reporter that end with it. */
function withTools(agent: Agent, logger: MemoryMonitoringListeners['logger']): MemoryMonitoring {
  let profiler: MemoryProfiler | undefined;
  const { monitor, config } = agent;
  const process = processIdentity(readProcessFacts(), {
    name: config.name,
    intervalMs: config.sampling.interval,
  });
  const reporter = new MemoryReporter({ monitor, process, logger });
  const properties: Record<keyof MemoryMonitoring, PropertyDescriptor> = {
    ...Object.getOwnPropertyDescriptors(agent),
    profiler: {
      enumerable: true,
      get: () => {
        profiler ??= new MemoryProfiler({ logger });
        return profiler;
      },
    },
    reporter: { enumerable: true, value: reporter },
    stop: {
      enumerable: true,
      value: () => {
        profiler?.dispose();
        reporter.close();
        agent.stop();
      },
    },
  };
  return Object.defineProperties({}, properties) as MemoryMonitoring;
}
