import type { PartialConfiguration } from '../configuration/Configuration.ts';
import type { Logger } from '../monitoring/Logger.ts';
import type { MemoryMonitor } from '../monitoring/MemoryMonitor.ts';
import type { Timers } from '../monitoring/Ticker.ts';
import type { PressureLevel } from '../wire/event.ts';
import type { PressureEventHost } from './emitMemoryPressure.ts';
import type { PressureEvidence } from './PressureEvidence.ts';

/** Options of a `MemoryPressureManager`. */
export interface MemoryPressureManagerOptions {
  /** Whose samples, events and declared holders it goes by. */
  readonly monitor: MemoryMonitor;
  /** A cache, or several, to be managed from the start: see `manage`. @default none */
  readonly cache?: unknown;
  /** Hears what is done, and what fails. @default none */
  readonly logger?: Logger | undefined;
  /** What is done at each level, as in the configuration. */
  readonly automaticResponse?: PartialConfiguration['automaticResponse'] | undefined;
  /** Takes what is known at the moment when memory becomes critical; it should write it somewhere. @default none */
  readonly keepEvidence?: ((evidence: PressureEvidence) => unknown) | undefined;
  /** Where `memoryPressure` is emitted. @default process */
  readonly host?: PressureEventHost | undefined;
  /** Milliseconds from anywhere that never go back, for durations. @default performance.now */
  readonly now?: (() => number) | undefined;
  /** @default the platform's, without keeping the process alive */
  readonly timers?: Timers | undefined;
}

/** How automatic management is to be. */
export interface AutomaticManagementOptions {
  /** Only says what would be done. @default as configured */
  readonly dryRun?: boolean | undefined;
}

/** How long a collection that is asked for may pause. */
export interface CollectionOptions {
  /** Refused where a longer pause is to be expected, in milliseconds. @default `automaticResponse.maxPause` */
  readonly maxPauseMs?: number | undefined;
}

/** The level of pressure is another. */
export interface LevelChange {
  readonly level: PressureLevel;
  readonly previousLevel: PressureLevel;
  /** One sentence for people. */
  readonly reason: string;
}

/** What came of turning frequent collections on or off. */
export type AggressiveCollection =
  | { readonly performed: true }
  | {
      readonly performed: false;
      /** One sentence. */
      readonly reason: string;
    };
