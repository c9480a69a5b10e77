import { describe, expect, it } from 'vitest';
import { resolveConfiguration } from '../../src/configuration/resolveConfiguration.ts';
import { settingPaths } from '../../src/configuration/schema.ts';
import { settingEntries } from '../../src/configuration/settingEntries.ts';

const environment = {
  TIDEMARK_SAMPLING_INTERVAL: '500ms',
  TIDEMARK_THRESHOLDS_HEAP_WARNING: '60%',
};
const loaded = resolveConfiguration({
  environment,
  file: { path: '/app/tidemark.config.json', settings: { leakDetection: { sensitivity: 'high' } } },
  overrides: { name: 'shop' },
});

function entry(path: string, given: Readonly<Record<string, string>> = environment) {
  return settingEntries(loaded, given).find((one) => one.path === path);
}

describe('the settings in effect', () => {
  it('are all there, in the order of the docs', () => {
    expect(settingEntries(loaded, environment).map(({ path }) => path)).toEqual(settingPaths);
  });

  it('say where each comes from', () => {
    expect(entry('sampling.interval')).toEqual({
      path: 'sampling.interval',
      value: '500',
      defaultValue: '5000',
      source: 'environment',
      origin: 'TIDEMARK_SAMPLING_INTERVAL',
      description: 'Time between two samples.',
    });
    expect(entry('leakDetection.sensitivity')).toMatchObject({
      value: '"high"',
      source: 'file',
      origin: '/app/tidemark.config.json',
    });
    expect(entry('name')).toMatchObject({ value: '"shop"', source: 'code', origin: '' });
    expect(entry('port')).toMatchObject({ value: undefined, source: 'default', origin: '' });
  });

  it('name the option of a hub that has handed its value down as a variable', () => {
    const origins = { 'sampling.interval': { source: 'option', origin: '--interval' } };
    const handed = { ...environment, TIDEMARK_HUB_ORIGINS: JSON.stringify(origins) };
    expect(entry('sampling.interval', handed)).toMatchObject({ source: 'option', origin: '--interval' });
    expect(entry('thresholds.heap.warning', handed)).toMatchObject({ source: 'environment' });
  });

  it('are told without the hub where what it says cannot be read', () => {
    const handed = { ...environment, TIDEMARK_HUB_ORIGINS: '{' };
    expect(entry('sampling.interval', handed)).toMatchObject({ origin: 'TIDEMARK_SAMPLING_INTERVAL' });
  });
});
