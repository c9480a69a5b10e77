import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { root } from '../harness/shipped.ts';

const folder = join(root, 'dist', 'dashboard');
const importedAtOnce = /(?:\bfrom|\bimport)\s*"\.\/([^"]+)"/g;

/** Bytes of the page, each file gzipped. */
export interface PageWeight {
  /** What a browser asks for before anything is shown. */
  readonly atOnceBytes: number;
  /** What it asks for when somebody wants it. */
  readonly onDemandBytes: number;
}

/** Weighs what was built. */
export async function pageWeight(): Promise<PageWeight> {
  const atOnce = ['index.html', 'page.css', 'icon.svg', ...(await withImports('page.js'))];
  const names = (await readdir(folder)).filter((name) => /-[A-Z0-9]{8}\.js$/.test(name));
  return {
    atOnceBytes: await weightOf(atOnce),
    onDemandBytes: await weightOf(names.filter((name) => !atOnce.includes(name))),
  };
}

async function withImports(name: string, known: Set<string> = new Set([name])): Promise<string[]> {
  const text = await readFile(join(folder, name), 'utf8');
  for (const [, imported = ''] of text.matchAll(importedAtOnce)) {
    if (known.has(imported)) continue;
    known.add(imported);
    await withImports(imported, known);
  }
  return [...known];
}

async function weightOf(names: readonly string[]): Promise<number> {
  const files = await Promise.all(names.map((name) => readFile(join(folder, name))));
  return files.reduce((sum, file) => sum + gzipSync(file, { level: 9 }).length, 0);
}
