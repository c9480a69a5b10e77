import { existsSync, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { keepAddress, placeOf } from '../../src/serving/addressFile.ts';

const address = 'http://127.0.0.1:7171/#k=secret';
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tm-address-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the file of an address', () => {
  it("lies beside the socket, is its owner's alone, and can be taken away", () => {
    const listeners = process.listenerCount('exit');
    const kept = keepAddress(address, join(folder, 'api.sock'));
    expect(kept.path).toBe(join(folder, 'dashboard'));
    expect(readFileSync(kept.path, 'utf8')).toBe(`${address}\n`);
    expect(statSync(kept.path).mode & 0o777).toBe(0o600);
    kept.remove();
    expect(existsSync(kept.path)).toBe(false);
    expect(existsSync(folder)).toBe(true);
    expect(process.listenerCount('exit')).toBe(listeners);
  });

  it.each([undefined, '\\\\.\\pipe\\tidemark-1'])('has a folder of its own beside %s', (socket) => {
    const kept = keepAddress(address, socket);
    expect(statSync(dirname(kept.path)).mode & 0o777).toBe(0o700);
    kept.remove();
    expect(existsSync(dirname(kept.path))).toBe(false);
  });

  it('leaves one alone that somebody else has put there', () => {
    keepAddress(address, join(folder, 'api.sock'));
    expect(() => keepAddress('another', join(folder, 'api.sock'))).toThrow('EEXIST');
  });
});

describe('what is said of an address without its token', () => {
  it('names the file, or why there is none', () => {
    expect(placeOf(() => '/tmp/x/dashboard')).toMatch(/for this user alone: \/tmp\/x\/dashboard$/);
    const full = vi.fn<() => string>().mockImplementation(() => {
      throw new Error('the disk is full');
    });
    expect(placeOf(full)).toBe(
      'It shows and does not act: its token could not be written down (the disk is full).',
    );
  });
});
