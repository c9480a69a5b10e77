import { invalidOption, TidemarkError } from '../../TidemarkError.ts';

const rule = 'an allocation profile';

/** @throws TidemarkError `INVALID_OPTION` for anything but a profile; for one that could not be had, with the reason */
export function checkProfile(name: string, given: unknown): void {
  const { performed, root, reason } = (given ?? {}) as {
    performed?: unknown;
    root?: unknown;
    reason?: unknown;
  };
  if (performed === true && typeof root === 'object' && root !== null) return;
  if (performed !== false) throw invalidOption(name, rule, given);
  const message = `${name} must be ${rule}, and there is none: ${reason}`;
  throw new TidemarkError('INVALID_OPTION', message, { option: name, rule, received: given });
}
