import { MemoryAnalyzer, type MemoryAnalyzerOptions } from '../monitoring/MemoryAnalyzer.ts';
import { SampleHistory } from '../sampling/SampleHistory.ts';
import type { RecordedSample } from '../wire/RecordingReader.ts';
import { column } from '../wire/sample.ts';

interface RunningProcess {
  readonly process: RecordedProcess;
  /** Of its newest sample. */
  time: number;
  collections: number;
}

/** One process of a recording, or one of its threads. */
export interface RecordedProcess {
  readonly pid: number;
  /** `4711`, or `4711.2` for its worker thread 2. */
  readonly id: string;
  /** 1; 2 for the next process that got the same id. */
  readonly run: number;
  readonly analyzer: MemoryAnalyzer;
  /** Its samples, where they are kept: the newest ones in full, older ones coarser. */
  readonly history: SampleHistory | undefined;
}

/**
 * Gives every process of a recording an analyzer of its own. A container gives each of its processes the same ids again
 * after a restart: where the count of major collections begins anew, so does a process. Where time goes back as well, it is
 * the lines that are out of order, and no process has ended.
 */
export class RecordedProcesses {
  readonly #options: MemoryAnalyzerOptions;
  readonly #keptSamples: number;
  readonly #all: RecordedProcess[] = [];
  readonly #running: Map<string, RunningProcess> = new Map();

  /** @param keptSamples of each process, in full; 0 keeps none */
  constructor(options: MemoryAnalyzerOptions, keptSamples = 0) {
    this.#options = options;
    this.#keptSamples = keptSamples;
  }

  /** In the order in which they began. */
  get all(): readonly RecordedProcess[] {
    return this.#all;
  }

  add({ pid, id, row }: RecordedSample): void {
    const time = row[column.time]!;
    const collections = row[column.majorCollections]!;
    let running = this.#running.get(id);
    if (running === undefined || (time > running.time && collections < running.collections)) {
      const run = (running?.process.run ?? 0) + 1;
      const history = this.#keptSamples > 0 ? new SampleHistory({ size: this.#keptSamples }) : undefined;
      const process = { pid, id, run, analyzer: new MemoryAnalyzer([], this.#options), history };
      this.#all.push(process);
      running = { process, time, collections };
      this.#running.set(id, running);
    }
    if (time >= running.time) {
      running.time = time;
      running.collections = collections;
    }
    running.process.analyzer.add(row);
    running.process.history?.push(row);
  }
}
