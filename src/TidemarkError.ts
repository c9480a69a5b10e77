/**
 * Every code a {@link TidemarkError} can carry. `docs/errors.md` explains each one; a test holds the two lists
 * against each other.
 */
export type TidemarkErrorCode =
  | 'INVALID_OPTION'
  | 'UNKNOWN_OPTION'
  | 'CONFIGURATION_UNREADABLE'
  | 'INVALID_MESSAGE'
  | 'INVALID_RECORDING'
  | 'INVALID_SNAPSHOT'
  | 'INVALID_REQUEST'
  | 'REQUEST_REFUSED'
  | 'TOKEN_REQUIRED'
  | 'NOT_FOUND'
  | 'METHOD_NOT_ALLOWED'
  | 'TOO_MANY_REQUESTS'
  | 'TOO_MANY_CLIENTS'
  | 'TOO_MANY_ANALYSES'
  | 'ANALYSIS_FAILED'
  | 'INTERNAL_ERROR'
  | 'PORT_IN_USE'
  | 'HUB_UNAVAILABLE'
  | 'PROCESS_UNWATCHED'
  | 'PROCESS_UNREADABLE'
  | 'ATTACH_REFUSED'
  | 'ATTACH_FAILED'
  | 'SNAPSHOT_REFUSED'
  | 'FILE_UNWRITABLE'
  | 'FILE_UNREADABLE'
  | 'SCRIPT_NOT_FOUND'
  | 'MANAGER_CLOSED'
  | 'BROWSER_UNAVAILABLE'
  | 'PAGE_FAILED'
  | 'SCENARIO_FAILED'
  | 'LEAK_UNDECIDED';

/** What went wrong, in parts that a program can read. */
export interface TidemarkErrorDetails {
  /** Path of the option, field or argument at fault, as the user writes it: `thresholds.heap.warning`. */
  readonly option?: string;
  /** The rule that was broken: `a number above 0 and at most 1`. */
  readonly rule?: string;
  /** The value received, as it was given. */
  readonly received?: unknown;
  /** The error underneath, kept as `cause`. */
  readonly cause?: unknown;
}

/**
 * The one error class of Tidemark. The message names the option, the rule and the value received;
 * `code` is stable across versions.
 */
export class TidemarkError extends Error {
  // By definition, since it may not be assigned where the application has frozen `Error.prototype`.
  override readonly name: string = 'TidemarkError';
  readonly code: TidemarkErrorCode;
  readonly option: string | undefined;
  readonly rule: string | undefined;
  readonly received: unknown;

  constructor(code: TidemarkErrorCode, message: string, details: TidemarkErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.option = details.option;
    this.rule = details.rule;
    this.received = details.received;
  }
}

/** Builds the error of a wrong option value: `heapThreshold must be a number above 0 and at most 1, received 70`. */
export function invalidOption(option: string, rule: string, received: unknown): TidemarkError {
  return new TidemarkError('INVALID_OPTION', `${option} must be ${rule}, ${receivedInWords(received)}`, {
    option,
    rule,
    received,
  });
}

/** How an error message ends: `received 70`, and `received nothing` for what is missing. */
export function receivedInWords(received: unknown): string {
  return `received ${received === undefined ? 'nothing' : describe(received)}`;
}

const longestDescription = 80;

/** A value as an error message shows it: JSON where that is possible, its type where not, never longer than 80 characters. */
export function describe(value: unknown): string {
  if (value === undefined || typeof value === 'function' || typeof value === 'symbol') return typeof value;
  if (typeof value === 'number' || typeof value === 'bigint') return String(value);
  let text: string | undefined;
  try {
    let parts = 0;
    // No more of a value than is shown: it may be as large as the heap.
    text = JSON.stringify(value, (_, part) => (++parts > longestDescription ? undefined : beginningOf(part)));
  } catch {
    text = undefined;
  }
  text ??= Object.prototype.toString.call(value);
  return text.length > longestDescription ? `${text.slice(0, longestDescription - 1)}…` : text;
}

/** As much of a text, a list or an object as a description can show. */
function beginningOf(part: unknown): unknown {
  if (typeof part === 'string' || Array.isArray(part)) return part.slice(0, longestDescription);
  if (typeof part !== 'object' || part === null) return part;
  const names = Object.keys(part).slice(0, longestDescription);
  return Object.fromEntries(names.map((name) => [name, (part as Record<string, unknown>)[name]]));
}
