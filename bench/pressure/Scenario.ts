/** Who keeps the process alive: nobody, @fastify/under-pressure, or Tidemark. */
export type Protection = 'none' | 'under-pressure' | 'tidemark';

export const protections: readonly Protection[] = ['none', 'under-pressure', 'tidemark'];

/** What is wrong in a scenario; in a healthy one nothing is. */
export type Trouble = 'caching' | 'burst' | 'slow leak' | 'other' | 'healthy';

/** Requests of one kind that come whether or not those before them were answered. */
export interface OpenLoad {
  readonly kind: 'open';
  readonly perSecond: number;
  /** From the start of the load. @default 0 */
  readonly fromMs?: number;
  /** @default to the end */
  readonly untilMs?: number;
  /** `{n}` stands for the number of the request, from 0; `{seed}` for that of the run. */
  readonly path: string;
  /** So many numbers, over and over again. @default each number once */
  readonly keys?: number;
  /** Posts a body of so many bytes of JSON. @default it is a GET */
  readonly bodyBytes?: number;
}

/** So many clients, each of which sends its next request when the last one was answered. */
export interface ClosedLoad {
  readonly kind: 'closed';
  readonly clients: number;
  readonly path: string;
  /** So many numbers, over and over again. @default each number once */
  readonly keys?: number;
  /** Who has waited for so long gives up. @default 5 s */
  readonly longestAnswerMs?: number;
  /** Who was refused, or found nobody, waits for so long. @default 0 */
  readonly retryMs?: number;
}

/** A program, what comes at it, and the memory that it has. */
export interface Scenario {
  readonly name: string;
  /** What the program does wrong, or right, in one sentence. */
  readonly about: string;
  readonly trouble: Trouble;
  /** Below programs/. */
  readonly program: string;
  readonly containerMegabytes: number;
  /** `--max-old-space-size`. @default what V8 makes of the container */
  readonly heapMegabytes?: number;
  /** Processes in the one container. @default 1 */
  readonly processes?: number;
  readonly environment?: Readonly<Record<string, string>>;
  /** Whether Tidemark starts it, as `tidemark run --restart`, in the same container. @default false */
  readonly restart?: boolean;
  readonly durationMs: number;
  readonly loads: readonly (OpenLoad | ClosedLoad)[];
  /** The container's limit becomes smaller while the program runs. */
  readonly lowered?: { readonly atMs: number; readonly toMegabytes: number };
  /** Why Tidemark does not help where it does not, as far as it is understood; printed only where it did not. */
  readonly whyNot?: string;
}
