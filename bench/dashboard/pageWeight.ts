import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { root } from '../harness/shipped.ts';

const folder = join(root, 'dist', 'dashboard');
const page = ['index.html', 'page.css', 'icon.svg', 'begin.js', 'shared.js', 'page.js'];
const otherEntries = ['index.js', 'reportPage.js'];

/** Bytes of the page, each file gzipped. */
export interface PageWeight {
  /** What a browser asks for before anything is shown. */
  readonly atOnceBytes: number;
  /** What it asks for when somebody wants it. */
  readonly onDemandBytes: number;
}

/** Weighs what was built. */
export async function pageWeight(): Promise<PageWeight> {
  const scripts = (await readdir(folder)).filter((name) => name.endsWith('.js'));
  return {
    atOnceBytes: await weightOf(page),
    onDemandBytes: await weightOf(scripts.filter((name) => ![...page, ...otherEntries].includes(name))),
  };
}

async function weightOf(names: readonly string[]): Promise<number> {
  const files = await Promise.all(names.map((name) => readFile(join(folder, name))));
  return files.reduce((sum, file) => sum + gzipSync(file, { level: 9 }).length, 0);
}
