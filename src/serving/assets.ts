import { createHash } from 'node:crypto';
import { readdir, readFile } from 'node:fs/promises';
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

/**
 * Answers with a file of the dashboard's directory. The address is only ever compared with the directory's listing
 * and never becomes a path, so that no address leads out of it.
 *
 * @throws TidemarkError `NOT_FOUND`
 */
export async function answerAsset(
  directory: string,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const name = path === '/' ? 'index.html' : path.slice(1);
  const type = contentTypes[extname(name)];
  const files = await listing(directory);
  if (type === undefined || !files.includes(name)) throw missing(path, files.length === 0);
  const content = await readFile(join(directory, name));
  const tag = `"${createHash('sha256').update(content).digest('base64url').slice(0, 22)}"`;
  const headers = { ...securityHeaders, ETag: tag, 'Cache-Control': 'no-cache' };
  if (request.headers['if-none-match'] === tag) {
    response.writeHead(304, headers);
    response.end();
    return;
  }
  response.writeHead(200, { ...headers, 'Content-Type': type, 'Content-Length': content.length });
  response.end(request.method === 'HEAD' ? undefined : content);
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
