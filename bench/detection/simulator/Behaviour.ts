import { Holding, type HoldingOptions } from './Holding.ts';

/** What a program does with memory, second by second: asked once for every second, in order, from 0 on. */
export interface Behaviour {
  advance(second: number): void;
  /** How busy the program is: 1 on average. */
  readonly load: number;
  /** What it holds, part by part; always the same ones. */
  readonly holdings: readonly Holding[];
}

/** What a part says of a second; what it leaves out is nothing replaced, and an average load. */
export interface Second {
  readonly bytes: number;
  /** Bytes that it let go and replaced within the second, beyond the change of `bytes`. */
  readonly replacedBytes?: number;
  readonly load?: number;
}

/** A behaviour of one part, of a function that is asked for every second in order. */
export function behaviour(options: HoldingOptions, at: (second: number) => Second): Behaviour {
  const holding = new Holding(options);
  let load = 1;
  return {
    advance: (second) => {
      const now = at(second);
      holding.hold(now.bytes, now.replacedBytes);
      load = now.load ?? 1;
    },
    get load() {
      return load;
    },
    holdings: [holding],
  };
}

/** Several at once: each holds its own, their loads multiply. */
export function together(parts: readonly Behaviour[]): Behaviour {
  let load = 1;
  return {
    advance: (second) => {
      load = 1;
      for (const part of parts) {
        part.advance(second);
        load *= part.load;
      }
    },
    get load() {
      return load;
    },
    holdings: parts.flatMap(({ holdings }) => holdings),
  };
}
