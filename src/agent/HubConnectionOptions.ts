import type { Socket } from 'node:net';
import type { ProcessIdentity } from '../wire/process.ts';

/** Calls back once after a while, without keeping the process alive. Returns a function that calls it off. */
export type Schedule = (callback: () => void, delayMs: number) => () => void;

/** Options of a {@link HubConnection}. */
export interface HubConnectionOptions {
  /** Path of the hub's Unix socket or named pipe. */
  readonly address: string;
  readonly process: ProcessIdentity;
  /** @default net.connect */
  readonly connect?: (address: string) => Socket;
  /** @default an unref'd setTimeout */
  readonly schedule?: Schedule;
  /**
   * Called, at least once, when the hub has sent the agent away, or is known to be gone.
   *
   * @default no hub sends the agent away, and one that is gone may come back
   */
  readonly left?: (() => void) | undefined;
  /**
   * Told what was thrown within the connection, as where the application has replaced what all programs live on by what
   * throws; it is closed for good then.
   *
   * @default nobody hears of it
   */
  readonly fault?: ((error: unknown) => void) | undefined;
}

// Taken before the application runs, since test frameworks and others replace them.
const { setTimeout, clearTimeout } = globalThis;

/** The usual {@link Schedule}. */
export function unrefTimeout(callback: () => void, delayMs: number): () => void {
  const timeout = setTimeout(callback, delayMs).unref();
  return () => clearTimeout(timeout);
}

/** The usual way to a hub. */
export function connectSocket(address: string): Socket {
  return process.getBuiltinModule('node:net').connect(address);
}
