/** `ended` = with exit code 0; `seen` = somebody has looked at how it ended; `open` = neither, so far. */
export type FlightState = 'open' | 'ended' | 'seen';

/** What the name of a flight tells. */
export interface FlightName {
  /** Epoch milliseconds. */
  readonly startedAt: number;
  readonly pid: number;
  readonly state: FlightState;
}

const pattern = /^(\d{1,15})-(\d{1,10})-[0-9a-f]{6}(?:\.(ended|seen))?\.flight$/;

/** A name that no other flight has; names sort by the start of the process. */
export function newFlightName(startedAt: number, pid: number): string {
  // One that is there already is not written over, so that chance is good enough.
  const chance = Math.floor(Math.random() * 0x1000000);
  return `${Math.round(startedAt)}-${pid}-${chance.toString(16).padStart(6, '0')}.flight`;
}

/** What a file's name tells; `undefined` where it is no flight. */
export function readFlightName(name: string): FlightName | undefined {
  const [, startedAt, pid, state] = pattern.exec(name) ?? [];
  if (startedAt === undefined) return undefined;
  return {
    startedAt: Number(startedAt),
    pid: Number(pid),
    state: (state as FlightState | undefined) ?? 'open',
  };
}

/** The same file's path in another state. */
export function inState(path: string, state: Exclude<FlightState, 'open'>): string {
  return path.replace(/(?:\.(?:ended|seen))?\.flight$/, `.${state}.flight`);
}
