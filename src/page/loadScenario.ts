import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { invalidOption, TidemarkError } from '../TidemarkError.ts';
import type { Scenario } from './ScenarioPage.ts';

const option = '--scenario';
const rule = 'a module that exports action(page), and back(page) and url where they are wanted';

/**
 * Loads a scenario: what a module exports, or its default export.
 *
 * @param file path, as seen from the directory
 * @throws TidemarkError `FILE_UNREADABLE` where it cannot be loaded, `INVALID_OPTION` where it is none
 */
export async function loadScenario(file: string, directory: string): Promise<Scenario> {
  let module: { readonly default?: unknown };
  try {
    module = (await import(pathToFileURL(resolve(directory, file)).href)) as typeof module;
  } catch (cause) {
    const message = `${option} must be ${rule}; ${file} cannot be loaded: ${(cause as Error).message}`;
    throw new TidemarkError('FILE_UNREADABLE', message, { option, rule, received: file, cause });
  }
  const exported = 'action' in module ? module : module.default;
  const { url, action, back } = (exported ?? {}) as Readonly<Record<string, unknown>>;
  if (typeof action !== 'function') throw invalidOption(`action of ${file}`, 'a function', action);
  if (back !== undefined && typeof back !== 'function')
    throw invalidOption(`back of ${file}`, 'a function', back);
  if (url !== undefined && typeof url !== 'string') throw invalidOption(`url of ${file}`, 'a text', url);
  return exported as Scenario;
}
