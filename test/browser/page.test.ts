import { expect, it } from 'vitest';
import { historyOf, noon, processOf, rowOf } from '../dashboard/given.ts';
import { painted, sawtooth } from './mounted.ts';

it('the page mounts a dashboard on the server it came from', async () => {
  const opened: string[] = [];
  const streams: EventTarget[] = [];
  const rows = Array.from({ length: 60 }, (_, index) => rowOf(sawtooth(noon - (59 - index) * 1_000, index)));
  const { fetch, EventSource } = window;
  window.fetch = async (url) => {
    opened.push(String(url));
    return Response.json(String(url).includes('history') ? historyOf(rows) : { processes: [processOf()] });
  };
  window.EventSource = class extends EventTarget {
    constructor(url: string) {
      super();
      opened.push(url);
      streams.push(this);
    }
    close(): void {
      opened.push('closed');
    }
  } as unknown as typeof EventSource;
  try {
    await import('../../src/dashboard/page.ts');
    streams[0]?.dispatchEvent(new Event('open'));
    const host = [...document.body.children].find((child) => child.shadowRoot !== null);
    await expect
      .poll(() => host?.shadowRoot?.querySelector('.headline')?.textContent)
      .toBe('No leak suspected');
    await painted();
    expect(opened.slice(0, 2)).toEqual(['/api/events', '/api/processes']);
    host?.remove();
  } finally {
    Object.assign(window, { fetch, EventSource });
  }
});
