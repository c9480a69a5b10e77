import { createHash } from 'node:crypto';
import { lstat, readdir, readFile } from 'node:fs/promises';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join, relative, sep } from 'node:path';
import { TidemarkError } from '../TidemarkError.ts';
import { securityHeaders } from './answer.ts';

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
};

interface Asset {
  readonly content: Buffer;
  readonly type: string;
  readonly tag: string;
  /** Tells whether the file is still the one that was read. */
  readonly stamp: string;
}

/**
 * The dashboard's directory. An address is only ever compared with its listing and never becomes a path, so that no
 * address leads out of it. What was read is kept while the file is the same: a page asks for all of its files at once, and
 * nothing is drawn before they are there.
 */
export class AssetFolder {
  readonly #directory: string;
  readonly #assets = new Map<string, Asset>();
  #listing: Promise<string[]> | undefined;

  constructor(directory: string) {
    this.#directory = directory;
  }

  /**
   * Answers with a file.
   *
   * @throws TidemarkError `NOT_FOUND`
   */
  async answer(path: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { content, type, tag } = await this.#find(path);
    const headers = { ...securityHeaders, ETag: tag, 'Cache-Control': 'no-cache' };
    if (request.headers['if-none-match'] === tag) {
      response.writeHead(304, headers);
      response.end();
      return;
    }
    response.writeHead(200, { ...headers, 'Content-Type': type, 'Content-Length': content.length });
    response.end(request.method === 'HEAD' ? undefined : content);
  }

  async #find(path: string): Promise<Asset> {
    const name = path === '/' ? 'index.html' : path.slice(1);
    const known = this.#assets.get(name);
    if (known !== undefined && known.stamp === (await stampOf(join(this.#directory, name)))) return known;
    this.#assets.delete(name);
    const files = await this.#list();
    const type = contentTypes[extname(name)];
    if (type === undefined || !files.includes(name)) throw missing(path, files.length === 0);
    const file = join(this.#directory, name);
    // Taken before the content: what changes meanwhile is read again the next time.
    const stamp = await stampOf(file);
    const content = await readFile(file);
    const tag = `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`;
    const asset = { content, type, tag, stamp };
    this.#assets.set(name, asset);
    return asset;
  }

  /** Those who ask at the same time share one. */
  #list(): Promise<string[]> {
    this.#listing ??= listing(this.#directory).finally(() => {
      this.#listing = undefined;
    });
    return this.#listing;
  }
}

/** Differs when a file was written or replaced, by a link too; empty where there is none. */
async function stampOf(file: string): Promise<string> {
  const stats = await lstat(file).catch(() => undefined);
  return stats === undefined ? '' : `${stats.mode} ${stats.ino} ${stats.size} ${stats.mtimeMs}`;
}

/** Names of the files in it, with `/` between folders. Links are left out. */
async function listing(directory: string): Promise<string[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)).split(sep).join('/'));
}

function missing(path: string, isUnbuilt: boolean): TidemarkError {
  const message = isUnbuilt
    ? 'The dashboard is not built here: run `npm run build`. The API answers under /api/.'
    : `There is nothing at ${path}.`;
  return new TidemarkError('NOT_FOUND', message, { option: 'path', received: path });
}
