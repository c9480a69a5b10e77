import { checkedOptions, type OptionNames } from '../configuration/checkedOptions.ts';
import { invalidOption } from '../TidemarkError.ts';

/**
 * @throws TidemarkError `INVALID_OPTION` where it is no object that may hold options, `UNKNOWN_OPTION` where it has one
 * that is not known
 */
export function checkOptions(name: string, given: unknown, known: OptionNames): void {
  if (Array.isArray(given)) throw invalidOption(name, 'an object', given);
  checkedOptions(name, given as object, known);
}

/** @throws TidemarkError `INVALID_OPTION` where one of these is neither true nor false */
export function checkFlags(flags: Readonly<Record<string, unknown>>): void {
  for (const [name, given] of Object.entries(flags)) {
    if (typeof given !== 'boolean') throw invalidOption(name, 'true or false', given);
  }
}

/** @throws TidemarkError `INVALID_OPTION` where it is no text, or an empty one */
export function checkText(name: string, given: unknown): void {
  if (typeof given !== 'string' || given === '') throw invalidOption(name, 'a text that is not empty', given);
}

/** @throws TidemarkError `INVALID_OPTION` where it is no finite number, or less */
export function checkNumber(name: string, given: unknown, least: number): void {
  if (typeof given === 'number' && Number.isFinite(given) && given >= least) return;
  throw invalidOption(name, `a number of at least ${least}`, given);
}

/** @throws TidemarkError `INVALID_OPTION` where it cannot be told anything */
export function checkLogger(given: unknown): void {
  const { debug, warn } = (given ?? {}) as { readonly debug?: unknown; readonly warn?: unknown };
  if (typeof debug === 'function' && typeof warn === 'function') return;
  throw invalidOption('logger', 'an object with debug() and warn()', given);
}
