import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { fileSystem, readText } from '../../../src/sampling/node/FileSystem.ts';
import { FilesInMemory } from './FilesInMemory.ts';

const directory = mkdtempSync(join(tmpdir(), 'tidemark-'));
afterAll(() => rmSync(directory, { recursive: true }));

describe('reading a file as text', () => {
  it('reads a file of any length from the real file system', () => {
    const text = 'é23 456\n'.repeat(5000);
    writeFileSync(join(directory, 'long'), text);
    expect(readText(fileSystem, join(directory, 'long'))).toBe(text);
  });

  it('gives nothing for a file that is missing or cannot be read, and leaves no descriptor open', () => {
    const files = new FilesInMemory({ '/broken': 'text' });
    files.broken.add('/broken');
    expect(readText(files, '/missing')).toBeUndefined();
    expect(readText(files, '/broken')).toBeUndefined();
    expect(files.descriptors.size).toBe(0);
  });
});
