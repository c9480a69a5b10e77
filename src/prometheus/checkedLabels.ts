import { invalidOption } from '../TidemarkError.ts';
import { metricFamilies } from './metricFamilies.ts';

const mostLabels = 20;
const taken = new Set([...Object.values(metricFamilies).flatMap(({ labels }) => labels), 'le']);

/** Labels that the application puts on its metrics. @throws TidemarkError `INVALID_OPTION` */
export function checkedLabels(given: unknown): Readonly<Record<string, string>> {
  if (given === undefined) return {};
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    throw invalidOption('labels', 'an object of texts', given);
  }
  const entries = Object.entries(given);
  if (entries.length > mostLabels) throw invalidOption('labels', `at most ${mostLabels}`, entries.length);
  for (const [name, value] of entries) {
    if (!/^(?!__)[a-zA-Z_][a-zA-Z0-9_]*$/.test(name)) {
      throw invalidOption(`labels.${name}`, 'named by letters, digits and underscores', name);
    }
    if (taken.has(name))
      throw invalidOption(`labels.${name}`, 'a name that no metric of Tidemark has itself', name);
    if (typeof value !== 'string') throw invalidOption(`labels.${name}`, 'a text', value);
  }
  return Object.fromEntries(entries);
}
