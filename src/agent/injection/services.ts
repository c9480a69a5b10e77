import type { MemoryMonitoring } from '../startMemoryMonitoring.ts';
import type { MemoryServices, MemoryToken } from './tokens.ts';

/** Each service, of the monitoring that has it. */
export const services: {
  readonly [Token in MemoryToken]: (monitoring: MemoryMonitoring) => MemoryServices[Token];
} = {
  MemoryMonitoring: (monitoring) => monitoring,
  MemoryMonitor: ({ monitor }) => monitor,
  MemoryProfiler: ({ profiler }) => profiler,
  MemoryPressureManager: ({ pressure }) => pressure,
  MemoryReporter: ({ reporter }) => reporter,
  MemoryMonitoringConfiguration: ({ config }) => config,
};
