import type { Settled } from '../../src/profiling/operations/HeapGauge.ts';
import type { SnapshotTools } from '../../src/testing/SnapshotTools.ts';
import type { TestSurroundings } from '../../src/testing/TestSurroundings.ts';

/** A heap whose size the test decides, and a clock that goes on by what is done. */
export class FakeHeap {
  bytes = 1_000_000;
  time = 0;
  /** Milliseconds of one reading. */
  settlingMs = 20;
  /** What each reading leaves of itself, and is off by. */
  noise: () => number = () => 0;
  refusal: string | undefined;
  held = 0;
  released = 0;
  readonly waits: number[] = [];
  /** What happens while nothing runs. */
  onWait: () => void = () => undefined;
  readonly #alarms: { readonly at: number; readonly ring: () => void }[] = [];

  /** An operation that keeps so many bytes at its nth run, from 1, and takes a millisecond. */
  operation(keeps: (run: number) => number): () => void {
    let run = 0;
    return () => {
      run += 1;
      this.bytes += keeps(run);
      this.pass(1);
    };
  }

  pass(ms: number): void {
    this.time += ms;
    for (const alarm of [...this.#alarms]) {
      if (alarm.at > this.time) continue;
      this.#alarms.splice(this.#alarms.indexOf(alarm), 1);
      alarm.ring();
    }
  }

  surroundings(snapshots?: () => SnapshotTools): TestSurroundings {
    return {
      collector: {
        collect: () =>
          this.refusal === undefined
            ? { performed: true, pauseMs: 1, cpuMs: 1 }
            : { performed: false, reason: this.refusal },
      },
      gauge: { settle: () => this.#settle() },
      turn: async () => undefined,
      now: () => this.time,
      wait: async (ms) => {
        this.waits.push(ms);
        this.pass(ms);
        this.onWait();
      },
      alarm: (ms, ring) => {
        const alarm = { at: this.time + ms, ring };
        this.#alarms.push(alarm);
        return () => {
          const place = this.#alarms.indexOf(alarm);
          if (place >= 0) this.#alarms.splice(place, 1);
        };
      },
      compiler: {
        hold: () => {
          this.held += 1;
        },
        release: () => {
          this.released += 1;
        },
      },
      snapshots:
        snapshots ??
        (() => {
          throw new Error('no snapshots here');
        }),
    };
  }

  #settle(): Settled {
    if (this.refusal !== undefined) return { performed: false, reason: this.refusal };
    this.pass(this.settlingMs);
    const held = { objectBytes: this.bytes + this.noise(), codeBytes: 0, externalBytes: 0 };
    return { performed: true, held, pauseMs: this.settlingMs };
  }
}
