import { TidemarkError } from '../../TidemarkError.ts';

/**
 * The error of bytes that are no heap snapshot, or not a whole one.
 *
 * @param rule what was expected
 * @param found what there was instead, as the end of a sentence that begins with the rule
 */
export function invalidSnapshot(rule: string, found: string): TidemarkError {
  return new TidemarkError('INVALID_SNAPSHOT', `A heap snapshot must ${rule}, but ${found}.`, {
    rule,
    received: found,
  });
}
