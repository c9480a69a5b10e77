/**
 * What a program does with memory, second by second: asked once for every second, in order, from 0 on.
 * All three answers are those of the second that `advance` named last.
 */
export interface Behaviour {
  advance(second: number): void;
  /** Bytes that it holds. */
  readonly bytes: number;
  /** Bytes that it let go and replaced within the second, beyond the change of `bytes`. */
  readonly turnoverBytes: number;
  /** How busy the program is: 1 on average. */
  readonly load: number;
}

/** What a behaviour can say of a second; what it leaves out is nothing held in turn, and an average load. */
export interface Second {
  readonly bytes: number;
  readonly turnoverBytes?: number;
  readonly load?: number;
}

/** A behaviour of a function that is asked for every second in order. */
export function behaviour(at: (second: number) => Second): Behaviour {
  let now: Second = { bytes: 0 };
  return {
    advance: (second) => {
      now = at(second);
    },
    get bytes() {
      return now.bytes;
    },
    get turnoverBytes() {
      return now.turnoverBytes ?? 0;
    },
    get load() {
      return now.load ?? 1;
    },
  };
}

/** Several at once: what they hold adds up, their loads multiply. */
export function together(parts: readonly Behaviour[]): Behaviour {
  return behaviour((second) => {
    let bytes = 0;
    let turnoverBytes = 0;
    let load = 1;
    for (const part of parts) {
      part.advance(second);
      bytes += part.bytes;
      turnoverBytes += part.turnoverBytes;
      load *= part.load;
    }
    return { bytes, turnoverBytes, load };
  });
}
