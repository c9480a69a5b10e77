import type { PartialConfiguration } from '../configuration/Configuration.ts';
import { resolveConfiguration } from '../configuration/resolveConfiguration.ts';
import { MemoryProfiler } from '../profiling/MemoryProfiler.ts';
import { type MemoryMonitoring as Agent, type MemoryMonitoringListeners, startAgent } from './startAgent.ts';
import { warn } from './warn.ts';

/** What runs in this process, or in this thread of it. */
export interface MemoryMonitoring extends Agent {
  /** Tells what took the memory; made when it is first asked for. It costs nothing until it is used. */
  readonly profiler: MemoryProfiler;
}

/** An agent that `tidemark/register` has started knows of no profiler, since it must start without its code. */
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
  const monitoring = known.get(agent) ?? withProfiler(agent, logger);
  known.set(agent, monitoring);
  return monitoring;
}

/** The agent itself, whatever it has, and a profiler that ends with it. */
function withProfiler(agent: Agent, logger: MemoryMonitoringListeners['logger']): MemoryMonitoring {
  let profiler: MemoryProfiler | undefined;
  const properties: Record<keyof MemoryMonitoring, PropertyDescriptor> = {
    ...Object.getOwnPropertyDescriptors(agent),
    profiler: {
      enumerable: true,
      get: () => {
        profiler ??= new MemoryProfiler({ logger });
        return profiler;
      },
    },
    stop: {
      enumerable: true,
      value: () => {
        profiler?.dispose();
        agent.stop();
      },
    },
  };
  return Object.defineProperties({}, properties) as MemoryMonitoring;
}
