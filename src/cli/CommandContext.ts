import type { SignalSource } from '../hub/SignalForwarder.ts';
import type { ProgressStage, ProgressView } from './Progress.ts';

/** Where a command writes: `process.stderr`, or a stand-in. */
export interface Output {
  write(text: string): unknown;
  readonly isTTY?: boolean;
  readonly columns?: number;
  readonly rows?: number;
  /** `resize` of a terminal, and `error` where nobody reads any more. */
  on?(event: 'resize' | 'error', listener: () => void): unknown;
  off?(event: 'resize' | 'error', listener: () => void): unknown;
}

/** Where a command reads: `process.stdin`, or a stand-in; with keys where it is a terminal. */
interface Input extends AsyncIterable<Uint8Array> {
  readonly isTTY?: boolean;
  /** Keys come as they are pressed, and Ctrl-C is a key. */
  setRawMode?(isRaw: boolean): unknown;
  on?(event: 'data', listener: (keys: Uint8Array) => void): unknown;
  off?(event: 'data', listener: (keys: Uint8Array) => void): unknown;
  resume?(): unknown;
  pause?(): unknown;
}

/** What a command has of the world. Nothing below takes it from anywhere else. */
export interface CommandContext {
  readonly environment: NodeJS.ProcessEnv;
  /** The working directory. */
  readonly directory: string;
  readonly platform: NodeJS.Platform;
  /** The Node.js that runs us, and scripts. */
  readonly execPath: string;
  /** Asked for only by a command that reads it, since looking at it takes it from the application. */
  readonly standardInput: () => Input;
  readonly stdout: Output;
  readonly stderr: Output;
  readonly signals: SignalSource;
  /** Whether a key pressed at the terminal signals the application as well as us. */
  readonly sharesKeyboard: () => boolean;
  /** `file:` URL of the agent's entry. */
  readonly registerUrl: string;
  readonly openBrowser: (url: string) => Promise<unknown>;
  /** Has something done when the process ends, however it does. Returns a function that calls it off. */
  readonly atExit?: (action: () => void) => () => void;
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** The program of the thread in which long work is done, so that this one hears signals. Without it, work is done here. */
  readonly threadUrl?: URL;
  /**
   * Files that are larger than this, all together, are read in that thread.
   *
   * @default 128 MiB, which takes two or three seconds, of which no step takes longer than one
   */
  readonly mostBytesHere?: number;
  /** Shows how far long work is. @default a line on `stderr` */
  readonly openProgress?: (stage: ProgressStage) => ProgressView;
}

/** How the command line ends: with an exit code, or by the signal that ended the application. */
export type Outcome = { readonly exitCode: number } | { readonly signal: NodeJS.Signals };

/** The exit codes of our own, besides the application's. */
export const exitCodes = {
  /** Circumstances: a port in use, a file that cannot be written to. */
  failed: 1,
  /** Wrong options, arguments or configuration. */
  usage: 2,
  /** What `--fail-on` names was found. */
  found: 3,
  /** As shells have it. */
  notExecutable: 126,
  notFound: 127,
} as const;
