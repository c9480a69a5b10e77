import { describe, expect, it } from 'vitest';
import { crossingEvent, leakEvent, megabyte, noon, processOf } from '../dashboard/given.ts';
import { mount, painted, sawtooth } from './mounted.ts';

describe('the verdict', () => {
  it('comes first, in words', async () => {
    const page = await mount();
    expect(page.text('.headline')).toBe('No leak suspected');
    expect(page.text('.details')).toBe('Live heap 62 MB, steady for 5 min');
    expect(page.find('.next').hidden).toBe(true);
  });

  it('follows events as they come, with what to do next', async () => {
    const page = await mount();
    page.source.send({ type: 'event', id: '4711', event: leakEvent(noon) });
    await painted();
    expect(page.text('.headline')).toBe('Leak suspected since 12:00');
    expect(page.text('.next')).toBe('NextBound the Map');
    expect(page.find('.verdict').dataset.tone).toBe('advisory');
    page.source.send({ type: 'event', id: '4711', event: leakEvent(noon + 1, { level: 'withdrawn' }) });
    await painted();
    expect(page.text('.headline')).toBe('No leak suspected');
    expect(page.all('.details li')).toHaveLength(1);
  });
});

describe('the states', () => {
  it('connecting: says so before anything is known', async () => {
    const page = await mount({ connect: false });
    expect(page.text('.notice-title')).toBe('Connecting');
    expect(page.text('.chip')).toBe('connecting');
    expect(page.find('.board').hidden).toBe(true);
  });

  it('empty: says how to start a process', async () => {
    const page = await mount({ processes: [] });
    expect(page.text('.notice')).toBe('No process yetStart one under Tidemark:tidemark run -- node app.js');
    expect(page.find('.picker').hidden).toBe(true);
  });

  it('without samples: says that they will come, and shows them when they do', async () => {
    const page = await mount({ samples: 0 });
    expect(page.text('.notice-title')).toBe('No samples of this process');
    page.sample(0);
    await painted();
    expect(page.find('.notice').hidden).toBe(true);
    expect(page.text('.heap .legend')).toBe('Used70.0 MBLive size62.0 MB');
  });

  it('live: shows the newest values', async () => {
    const page = await mount();
    expect(page.text('.chip')).toBe('live');
    page.source.send({
      type: 'sample',
      id: '4711',
      row: Array.from({ length: 23 }, (_, index) => (index === 0 ? noon + 1_000 : index * megabyte)),
    });
    await painted();
    expect(page.text('.heap .legend')).toBe('Used1.00 MBLive size5.00 MB');
    expect(page.text('.process .legend')).toContain('RSS9.00 MB');
  });

  it('paused: stands still and counts what arrives', async () => {
    const page = await mount();
    page.button('Pause').click();
    page.sample(1);
    page.sample(2);
    await painted();
    expect(page.text('.pause')).toBe('Paused +2');
    expect(page.text('.window-words')).toBe('Paused: 11:55:01 to 12:00:00, 2 new samples');
    page.button(/^Paused/).click();
    await painted();
    expect(page.text('.pause')).toBe('Pause');
  });

  it('reconnecting: keeps what it has, and says that it is not the present', async () => {
    const page = await mount();
    page.source.connect('lost');
    await painted();
    expect(page.text('.chip')).toBe('reconnecting');
    expect(page.find('.tidemark').dataset.connection).toBe('reconnecting');
    expect(page.find('.board').hidden).toBe(false);
    expect(page.text('.window-words')).toBe('No connection, trying again. The newest sample is of 12:00:00');
  });

  it('ended: says that what was seen stays, and does not fade or seem to wait', async () => {
    const page = await mount();
    page.source.send({ type: 'end' });
    page.source.connect('lost');
    await painted();
    expect(page.text('.chip')).toBe('ended: what was seen stays here');
    expect(page.find('.tidemark').dataset.connection).toBe('ended');
    expect(page.find('.board').hidden).toBe(false);
    page.source.connect();
    await painted();
    expect(page.text('.chip')).toBe('live');
  });

  it('ended before the first sample: says so', async () => {
    const page = await mount({ samples: 0 });
    page.source.send({ type: 'end' });
    page.source.connect('lost');
    await painted();
    expect(page.text('.notice-title')).toBe('Tidemark has ended with its application');
  });

  it('never connected: says that nobody answers', async () => {
    const page = await mount({ connect: false });
    page.source.connect('lost');
    await painted();
    expect(page.text('.notice-title')).toBe('Tidemark does not answer');
  });

  it('silent: asks whether the event loop is blocked', async () => {
    const page = await mount();
    page.source.send({ type: 'process', process: processOf({}, { state: 'silent' }) });
    await painted();
    expect(page.text('.chip')).toBe('silent: event loop blocked?');
    expect(page.text('.headline')).toBe('No sample since 12:00:00');
  });

  it('gone: says how it ended', async () => {
    const page = await mount();
    const exit = { time: noon, code: null, signal: 'SIGKILL' };
    page.source.send({ type: 'process', process: processOf({}, { state: 'gone', exit }) });
    await painted();
    expect(page.text('.chip')).toBe('gone');
    expect(page.text('.headline')).toBe('api was killed by SIGKILL at 12:00:00');
  });

  it('no data in range: says so within the chart', async () => {
    const hole = (index: number) =>
      index > 100 && index < 250 ? undefined : sawtooth(noon - (299 - index) * 1_000, index);
    const page = await mount({ row: hole });
    expect(page.find('.heap .no-data').hidden).toBe(true);
    await page.drag(0.5, 0.6);
    expect(page.find('.heap .no-data').hidden).toBe(false);
    const values = page.all('.legend-value').map(({ textContent }) => textContent);
    expect(new Set(values)).toEqual(new Set(['–']));
    expect(page.text('.window-words')).toMatch(/^No samples from 11:57:\d\d to 11:5[78]:\d\d$/);
    page.button('Back to live').click();
    await painted();
    expect(page.find('.heap .no-data').hidden).toBe(true);
  });

  it('gone without samples: says how it ended, and waits for nothing', async () => {
    const exit = { time: noon, code: null, signal: 'SIGKILL' };
    const page = await mount({ samples: 0, processes: [processOf({}, { state: 'gone', exit })] });
    expect(page.text('.notice-title')).toBe('No samples of this process');
    expect(page.text('.notice-detail')).toBe('It was killed by SIGKILL at 12:00:00.');
  });
});

describe('the capacity', () => {
  const withContainer = (usedBytes: number) => ({
    row: (index: number) => ({
      ...sawtooth(noon - (299 - index) * 1_000, index),
      containerUsedBytes: usedBytes,
      containerLimitBytes: 512 * megabyte,
      rssBytes: usedBytes - 10 * megabyte,
    }),
  });

  it('names the limit that binds, and how near it is', async () => {
    const page = await mount(withContainer(210 * megabyte));
    expect(page.text('.capacity-head')).toBe('Capacity41 %');
    expect(page.text('.binding')).toBe('210 MB of 512 MB, container limit binds');
    expect(page.text('.others')).toBe('heap limit 3 % of 2 GB');
    expect(page.find('.meter').getAttribute('aria-valuenow')).toBe('41');
    expect(page.text('.process .limit-note')).toBe('↑ container limit 512 MB');
  });

  it('is drawn as a line when use is near enough to matter', async () => {
    const page = await mount(withContainer(480 * megabyte));
    expect(page.find('.meter').dataset.tone).toBe('critical');
    const note = page.find('.process .limit-note');
    expect(note.textContent).toBe('container limit 512 MB');
    expect(Number.parseInt(note.style.top, 10)).toBeGreaterThan(5);
    expect((await mount(withContainer(400 * megabyte))).find('.meter').dataset.tone).toBe('warning');
  });

  it('is left out where no limit is known', async () => {
    const page = await mount({
      row: (index) => ({
        ...sawtooth(noon - index, index),
        time: noon - 300 + index,
        heapLimitBytes: undefined,
      }),
    });
    expect(page.find('.capacity').hidden).toBe(true);
    expect(page.find('.heap .limit-note').hidden).toBe(true);
  });
});

describe('the component', () => {
  it('lives in a shadow root and leaves nothing behind', async () => {
    const page = await mount();
    expect(page.root.adoptedStyleSheets.length).toBeGreaterThan(1);
    page.dashboard.destroy();
    expect(page.place.childElementCount).toBe(0);
    expect(page.source.subscribed).toBe(false);
    page.sample(9);
  });

  it('takes the keyboard when asked', async () => {
    const page = await mount();
    page.dashboard.focus();
    expect(page.root.activeElement).toBe(page.find('.tidemark'));
  });

  it('says nothing to a screen reader until something is known, and that at once', async () => {
    const page = await mount({ connect: false });
    await painted();
    const spoken = () => page.text('.visually-hidden p');
    expect(spoken()).toBe('');
    page.source.connect();
    await page.until(() => expect(spoken()).toMatch(/^No leak suspected/));
  });

  it('tells a screen reader the state at most every 5 s, and what each picture shows', async () => {
    const page = await mount();
    const spoken = () => page.text('.visually-hidden p');
    page.nowMs += 6_000;
    page.sample(1);
    await painted();
    expect(spoken()).toBe('No leak suspected. Live heap 62 MB, steady for 5 min');
    expect(page.find('.heap .picture').getAttribute('aria-label')).toMatch(
      /^Heap, 11:55 to 12:00\. Used 71\.0 MB, between 70\.0 MB and 79\.0 MB\. Live size/,
    );
    page.nowMs += 4_000;
    page.source.send({ type: 'event', id: '4711', event: crossingEvent(noon + 2_000, 'critical') });
    await painted();
    expect(spoken()).toContain('No leak suspected');
    page.nowMs += 1_000;
    page.sample(2);
    await painted();
    expect(spoken()).toContain('Heap critical since 12:00');
  });

  it('fits the narrowest screens, whatever there is to say', async () => {
    const events = [leakEvent(noon - 9_000, { level: 'confirmed' }), crossingEvent(noon - 5_000, 'critical')];
    const page = await mount({ width: 320, events });
    expect(page.find('.tidemark').scrollWidth).toBeLessThanOrEqual(320);
  });

  it('fits a narrow place', async () => {
    const page = await mount({ width: 340 });
    expect(page.find('.tidemark').scrollWidth).toBeLessThanOrEqual(340);
    expect(page.find('.heap .uplot').offsetWidth).toBeGreaterThan(250);
  });
});
