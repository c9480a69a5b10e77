import { describe, expect, it, onTestFinished } from 'vitest';
import { MemoryDashboard } from '../../src/dashboard/MemoryDashboard.ts';
import { monitorSource } from '../../src/dashboard/sources/monitorSource.ts';
import { MemoryMonitor } from '../../src/index.browser.ts';
import { painted } from './mounted.ts';

describe('a monitor in a page', () => {
  it('samples the page it runs in, and shows it in a dashboard beside it', async () => {
    const monitor = new MemoryMonitor({ samplingInterval: 20 });
    const element = document.body.appendChild(document.createElement('div'));
    const dashboard = new MemoryDashboard(element, { source: monitorSource(monitor) });
    onTestFinished(() => {
      dashboard.destroy();
      monitor.stop();
      element.remove();
    });
    const seen = new Promise<void>((resolve) => {
      const end = monitor.onSample(() => {
        if (monitor.history.length < 5) return;
        end();
        resolve();
      });
    });
    monitor.start();
    await seen;
    await painted();
    const sample = monitor.getCurrentUsage();
    expect(sample.heapUsedBytes).toBeGreaterThan(1_000_000);
    expect(sample.heapLimitBytes).toBeGreaterThan(sample.heapUsedBytes ?? Number.POSITIVE_INFINITY);
    expect(sample.containerUsedBytes).toBeUndefined();
    expect(monitor.capacity().binding?.kind).toBe('heap');
    expect(element.firstElementChild?.shadowRoot?.querySelector('.chip')?.textContent).toBe('live');
  });
});
