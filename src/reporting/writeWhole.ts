import { randomBytes } from 'node:crypto';
import { mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import { TidemarkError } from '../TidemarkError.ts';

/**
 * Writes a file that its owner alone can read, under another name until it is whole; folders are made.
 *
 * @returns the bytes written
 * @throws TidemarkError `FILE_UNWRITABLE`
 */
export async function writeWhole(path: string, text: string): Promise<number> {
  const partial = `${path}.${randomBytes(4).toString('hex')}.partial`;
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(partial, 'wx', 0o600);
    try {
      await file.writeFile(text);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(partial, path);
    return Buffer.byteLength(text);
  } catch (cause) {
    await rm(partial, { force: true }).catch(() => {});
    const { message } = cause as Error;
    throw new TidemarkError('FILE_UNWRITABLE', `${path} cannot be written: ${message}`, {
      option: 'path',
      received: path,
      cause,
    });
  }
}
