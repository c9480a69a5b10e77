import { invalidOption } from '../../TidemarkError.ts';
import type { Holder } from './Holder.ts';

const longestName = 200;
const known: ReadonlySet<string> = new Set([
  'name',
  'entries',
  'maxEntries',
  'bytes',
  'maxBytes',
  'memory',
  'sites',
  'prune',
]);

/**
 * A copy of a holder as it was declared, once all of it is found right.
 *
 * @throws TidemarkError `INVALID_OPTION`
 */
export function checkedHolder(given: Holder): Holder {
  if (typeof given !== 'object' || given === null) {
    throw invalidOption('holder', 'an object with name, entries, and maxEntries or maxBytes', given);
  }
  const unknown = Object.keys(given).find((key) => !known.has(key));
  if (unknown !== undefined) {
    throw invalidOption(
      `holder.${unknown}`,
      `left out: a holder has ${[...known].join(', ')}`,
      Reflect.get(given, unknown),
    );
  }
  const { entries, bytes, prune, maxEntries, maxBytes, memory = 'heap', sites } = given;
  const name = checkedName('holder.name', given.name);
  if (typeof entries !== 'function') {
    throw invalidOption('holder.entries', 'a function that returns a number', entries);
  }
  if (bytes !== undefined && typeof bytes !== 'function') {
    throw invalidOption('holder.bytes', 'a function that returns a number', bytes);
  }
  if (prune !== undefined && typeof prune !== 'function') {
    throw invalidOption('holder.prune', 'a function that takes a share from 0 to 1', prune);
  }
  if (maxEntries === undefined && maxBytes === undefined) {
    throw invalidOption('holder.maxEntries', 'given where holder.maxBytes is not', maxEntries);
  }
  if (maxEntries !== undefined) checkedBound('holder.maxEntries', maxEntries);
  if (maxBytes !== undefined) checkedBound('holder.maxBytes', maxBytes);
  if (memory !== 'heap' && memory !== 'external') {
    throw invalidOption('holder.memory', 'one of "heap", "external"', memory);
  }
  if (sites !== undefined && !(sites instanceof RegExp)) {
    throw invalidOption('holder.sites', 'a regular expression', sites);
  }
  return { name, entries, bytes, prune, maxEntries, maxBytes, memory, sites };
}

/** @throws TidemarkError `INVALID_OPTION` */
export function checkedName(option: string, name: unknown): string {
  if (typeof name !== 'string' || name.trim() === '' || name.length > longestName) {
    throw invalidOption(option, `a text of 1 to ${longestName} characters`, name);
  }
  return name;
}

/** @throws TidemarkError `INVALID_OPTION` */
export function checkedBound(option: string, bound: unknown): number {
  if (typeof bound !== 'number' || !Number.isFinite(bound) || bound <= 0) {
    throw invalidOption(option, 'a finite number above 0', bound);
  }
  return bound;
}
