import { describe, expect, it } from 'vitest';
import { type MonitorSettingsOptions, monitorSettings } from '../../src/monitoring/monitorSettings.ts';
import { TidemarkError } from '../../src/TidemarkError.ts';
import { mib } from './simulation.ts';

function refusal(options: unknown): Partial<TidemarkError> {
  try {
    monitorSettings(options as MonitorSettingsOptions);
  } catch (error) {
    if (error instanceof TidemarkError) return error;
  }
  throw new Error('was accepted');
}

describe('the settings of a monitor', () => {
  it("are the spec's by default", () => {
    const settings = monitorSettings({});
    expect(settings).toMatchObject({ intervalMs: 5000, historySize: 1000 });
    expect(settings.thresholds).toMatchObject({
      heap: { warning: 0.7, critical: 0.85 },
      rss: { warning: 800 * mib, critical: 1024 * mib },
      hysteresis: 0.05,
    });
    expect(settings.leakDetection).toMatchObject({
      sensitivity: 'medium',
      windowSize: 100,
      growthThreshold: 0.1,
    });
  });

  it('take the short thresholds for the critical level, and keep the warning at or below it', () => {
    expect(monitorSettings({ heapThreshold: 0.8 }).thresholds.heap).toEqual({ warning: 0.7, critical: 0.8 });
    expect(monitorSettings({ heapThreshold: 0.5 }).thresholds.heap).toEqual({ warning: 0.5, critical: 0.5 });
    expect(monitorSettings({ rssThreshold: 500 * mib }).thresholds.rss).toEqual({
      warning: 500 * mib,
      critical: 500 * mib,
    });
  });

  it('keep the proportion of the levels where the unit changes', () => {
    expect(monitorSettings({ heapThreshold: 850 * mib }).thresholds.heap).toEqual({
      warning: expect.closeTo(700 * mib, 3),
      critical: 850 * mib,
    });
    expect(monitorSettings({ rssThreshold: 0.8 }).thresholds.rss).toEqual({ warning: 0.625, critical: 0.8 });
  });

  it('turn a metric off with null', () => {
    expect(monitorSettings({ rssThreshold: null }).thresholds.rss).toEqual({ warning: null, critical: null });
  });

  it('let the thresholds in full win over the short ones', () => {
    const settings = monitorSettings({
      heapThreshold: 0.8,
      thresholds: { heap: { warning: 0.6 }, dwell: 0 },
    });
    expect(settings.thresholds.heap).toEqual({ warning: 0.6, critical: 0.8 });
    expect(settings.thresholds.dwell).toBe(0);
    expect(
      monitorSettings({ heapThreshold: 0.8, thresholds: { heap: { warning: undefined, critical: 0.9 } } })
        .thresholds.heap,
    ).toEqual({ warning: 0.7, critical: 0.9 });
  });

  it.each([
    [{ samplingInterval: 0 }, 'samplingInterval', 0],
    [{ samplingInterval: Number.NaN }, 'samplingInterval', Number.NaN],
    [{ historySize: 2.5 }, 'historySize', 2.5],
    [{ heapThreshold: 70 }, 'heapThreshold', 70],
    [{ rssThreshold: 'much' }, 'rssThreshold', 'much'],
    [{ thresholds: { heap: { critical: -1 } } }, 'thresholds.heap.critical', -1],
    [{ heapThreshold: 0.8, thresholds: { heap: 7 } }, 'thresholds.heap', 7],
    [{ thresholds: 'high' }, 'thresholds', 'high'],
    [{ leakDetection: { sensitivity: 'extreme' } }, 'leakDetection.sensitivity', 'extreme'],
  ])('refuse %j, naming option, rule and value', (options, option, received) => {
    const error = refusal(options);
    expect(error).toMatchObject({ code: 'INVALID_OPTION', option, received });
    expect(error.message).toContain(`${option} must be ${error.rule}, received`);
  });

  it('suggest what an unknown setting may have meant', () => {
    expect(refusal({ thresholds: { heep: { warning: 0.5 } } })).toMatchObject({ code: 'UNKNOWN_OPTION' });
    expect(refusal({ heapThreshold: 0.8, thresholds: { heap: { critcal: 0.5 } } }).message).toContain(
      'thresholds.heap.critical',
    );
  });
});
