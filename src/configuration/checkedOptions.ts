import { describe, invalidOption, TidemarkError } from '../TidemarkError.ts';
import { nearest } from './nearest.ts';

/** Whose options they are, and what they may be. */
export interface OptionNames<Name extends string = string> {
  /** As a message names it: `UnifiedCache`, `set()`. */
  readonly owner: string;
  readonly names: readonly Name[];
  /** What stands before each name in messages, where options are in options: `maxShare.`. @default nothing */
  readonly path?: string;
}

/**
 * Options as they were given, once they are an object and each of its keys is one of the names: what is misspelt would
 * otherwise be taken for what was left out.
 *
 * @throws TidemarkError `INVALID_OPTION` or `UNKNOWN_OPTION`
 */
export function checkedOptions<Options>(option: string, given: Options, known: OptionNames): Options {
  if (typeof given !== 'object' || given === null) throw invalidOption(option, 'an object', given);
  for (const name in given) {
    if (Object.hasOwn(given, name) && !known.names.includes(name)) throw unknownOption(name, given, known);
  }
  return given;
}

/** @throws TidemarkError `INVALID_OPTION` */
export function checkedFunction(option: string, value: unknown): void {
  if (typeof value !== 'function') throw invalidOption(option, 'a function', value);
}

function unknownOption(name: string, given: object, { owner, names, path = '' }: OptionNames): TidemarkError {
  const received: unknown = Reflect.get(given, name);
  const rule = `one of ${names.map((each) => `${path}${each}`).join(', ')}`;
  const meant = nearest(name, names);
  const question = meant === undefined ? '' : `; did you mean ${path}${meant}?`;
  return new TidemarkError(
    'UNKNOWN_OPTION',
    `${path}${name} is not an option of ${owner}, received ${describe(received)}; it must be ${rule}${question}`,
    { option: `${path}${name}`, rule, received },
  );
}
