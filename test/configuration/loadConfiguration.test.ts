import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadConfiguration } from '../../src/configuration/loadConfiguration.ts';
import { TidemarkError } from '../../src/TidemarkError.ts';

let directory: string;

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tidemark-configuration-'));
});

afterEach(() => {
  rmSync(directory, { recursive: true });
});

function write(name: string, text: string): string {
  const path = join(directory, name);
  writeFileSync(path, text);
  return path;
}

const load = () => loadConfiguration({ directory, environment: {} });

async function failure(): Promise<TidemarkError> {
  try {
    await load();
  } catch (error) {
    if (error instanceof TidemarkError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('the file of a configuration', () => {
  it('may be missing', async () => {
    const { configuration, file } = await load();
    expect(configuration.sampling.interval).toBe(5000);
    expect(file).toBeUndefined();
  });

  it.each([
    ['tidemark.config.mjs', 'export default { sampling: { interval: 1234 } };'],
    ['tidemark.config.mjs', 'export const memoryMonitoringConfig = { sampling: { interval: 1234 } };'],
    ['tidemark.config.js', 'module.exports = { sampling: { interval: 1234 } };'],
    ['tidemark.config.js', 'exports.memoryMonitoringConfig = { sampling: { interval: 1234 } };'],
    [
      'tidemark.config.js',
      "module.exports = { ['memoryMonitoring' + 'Config']: { sampling: { interval: 1234 } } };",
    ],
    ['tidemark.config.json', '{ "sampling": { "interval": 1234 } }'],
    ['package.json', '{ "name": "app", "tidemark": { "sampling": { "interval": "1234ms" } } }'],
  ])('may be %s with %s', async (name, text) => {
    const path = write(name, text);
    const { configuration, file, sources } = await load();
    expect(configuration.sampling.interval).toBe(1234);
    expect(sources.get('sampling.interval')).toBe('file');
    expect(file).toBe(path);
  });

  it('is an ES module where the package says so', async () => {
    write('package.json', '{ "type": "module" }');
    write('tidemark.config.js', 'export default { enabled: false };');
    expect((await load()).configuration.enabled).toBe(false);
  });

  it('is the one that TIDEMARK_CONFIG names, and no other', async () => {
    write('tidemark.config.json', '{ "name": "beside" }');
    mkdirSync(join(directory, 'etc'));
    const path = write('etc/shop.json', '{ "name": "named" }');
    for (const name of ['etc/shop.json', path]) {
      const loaded = await loadConfiguration({ directory, environment: { TIDEMARK_CONFIG: name } });
      expect([loaded.configuration.name, loaded.file, loaded.warnings]).toEqual(['named', path, []]);
    }
    await expect(
      loadConfiguration({ directory, environment: { TIDEMARK_CONFIG: 'etc/none.json' } }),
    ).rejects.toThrow(/none\.json cannot be read: Error: ENOENT/);
  });

  it('is looked for in the given directory only', async () => {
    write('tidemark.config.json', '{ "enabled": false }');
    mkdirSync(join(directory, 'deeper'));
    const { configuration } = await loadConfiguration({
      directory: join(directory, 'deeper'),
      environment: {},
    });
    expect(configuration.enabled).toBe(true);
  });

  it('is the first of several, and the others are told of', async () => {
    const first = write('tidemark.config.mjs', 'export default { name: "first" };');
    const second = write('tidemark.config.json', '{ "name": "second" }');
    write('package.json', '{ "tidemark": { "name": "third" } }');
    const { configuration, warnings } = await load();
    expect(configuration.name).toBe('first');
    expect(warnings).toEqual([`${second} is ignored, since ${first} is there too.`]);
  });

  it('is none of a package that merely depends on us', async () => {
    write('package.json', '{ "dependencies": { "tidemark": "^1.0.0" } }');
    expect((await load()).file).toBeUndefined();
    write('package.json', '{ this is none of our business');
    expect((await load()).file).toBeUndefined();
    write('package.json', '"tidemark"');
    expect((await load()).file).toBeUndefined();
    write('package.json', 'null ');
    expect((await load()).file).toBeUndefined();
  });

  it('is found in the working directory, beside the environment of the process', async () => {
    const { configuration, file } = await loadConfiguration({ overrides: { name: 'by code' } });
    expect(configuration.name).toBe('by code');
    expect(file).toBeUndefined();
  });
});

describe('an unreadable file', () => {
  it.each([
    ['tidemark.config.json', '{ "sampling": '],
    ['tidemark.config.json', ''],
    ['tidemark.config.mjs', 'export default {'],
    ['tidemark.config.mjs', 'throw new Error("boom");'],
    ['tidemark.config.mjs', 'throw "boom";'],
    ['tidemark.config.js', 'require("./missing.js");'],
    ['package.json', '{ "tidemark": '],
  ])('%s with %j is a CONFIGURATION_UNREADABLE that names the file', async (name, text) => {
    const path = write(name, text);
    const error = await failure();
    expect(error.code).toBe('CONFIGURATION_UNREADABLE');
    expect(error.option).toBe(path);
    expect(error.message.startsWith(`${path} cannot be read: `)).toBe(true);
    expect(error.cause).toBeDefined();
  });

  it('may be a module that waits for ever', async () => {
    const path = write('tidemark.config.mjs', 'await new Promise(() => {}); export default {};');
    const loading = loadConfiguration({ directory, environment: {}, timeoutMs: 1000 });
    await expect(loading).rejects.toMatchObject({
      code: 'CONFIGURATION_UNREADABLE',
      message: `${path} cannot be read: TimeoutError: it has not finished loading after 1 s`,
    });
  });

  it('may be a directory', async () => {
    mkdirSync(join(directory, 'tidemark.config.json'));
    expect((await failure()).message).toContain('EISDIR');
  });

  it('may export nothing of use', async () => {
    const path = write('tidemark.config.mjs', 'export const config = {};');
    const error = await failure();
    expect(error.code).toBe('CONFIGURATION_UNREADABLE');
    expect(error.message).toBe(
      `${path} must have a default export, or one named memoryMonitoringConfig, and has neither`,
    );
    expect(error.received).toEqual(['config']);
  });

  it('may hold something else than settings', async () => {
    const path = write('tidemark.config.json', '[1]');
    const error = await failure();
    expect(error.code).toBe('INVALID_OPTION');
    expect(error.message).toBe(`the configuration must be an object of settings, received [1] (in ${path})`);
    write('tidemark.config.json', 'null');
    expect((await failure()).received).toBeNull();
  });
});
