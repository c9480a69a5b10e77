import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { variableOf } from '../../src/configuration/environment.ts';
import {
  type ConfigurationParts,
  resolveConfiguration,
} from '../../src/configuration/resolveConfiguration.ts';
import { isSettingPath, schema, settingPaths } from '../../src/configuration/schema.ts';
import { TidemarkError } from '../../src/TidemarkError.ts';

const MiB = 1024 ** 2;

function resolve(parts: { readonly [Part in keyof ConfigurationParts]: unknown }) {
  return resolveConfiguration(parts as ConfigurationParts);
}

function errorOf(parts: { readonly [Part in keyof ConfigurationParts]: unknown }): TidemarkError {
  try {
    resolve(parts);
  } catch (error) {
    if (error instanceof TidemarkError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

describe('a configuration without parts', () => {
  it('is the example of the specification, with what we add', () => {
    const { configuration, sources, file, warnings } = resolveConfiguration();
    expect(configuration).toEqual({
      enabled: true,
      name: undefined,
      port: undefined,
      host: '127.0.0.1',
      token: undefined,
      sampling: { interval: 5000, historySize: 1000 },
      thresholds: {
        heap: { warning: 0.7, critical: 0.85 },
        rss: { warning: 800 * MiB, critical: 1024 * MiB },
        container: { warning: 0.8, critical: 0.9 },
        host: { warning: null, critical: 0.95 },
        hysteresis: 0.05,
        dwell: 10_000,
      },
      leakDetection: {
        enabled: true,
        sensitivity: 'medium',
        windowSize: 100,
        growthThreshold: 0.1,
        confirmAfter: 900_000,
        holdersDeclared: false,
        snapshots: { enabled: false, interval: 120_000, maxPause: 10_000 },
      },
      probes: { mode: 'standard', maxPause: 50, gentle: true },
      work: { unit: 'unit', requests: true },
      automaticResponse: {
        enabled: true,
        dryRun: false,
        maxPause: 1000,
        cachePruning: { warning: 'normal', critical: 'aggressive' },
        gcTrigger: { warning: false, critical: true },
      },
      recycling: {
        enabled: false,
        maxPerHour: 6,
        maxAtOnce: 1,
        minAge: 120_000,
        grace: 30_000,
        startTimeout: 30_000,
        jitter: 30_000,
      },
      recorder: { enabled: true, directory: undefined, fileBytes: 1_048_576, maxBytes: 67_108_864 },
      watchdog: { enabled: false, blockedAfter: 5000 },
    });
    expect(new Set(sources.values())).toEqual(new Set(['default']));
    expect([...sources.keys()]).toEqual([...settingPaths]);
    expect(file).toBeUndefined();
    expect(warnings).toEqual([]);
  });

  it.each(settingPaths)('has a default for %s that its own rule accepts', (path) => {
    const { kind, default: value } = schema[path];
    expect(value === undefined || kind.accepts(kind.convert(value))).toBe(true);
  });

  it('does not share anything with the next one', () => {
    expect(resolveConfiguration().configuration.sampling).not.toBe(
      resolveConfiguration().configuration.sampling,
    );
  });
});

describe('precedence', () => {
  const file = {
    path: '/app/tidemark.config.js',
    settings: { sampling: { interval: 1000, historySize: 500 } },
  };
  const environment = { TIDEMARK_SAMPLING_INTERVAL: '2000' };

  it('is code over environment over file over default, setting by setting', () => {
    const loaded = resolve({ overrides: { leakDetection: { windowSize: 50 } }, environment, file });
    expect(loaded.configuration.sampling).toEqual({ interval: 2000, historySize: 500 });
    expect(loaded.configuration.leakDetection.windowSize).toBe(50);
    expect(loaded.sources.get('sampling.interval')).toBe('environment');
    expect(loaded.sources.get('sampling.historySize')).toBe('file');
    expect(loaded.sources.get('leakDetection.windowSize')).toBe('code');
    expect(loaded.sources.get('leakDetection.sensitivity')).toBe('default');
    expect(loaded.file).toBe('/app/tidemark.config.js');
  });

  it('lets code have the last word', () => {
    const overrides = { sampling: { interval: 3000 } };
    expect(resolve({ overrides, environment, file }).configuration.sampling.interval).toBe(3000);
  });

  it('takes undefined as not given', () => {
    const overrides = { sampling: { interval: undefined }, thresholds: undefined };
    expect(resolve({ overrides, environment }).configuration.sampling.interval).toBe(2000);
  });

  it('lets null take a port back', () => {
    const loaded = resolve({ overrides: { port: null }, environment: { TIDEMARK_PORT: '8080' } });
    expect(loaded.configuration.port).toBeUndefined();
    expect(loaded.sources.get('port')).toBe('code');
  });

  it('holds for any mixture of layers', () => {
    const interval = fc.option(fc.integer({ min: 10, max: 86_400_000 }), { nil: undefined });
    fc.assert(
      fc.property(interval, interval, interval, (code, variable, inFile) => {
        const { configuration } = resolve({
          overrides: { sampling: { interval: code } },
          environment: { TIDEMARK_SAMPLING_INTERVAL: variable?.toString() },
          file: { path: 'f', settings: { sampling: { interval: inFile } } },
        });
        expect(configuration.sampling.interval).toBe(code ?? variable ?? inFile ?? 5000);
      }),
    );
  });
});

describe('values', () => {
  it.each([
    [{ sampling: { interval: '500ms' } }, 'sampling.interval', 500],
    [{ sampling: { interval: '1.5s' } }, 'sampling.interval', 1500],
    [{ thresholds: { dwell: '2m' } }, 'thresholds.dwell', 120_000],
    [{ thresholds: { dwell: ' 1 H ' } }, 'thresholds.dwell', 3_600_000],
    [{ thresholds: { dwell: 0 } }, 'thresholds.dwell', 0],
    [{ thresholds: { rss: { critical: '2GB' } } }, 'thresholds.rss.critical', 2048 * MiB],
    [{ thresholds: { rss: { warning: '512MiB' } } }, 'thresholds.rss.warning', 512 * MiB],
    [{ thresholds: { rss: { warning: '57%' } } }, 'thresholds.rss.warning', 0.57],
    [{ thresholds: { heap: { critical: null } } }, 'thresholds.heap.critical', null],
    [{ thresholds: { heap: { critical: 1 } } }, 'thresholds.heap.critical', 1],
    [{ thresholds: { heap: { critical: MiB } } }, 'thresholds.heap.critical', MiB],
    [{ thresholds: { hysteresis: 0 } }, 'thresholds.hysteresis', 0],
    [{ leakDetection: { growthThreshold: '20%' } }, 'leakDetection.growthThreshold', 0.2],
    [{ name: 'api' }, 'name', 'api'],
    [{ port: 0 }, 'port', 0],
  ])('%j give %s = %j', (overrides, path, expected) => {
    const { configuration } = resolve({ overrides });
    expect(
      path.split('.').reduce<unknown>((part, key) => (part as Record<string, unknown>)[key], configuration),
    ).toBe(expected);
  });

  it.each([
    [{ sampling: { interval: 'fast' } }, 'sampling.interval', 'milliseconds from 10 to 86400000'],
    [{ sampling: { interval: '5 fortnights' } }, 'sampling.interval', 'milliseconds from 10'],
    [{ sampling: { interval: '5000' } }, 'sampling.interval', 'milliseconds from 10'],
    [{ sampling: { interval: 9 } }, 'sampling.interval', 'milliseconds from 10'],
    [{ sampling: { interval: Number.NaN } }, 'sampling.interval', 'milliseconds from 10'],
    [{ sampling: { interval: null } }, 'sampling.interval', 'milliseconds from 10'],
    [{ sampling: { historySize: 1.5 } }, 'sampling.historySize', 'a whole number from 10 to 100000'],
    [{ sampling: 5 }, 'sampling', 'an object of settings'],
    [{ sampling: [5] }, 'sampling', 'an object of settings'],
    [{ sampling: null }, 'sampling', 'an object of settings'],
    [5, 'the configuration', 'an object of settings'],
    [{ thresholds: { heap: { warning: 70 } } }, 'thresholds.heap.warning', 'a share above 0 and at most 1'],
    [{ thresholds: { heap: { warning: 0 } } }, 'thresholds.heap.warning', 'a share above 0'],
    [{ thresholds: { hysteresis: 1 } }, 'thresholds.hysteresis', 'a share from 0 to below 1'],
    [{ leakDetection: { growthThreshold: 0 } }, 'leakDetection.growthThreshold', 'a share above 0'],
    [
      { leakDetection: { sensitivity: 'extreme' } },
      'leakDetection.sensitivity',
      'one of "low", "medium", "high"',
    ],
    [{ enabled: 'false' }, 'enabled', 'true or false'],
    [{ name: '' }, 'name', 'text of 1 to 100 characters'],
    [{ port: 65_536 }, 'port', 'a whole number from 0 to 65535, or null'],
    [{ port: '80' }, 'port', 'a whole number from 0 to 65535, or null'],
    [{ enabled: { deep: true } }, 'enabled', 'true or false'],
  ])('%j are refused, naming path, rule and value', (overrides, path, rule) => {
    const error = errorOf({ overrides });
    expect(error.code).toBe('INVALID_OPTION');
    expect(error.option).toBe(path);
    expect(error.rule).toContain(rule);
    expect(error.message).toContain(`${path} must be ${rule}`);
    expect(error.message).toContain(', received ');
  });

  it('may come with units of no meaning to their setting, and are refused then', () => {
    expect(errorOf({ overrides: { sampling: { interval: '5MB' } } }).received).toBe('5MB');
    expect(errorOf({ overrides: { sampling: { interval: '5constructor' } } }).received).toBe('5constructor');
  });
});

describe('levels', () => {
  it('begin in order where they are of the same unit', () => {
    const error = errorOf({ overrides: { thresholds: { heap: { critical: 0.6 } } } });
    expect(error.code).toBe('INVALID_OPTION');
    expect(error.option).toBe('thresholds.heap.warning');
    expect(error.message).toBe(
      'thresholds.heap.warning must be at most thresholds.heap.critical (0.6, from code), received 0.7 (by default)',
    );
    expect(errorOf({ overrides: { thresholds: { rss: { warning: '2GB' } } } }).received).toBe(2048 * MiB);
  });

  it('say which file and which variable is to be changed', () => {
    const { message } = errorOf({
      file: { path: '/app/tidemark.config.json', settings: { thresholds: { heap: { critical: 0.5 } } } },
      environment: { TIDEMARK_THRESHOLDS_HEAP_WARNING: '60%' },
    });
    expect(message).toContain('thresholds.heap.critical (0.5, from /app/tidemark.config.json)');
    expect(message).toContain('received 0.6 (from TIDEMARK_THRESHOLDS_HEAP_WARNING)');
  });

  it('may be equal, of different units, or off', () => {
    const accepted = [
      { heap: { warning: 0.85 } },
      { heap: { warning: 800 * MiB } },
      { heap: { warning: 0.9, critical: null } },
      { host: { warning: 0.95 } },
    ];
    for (const thresholds of accepted) expect(() => resolve({ overrides: { thresholds } })).not.toThrow();
  });
});

describe('the environment', () => {
  it('names every setting after its path', () => {
    expect(variableOf('sampling.interval')).toBe('TIDEMARK_SAMPLING_INTERVAL');
    expect(variableOf('leakDetection.sensitivity')).toBe('TIDEMARK_LEAK_DETECTION_SENSITIVITY');
    expect(variableOf('automaticResponse.gcTrigger.critical')).toBe(
      'TIDEMARK_AUTOMATIC_RESPONSE_GC_TRIGGER_CRITICAL',
    );
    expect(new Set(settingPaths.map(variableOf)).size).toBe(settingPaths.length);
  });

  it.each([
    ['TIDEMARK_ENABLED', 'false', false],
    ['TIDEMARK_ENABLED', '0', false],
    ['TIDEMARK_ENABLED', 'OFF', false],
    ['TIDEMARK_ENABLED', 'yes', true],
    ['TIDEMARK_PORT', '4000', 4000],
    ['TIDEMARK_PORT', 'off', undefined],
    ['TIDEMARK_NAME', 'off', 'off'],
    ['TIDEMARK_NAME', ' api ', 'api'],
  ])('%s=%s', (variable, text, expected) => {
    const { configuration } = resolve({ environment: { [variable]: text } });
    const key = variable.slice('TIDEMARK_'.length).toLowerCase() as 'enabled' | 'port' | 'name';
    expect(configuration[key]).toBe(expected);
  });

  it('says numbers, units, words and nothing at all', () => {
    const { configuration, warnings } = resolve({
      environment: {
        TIDEMARK_SAMPLING_INTERVAL: '1s',
        TIDEMARK_SAMPLING_HISTORY_SIZE: '1e3',
        TIDEMARK_THRESHOLDS_HEAP_WARNING: '0.5',
        TIDEMARK_THRESHOLDS_RSS_WARNING: '512MB',
        TIDEMARK_THRESHOLDS_HOST_CRITICAL: 'null',
        TIDEMARK_LEAK_DETECTION_SENSITIVITY: 'High',
        TIDEMARK_THRESHOLDS_DWELL: '',
        TIDEMARK_HUB_SOCKET: '/tmp/hub.sock',
        TIDEMARK_HUB_PID: '12',
        PATH: '/bin',
      },
    });
    expect(configuration.sampling).toEqual({ interval: 1000, historySize: 1000 });
    expect(configuration.thresholds.heap.warning).toBe(0.5);
    expect(configuration.thresholds.rss.warning).toBe(512 * MiB);
    expect(configuration.thresholds.host.critical).toBeNull();
    expect(configuration.thresholds.dwell).toBe(10_000);
    expect(configuration.leakDetection.sensitivity).toBe('high');
    expect(warnings).toEqual([]);
  });

  it('is named in the error of its value', () => {
    const error = errorOf({ environment: { TIDEMARK_SAMPLING_INTERVAL: 'fast' } });
    expect(error.option).toBe('sampling.interval');
    expect(error.message).toMatch(/^TIDEMARK_SAMPLING_INTERVAL must be milliseconds .*, received "fast"$/);
  });

  it('warns of variables that are no settings, and suggests the nearest', () => {
    const { warnings } = resolve({
      environment: { TIDEMARK_SAMPLING_INTERVALL: '5', TIDEMARK_PROT: '80', TIDEMARK_ZANZIBAR: '1' },
    });
    expect(warnings).toEqual([
      'The environment variable TIDEMARK_SAMPLING_INTERVALL is no setting of Tidemark; did you mean TIDEMARK_SAMPLING_INTERVAL?',
      'The environment variable TIDEMARK_PROT is no setting of Tidemark; did you mean TIDEMARK_PORT?',
      'The environment variable TIDEMARK_ZANZIBAR is no setting of Tidemark.',
    ]);
  });
});

describe('an unknown setting', () => {
  it.each([
    [{ sampling: { intervall: 5 } }, 'sampling.intervall', 'sampling.interval'],
    [{ sampeling: { interval: 5 } }, 'sampeling', 'sampling'],
    [{ historySize: 5 }, 'historySize', 'sampling.historySize'],
    [{ leak_detection: {} }, 'leak_detection', 'leakDetection'],
    [{ thresholds: { rss: { critcal: 5 } } }, 'thresholds.rss.critcal', 'thresholds.rss.critical'],
  ])('%j is told what was meant', (settings, option, meant) => {
    const error = errorOf({ file: { path: '/app/tidemark.config.json', settings } });
    expect(error.code).toBe('UNKNOWN_OPTION');
    expect(error.option).toBe(option);
    expect(error.message).toContain('(in /app/tidemark.config.json)');
    expect(error.message).toMatch(new RegExp(`did you mean ${meant.replaceAll('.', '\\.')}\\?$`));
  });

  it('gets no suggestion where nothing is near', () => {
    const error = errorOf({ overrides: { zanzibar: 5 } });
    expect(error.message).toBe('zanzibar is no setting of Tidemark, received 5');
    expect(errorOf({ overrides: { xy: 5 } }).message).not.toContain('did you mean');
  });

  it('may be a name that every object has', () => {
    expect(errorOf({ overrides: JSON.parse('{"__proto__": {"enabled": false}}') }).option).toBe('__proto__');
    expect(isSettingPath('toString')).toBe(false);
  });
});

describe('several problems', () => {
  it('are told in one error, each by its own message', () => {
    const error = errorOf({
      overrides: { port: -1 },
      environment: { TIDEMARK_ENABLED: 'maybe' },
      file: { path: 'f.json', settings: { colour: 'red' } },
    });
    expect(error.code).toBe('UNKNOWN_OPTION');
    expect(error.option).toBe('colour');
    expect(error.message.split('\n')).toEqual([
      '3 settings are wrong:',
      '- colour is no setting of Tidemark, received "red" (in f.json)',
      '- TIDEMARK_ENABLED must be true or false, received "maybe"',
      '- port must be a whole number from 0 to 65535, or null, received -1',
    ]);
    expect((error.cause as AggregateError).errors).toHaveLength(3);
  });
});
