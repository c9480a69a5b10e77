import { describe, expect, it } from 'vitest';
import type { PartialConfiguration } from '../../src/configuration/Configuration.ts';
import { liveSettings, reasonForRestart } from '../../src/configuration/liveSettings.ts';
import {
  type Reconfiguration,
  reconfigurationInWords,
  reconfigured,
} from '../../src/configuration/reconfigured.ts';
import { resolveConfiguration } from '../../src/configuration/resolveConfiguration.ts';
import { settingPaths } from '../../src/configuration/schema.ts';
import { mergedSettings } from '../../src/configuration/settingValues.ts';

const loaded = (overrides: PartialConfiguration) => resolveConfiguration({ overrides });

describe('a setting', () => {
  it.each(settingPaths)('%s can change while the process runs, or there is a reason why not', (path) => {
    if (liveSettings.has(path)) expect(reasonForRestart(path)).toBeUndefined();
    else expect(reasonForRestart(path)).toMatch(/^[A-Z].*\.$/);
  });
});

describe('a configuration that is changed while the process runs', () => {
  const running = loaded({ sampling: { interval: 1000 } });

  it('takes over what can change, and keeps the rest with where it comes from', () => {
    const wanted = loaded({ thresholds: { heap: { warning: 0.5 } }, port: 7171 });
    const { loaded: now, reconfiguration } = reconfigured(running, wanted);
    expect(now.configuration.thresholds.heap).toEqual({ warning: 0.5, critical: 0.85 });
    expect(now.configuration.port).toBeUndefined();
    expect(now.configuration.sampling.interval).toBe(1000);
    expect(now.sources.get('thresholds.heap.warning')).toBe('code');
    expect(now.sources.get('sampling.interval')).toBe('code');
    expect(now.sources.get('port')).toBe('default');
    expect(reconfiguration).toEqual({
      changed: [{ path: 'thresholds.heap.warning', from: 0.7, to: 0.5 }],
      needRestart: [
        { path: 'port', from: undefined, to: 7171, reason: reasonForRestart('port')! },
        { path: 'sampling.interval', from: 1000, to: 5000, reason: reasonForRestart('sampling.interval')! },
      ],
    } satisfies Reconfiguration);
    expect(reconfigurationInWords(reconfiguration)).toBe(
      'thresholds.heap.warning is 0.5 now, it was 0.7. Not before a restart: port, sampling.interval.',
    );
  });

  it('says nothing where nothing is another', () => {
    const { reconfiguration } = reconfigured(running, running);
    expect(reconfiguration).toEqual({ changed: [], needRestart: [] });
    expect(reconfigurationInWords(reconfiguration)).toBe('');
  });
});

describe('settings with others over them', () => {
  it('keep what the others do not name', () => {
    const given = { thresholds: { heap: { warning: 0.5 }, dwell: '5s' } };
    const merged = mergedSettings(given, { thresholds: { heap: { critical: null, warning: undefined } } });
    expect(merged).toEqual({ thresholds: { heap: { warning: 0.5, critical: null }, dwell: '5s' } });
    expect(given).toEqual({ thresholds: { heap: { warning: 0.5 }, dwell: '5s' } });
  });
});
