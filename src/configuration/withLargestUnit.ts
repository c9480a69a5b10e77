import type { Kind } from './kinds.ts';

/** A number as a file may have it with a unit: 900000 of milliseconds is `15m`; as it is where no unit divides it. */
export function withLargestUnit(value: number, { units = {} }: Pick<Kind, 'units'>): string {
  const [name, factor] =
    Object.entries(units)
      .filter(([, factor]) => factor >= 1 && value > 0 && value % factor === 0)
      .toSorted(([, one], [, other]) => other - one)[0] ?? [];
  if (name === undefined || factor === undefined) return String(value);
  const isSize = Object.hasOwn(units, 'kb');
  // A share of a limit may be the whole of it, which is no byte.
  if (isSize && factor === 1) return String(value);
  return `${value / factor}${isSize ? name.toUpperCase() : name}`;
}
