import { mkdirSync, mkdtempSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ConfigurationWatch } from '../../src/agent/ConfigurationWatch.ts';
import { column, sampleFields } from '../../src/wire/sample.ts';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tm-watch-'));
});

afterEach(() => rmSync(folder, { recursive: true }));

class Watched {
  readonly taken: unknown[] = [];
  readonly failures: string[] = [];
  readonly watch: ConfigurationWatch;

  constructor(path: string) {
    this.watch = new ConfigurationWatch({
      path,
      take: (settings) => {
        if (settings === 'wrong') throw new Error('thresholds.heap.warning must be a share');
        this.taken.push(settings);
      },
      failed: ({ message }) => this.failures.push(message),
    });
  }
}

function given(name: string, content: unknown): string {
  const path = join(folder, name);
  writeFileSync(path, typeof content === 'string' ? content : JSON.stringify(content));
  return path;
}

/** As editors do: a new file in the place of the old one. */
function replaced(path: string, content: unknown): void {
  writeFileSync(`${path}.new`, JSON.stringify(content));
  renameSync(`${path}.new`, path);
}

describe('the watch of a configuration file', () => {
  it('takes over what is saved in place, and what an editor puts in its place, once each', async () => {
    const path = given('tidemark.config.json', { name: 'one' });
    const { watch, taken } = new Watched(path);
    await watch.look();
    await watch.look();
    expect(taken).toEqual([]);
    given('tidemark.config.json', { name: 'another' });
    await watch.look();
    await watch.look();
    replaced(path, { name: 'a third' });
    await watch.look();
    expect(taken).toEqual([{ name: 'another' }, { name: 'a third' }]);
  });

  it('sees that Kubernetes has swapped the link above a ConfigMap', async () => {
    for (const [version, name] of [['..one', 'one'] as const, ['..two', 'two'] as const]) {
      mkdirSync(join(folder, version));
      writeFileSync(join(folder, version, 'tidemark.config.json'), JSON.stringify({ name }));
    }
    symlinkSync('..one', join(folder, '..data'));
    symlinkSync('..data/tidemark.config.json', join(folder, 'tidemark.config.json'));
    const { watch, taken } = new Watched(join(folder, 'tidemark.config.json'));
    await watch.look();
    symlinkSync('..two', join(folder, '..data.new'));
    renameSync(join(folder, '..data.new'), join(folder, '..data'));
    await watch.look();
    expect(taken).toEqual([{ name: 'two' }]);
  });

  it.each([
    ['tidemark.config.mjs', (name: string) => `export default { name: '${name}' };`],
    ['tidemark.config.js', (name: string) => `module.exports = { name: '${name}' };`],
  ])('reads %s anew, though Node keeps modules', async (file, text) => {
    const path = given(file, text('first'));
    await import(path);
    const { watch, taken } = new Watched(path);
    await watch.look();
    given(file, text('the second'));
    await watch.look();
    given(file, text('and the third'));
    await watch.look();
    expect(taken).toEqual([{ name: 'the second' }, { name: 'and the third' }]);
  });

  it('tells once of what is wrong, and only when it is so at the next look, too', async () => {
    const path = given('tidemark.config.json', {});
    const { watch, taken, failures } = new Watched(path);
    await watch.look();
    given('tidemark.config.json', '{ "name": ');
    await watch.look();
    expect(failures).toEqual([]);
    given('tidemark.config.json', { name: 'written to its end' });
    await watch.look();
    expect(taken).toEqual([{ name: 'written to its end' }]);
    replaced(path, 'wrong');
    for (let looks = 0; looks < 4; looks += 1) await watch.look();
    expect(failures).toEqual(['thresholds.heap.warning must be a share']);
    replaced(path, { name: 'right again' });
    await watch.look();
    expect(taken).toHaveLength(2);
  });

  it('tells once that the file is gone, and takes the one that comes', async () => {
    const path = given('tidemark.config.json', {});
    const { watch, taken, failures } = new Watched(path);
    await watch.look();
    rmSync(path);
    for (let looks = 0; looks < 4; looks += 1) await watch.look();
    expect(failures).toEqual([expect.stringContaining('ENOENT')]);
    given('tidemark.config.json', { name: 'back' });
    await watch.look();
    expect(taken).toEqual([{ name: 'back' }]);
  });

  it('looks once in 10 s of the samples, and never twice at a time', async () => {
    let looks = 0;
    let answer = (_version: string): void => {};
    const watch = new ConfigurationWatch({
      path: 'any',
      take: () => {},
      failed: () => {},
      versionOf: () => {
        looks += 1;
        return new Promise((resolve) => {
          answer = resolve;
        });
      },
    });
    const row = new Float64Array(sampleFields.length);
    const at = (seconds: number): void => {
      row[column.time] = seconds * 1000;
      watch.addSample(row);
    };
    at(0);
    at(5);
    at(10);
    expect(looks).toBe(1);
    answer('one');
    await new Promise(setImmediate);
    at(15);
    at(20);
    expect(looks).toBe(2);
  });
});
