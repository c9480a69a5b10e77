import { describe, expect, it } from 'vitest';
import { crossingEvent, leakEvent, noon, processOf } from '../dashboard/given.ts';
import { mount, painted } from './mounted.ts';

const minute = 60_000;
const site = {
  function: 'sessionStore.set',
  file: 'src/session.ts',
  line: 88,
  package: undefined,
  bytesPerSecond: 51 * 1024,
  survival: 0.97,
};
const confirmed = leakEvent(noon - minute, {
  level: 'confirmed',
  basis: 'sites',
  sites: [site],
  holder: { path: 'app.sessions', class: 'Map', entries: 41_200 },
  outOfMemory: { etaMs: 40 * minute, lowMs: 30 * minute, highMs: 60 * minute, limit: 'heap' },
});
const events = [leakEvent(noon - 3 * minute), confirmed];

describe('the incidents', () => {
  it('say that nothing was wrong', async () => {
    const page = await mount();
    expect(page.text('.incident-panel .none')).toContain('Nothing has been wrong so far');
    expect(page.find('.why').hidden).toBe(true);
  });

  it('do not say that of a process that was killed, or is under pressure', async () => {
    const exit = { time: noon, code: null, signal: 'SIGABRT' };
    const dead = await mount({ processes: [processOf({}, { state: 'gone', exit })] });
    const none = 'No leak has been suspected and no threshold crossed, as far as is known.';
    expect(dead.text('.incident-panel .none')).toBe(`api was killed by SIGABRT at 12:00:00. ${none}`);
    const pressed = await mount({
      events: [
        {
          time: noon - minute,
          type: 'memory:pressure_changed',
          payload: {
            level: 'critical',
            previousLevel: 'normal',
            capacity: { limits: [], binding: undefined },
          },
        },
      ],
    });
    expect(pressed.text('.incident-panel .none')).toBe(`Memory pressure critical since 11:59. ${none}`);
  });

  it('explain the one that is open: way, holder, sites, evidence, what to do', async () => {
    const page = await mount({ events });
    const incident = page.find<HTMLDetailsElement>('.incident');
    expect(incident.open).toBe(true);
    expect(page.text('.incident summary')).toBe(
      'LLeak confirmedsince 11:57, 3 minLive heap +12 MB in 4 min, 52 kB/s',
    );
    expect(page.all('.timeline b').map(({ textContent }) => textContent)).toEqual([
      'Growth begins',
      'Suspected',
      'Confirmed',
    ]);
    expect(page.text('.facts')).toContain('Held byapp.sessions (Map), 41,200 entries');
    expect(page.text('.facts')).toContain('Out of memory in about 39 min (29 min to 59 min); heap limit');
    expect(page.text('tbody')).toBe('sessionStore.setsrc/session.ts:88your code51 kB/s97 %');
    expect(page.text('.evidence')).toBe('97 % is still alive.');
    expect(page.text('.incident .next')).toBe('NextBound the Map');
  });

  it('have no column of rates where no site has one', async () => {
    const unrated = leakEvent(noon - minute, { level: 'confirmed', sites: [{ ...site, bytesPerSecond: 0 }] });
    const page = await mount({ events: [unrated] });
    expect(page.text('.incident thead')).toBe('FunctionPlacePackageStill alive');
    expect(page.text('.incident tbody')).toBe('sessionStore.setsrc/session.ts:88your code97 %');
  });

  it('are reached from the verdict, and walked through by keyboard', async () => {
    const page = await mount({ events: [...events, crossingEvent(noon - 5_000, 'warning')] });
    const [first, second] = page.all<HTMLDetailsElement>('.incident');
    if (first) first.open = false;
    page.button('Why?').click();
    expect(page.root.activeElement).toBe(page.find('.incident summary'));
    expect(first?.open).toBe(true);
    expect(second?.open).toBe(false);
    page.press(' ', page.root.activeElement as Element);
    await painted();
    expect(page.text('.pause')).toBe('Pause');
    page.all('.moment')[1]?.click();
    await painted();
    expect(page.text('.heap .cursor-time')).toBe('11:57:00');
  });

  it('keep focus and what was unfolded while time goes on', async () => {
    const page = await mount({ events });
    const summary = page.find('.incident summary');
    summary.focus();
    page.sample(90);
    page.source.send({ type: 'event', id: '4711', event: crossingEvent(noon + 90_000, 'warning') });
    await painted();
    expect(page.root.activeElement).toBe(summary);
    expect(page.text('.incident-when')).toBe('since 11:57, 5 min');
    expect(page.text('.facts')).toContain('Out of memory in about 38 min');
    expect(page.text('.incident-panel .panel-note')).toBe('2 open');
  });

  it('tell what came of it', async () => {
    const page = await mount({ events });
    page.source.send({ type: 'event', id: '4711', event: leakEvent(noon + 1, { level: 'withdrawn' }) });
    await painted();
    expect(page.text('.incident-title')).toBe('Leak withdrawn');
    expect(page.text('.incident .badge')).toBe('✓');
    expect(page.text('.incident-panel .panel-note')).toBe('1 past');
    expect(page.all('.timeline b').at(-1)?.textContent).toBe('Withdrawn');
  });

  it('are not ticked off by the end of the process', async () => {
    const page = await mount({ events });
    const exit = { time: noon, code: null, signal: 'SIGKILL' };
    page.source.send({ type: 'process', process: processOf({}, { state: 'gone', exit }) });
    await painted();
    expect(page.text('.incident-panel .panel-note')).toBe('1 past');
    expect(page.text('.incident .badge')).toBe('L');
  });

  it('are those of the process that is shown', async () => {
    const page = await mount({
      events,
      processes: [processOf(), processOf({ id: '9', pid: 9, role: 'child' })],
    });
    page.source.answer = () => ({ id: '9', fields: [], columns: [], stepMs: 1_000, events: [] });
    page.find('.picker-button').click();
    page.all('.picker-row')[1]?.click();
    await painted();
    expect(page.all('.incident')).toHaveLength(0);
  });
});
