import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The package's folder. The compiled benches stand in bench/dist/, two folders further down than their sources' room. */
export const root: string = dirname(dirname(dirname(dirname(fileURLToPath(import.meta.url)))));

/** Address of a compiled file of the package: what is measured is what ships. */
export function shippedUrl(path: string): string {
  const file = join(root, 'dist', path);
  if (!existsSync(file)) throw new Error(`${file} is missing: run npm run build first`);
  return pathToFileURL(file).href;
}

/** The package as its users import it. */
export async function shippedPackage(): Promise<typeof import('../../src/index.ts')> {
  return await import(shippedUrl('index.js'));
}
