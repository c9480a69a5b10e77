import type { MemoryEvent } from '../../wire/event.ts';
import type { ProcessSummary } from '../../wire/process.ts';
import type { TimeRange } from '../model/frame.ts';
import type { SampleStore } from '../model/SampleStore.ts';

/** What a window can be saved as. */
export type ExportFormat = 'csv' | 'html' | 'json' | 'png';

/** A chart as it stands on the screen. */
export interface ExportedChart {
  readonly title: string;
  readonly canvas: HTMLCanvasElement;
  readonly legend: readonly { readonly label: string; readonly value: string; readonly colour: string }[];
  /** The name of the limit, where it stands on the screen; hidden where there is none. */
  readonly limit: HTMLElement;
  /** `left`: pixels from the left edge of the canvas. */
  readonly marks: readonly { readonly letter: string; readonly tone: string; readonly left: number }[];
}

/** The window that is saved, and what is said of it. */
export interface WindowExport {
  readonly process: ProcessSummary;
  readonly store: SampleStore;
  readonly range: TimeRange;
  /** Oldest first. */
  readonly events: readonly MemoryEvent[];
  readonly headline: string;
  readonly charts: readonly ExportedChart[];
  readonly colour: (name: string) => string;
  /** Epoch milliseconds. */
  readonly nowMs: number;
  /** As its source says. */
  readonly samplesOnly?: boolean | undefined;
}
