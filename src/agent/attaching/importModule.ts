import { loadCode } from '../loadCode.ts';

/**
 * Imports a module, for those who cannot: what an inspector evaluates has no `import()`, while a CommonJS file, which
 * this one becomes, can be got by `createRequire` from everywhere, and has one.
 */
export function importModule(url: string): Promise<unknown> {
  return loadCode(() => import(url));
}
