import { describe, expect, it } from 'vitest';
import { noon, processOf } from '../dashboard/given.ts';
import { type Mounted, mount, painted } from './mounted.ts';

const dead = processOf(
  { id: '99', pid: 99, role: 'child', name: 'resizer', startedAt: noon - 60_000 },
  { state: 'gone', exit: { time: noon, code: 1, signal: null } },
);

/** A dashboard whose address names a process. */
async function asked(id: string, processes = [processOf(), dead]) {
  let hash = `#process=${id}`;
  let told = (): void => {};
  const address = {
    read: () => hash,
    write: (next: string) => (hash = next),
    onChange: (changed: () => void) => {
      told = changed;
      return () => {};
    },
  };
  const page = await mount({ address, processes });
  const go = async (next: string): Promise<void> => {
    hash = next;
    told();
    await painted();
  };
  return { page, go, hash: () => hash };
}

const choices = (page: Mounted): string[] =>
  page.all('.choice-button').map(({ textContent }) => textContent ?? '');

describe('a process in the address that nobody knows', () => {
  it('is said to be unknown, and those that are known can be chosen', async () => {
    const { page, hash } = await asked('12345');
    expect(page.text('.notice-title')).toBe('Process 12345 is not known here');
    expect(page.text('.notice-detail')).toMatch(/^It may have ended before this Tidemark was started\./);
    expect(page.find('.board').hidden).toBe(true);
    expect(page.find('.picker').hidden).toBe(true);
    expect(page.source.asked).toEqual([]);
    await page.until(() => expect(choices(page)).toHaveLength(2));
    expect(choices(page)[0]).toBe('api, main process · pid 4711');
    expect(choices(page)[1]).toMatch(/^resizer, child process · pid 99, ended with exit code 1 at 12:00:00/);
    page.button(/^api, main/).click();
    await page.until(() => expect(page.find('.board').hidden).toBe(false));
    expect(page.text('.picker-name')).toBe('api');
    expect(page.find('.notice').hidden).toBe(true);
    await expect.poll(hash).toBe('#process=4711');
  });

  it('is not replaced by the one that was shown when the address changes', async () => {
    const { page, go } = await asked('4711');
    expect(page.text('.picker-name')).toBe('api');
    await go('#process=777');
    expect(page.text('.notice-title')).toBe('Process 777 is not known here');
    expect(page.find('.board').hidden).toBe(true);
    await go('#process=4711');
    await page.until(() => expect(page.find('.board').hidden).toBe(false));
    expect(page.text('.picker-name')).toBe('api');
  });

  it('is shown as soon as it comes', async () => {
    const { page } = await asked('12');
    expect(page.find('.notice').hidden).toBe(false);
    page.source.send({ type: 'process', process: processOf({ id: '12', pid: 12, name: 'late' }) });
    await page.until(() => expect(page.text('.picker-name')).toBe('late'));
    expect(page.find('.notice').hidden).toBe(true);
  });

  it('is named also where it could be none, within the page', async () => {
    const id = `<b>${'W'.repeat(90)}`;
    const { page } = await asked(encodeURIComponent(id));
    page.place.style.width = '320px';
    expect(page.text('.notice-title')).toBe(`Process ${id.slice(0, 80)} is not known here`);
    expect(page.find('.board').hidden).toBe(true);
    expect(page.find('.tidemark').scrollWidth).toBe(320);
  });

  it('is one that a server does not list that was started anew', async () => {
    const { page } = await asked('4711');
    expect(page.text('.chip')).toBe('live');
    page.source.known = [dead];
    page.source.send({ type: 'reset' });
    await page.until(() => expect(page.text('.notice-title')).toBe('Process 4711 is not known here'));
    expect(page.find('.board').hidden).toBe(true);
    expect(page.find('.chip').hidden).toBe(true);
    expect(getComputedStyle(page.find('.pause')).display).toBe('none');
    await page.until(() => expect(choices(page).filter(Boolean)).toHaveLength(1));
    page.source.known = [];
    page.source.send({ type: 'reset' });
    await page.until(() => expect(choices(page)).toEqual([]));
  });

  it('is said to be unknown where no process is known at all', async () => {
    const { page } = await asked('12', []);
    expect(page.text('.notice-title')).toBe('Process 12 is not known here');
    expect(page.text('.notice-detail')).toMatch(/Nor is any other\.$/);
    expect(choices(page)).toEqual([]);
  });
});
