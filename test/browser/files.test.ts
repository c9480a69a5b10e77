import { describe, expect, it, onTestFinished } from 'vitest';
import { page as view } from 'vitest/browser';
import { noon } from '../dashboard/given.ts';
import { type Mounted, mount, painted } from './mounted.ts';

const recording = Array.from({ length: 60 }, (_, index) =>
  JSON.stringify({
    time: noon - 3_600_000 + index * 1_000,
    pid: 99,
    type: 'memory:sampled',
    payload: { heapUsedBytes: 5_000_000 + index, rssBytes: 90_000_000 },
  }),
).join('\n');

function drop(page: Mounted, ...files: File[]): void {
  const dataTransfer = new DataTransfer();
  for (const file of files) dataTransfer.items.add(file);
  const event = { bubbles: true, cancelable: true, composed: true, dataTransfer };
  page.find('.board').dispatchEvent(new DragEvent('dragover', event));
  expect(page.find('.tidemark').hasAttribute('data-drop')).toBe(true);
  page.find('.board').dispatchEvent(new DragEvent('drop', event));
}

async function until<Found>(find: () => Found | undefined | null | false): Promise<Found> {
  for (;;) {
    const found = find();
    if (found) return found;
    await painted();
  }
}

const shownIn = (page: Mounted): ShadowRoot | undefined =>
  page.place.childElementCount > 1 ? (page.place.lastElementChild?.shadowRoot ?? undefined) : undefined;

describe('a file', () => {
  it('is shown in the place of the live process when it is dropped, and a button leads back', async () => {
    const page = await mount();
    drop(page, new File([recording], 'samples.jsonl'));
    const opened = await until(() => shownIn(page));
    await until(() => opened.querySelector('.chip')?.textContent === 'recorded');
    const text = (selector: string) => opened.querySelector(selector)?.textContent;
    await until(() => text('.heap .legend')?.includes('MB'));
    expect(text('.file-bar')).toBe('samples.jsonl: a file, not the live processClose the file');
    expect(text('.picker-name')).toBe('process 99');
    expect(text('.heap .legend')).toMatch(/^Used4\.77 MB/);
    expect((page.place.firstElementChild as HTMLElement).checkVisibility()).toBe(false);
    opened.querySelector<HTMLElement>('.file-close')?.click();
    await painted();
    expect(page.place.childElementCount).toBe(1);
    expect((page.place.firstElementChild as HTMLElement).checkVisibility()).toBe(true);
    expect(page.text('.chip')).toBe('live');
    expect(page.root.activeElement).toBe(page.find('.tidemark'));
  });

  it.each([1_280, 320])('is said to be one however far one has scrolled, %i pixels wide', async (width) => {
    await view.viewport(width, 500);
    onTestFinished(() => view.viewport(1_280, 3_000));
    const page = await mount({ width });
    drop(page, new File([recording], 'a-recording-with-a-long-name-of-the-night-of-the-twenty-eighth.jsonl'));
    const opened = await until(() => shownIn(page));
    await until(() => opened.querySelector('.heap .legend')?.textContent?.includes('MB'));
    scrollTo(0, document.documentElement.scrollHeight);
    await painted();
    expect(scrollY).toBeGreaterThan(300);
    const bar = opened.querySelector('.file-bar')?.getBoundingClientRect() as DOMRect;
    expect([Math.round(bar.top), Math.round(bar.left), Math.round(bar.width)]).toEqual([0, 0, width]);
    const [x, y] = [bar.left + bar.width / 2, bar.top + bar.height / 2];
    expect(opened.elementFromPoint(x, y)?.closest('.file-bar')).not.toBeNull();
    // The verdict is not hidden by it where it stays in sight as well.
    const masthead = opened.querySelector('.masthead')?.getBoundingClientRect() as DOMRect;
    expect(width === 320 ? masthead.bottom < 0 : Math.abs(masthead.top - bar.bottom) < 1).toBe(true);
    scrollTo(0, 0);
  });

  it('that cannot be shown leaves the live process there, and says what is wrong with it', async () => {
    const page = await mount();
    drop(page, new File(['{"time":1,"pid":"x","payload":{}}\n'], 'odd.jsonl'));
    await until(() => page.root.querySelector('.file-bar')?.textContent?.includes('whole number'));
    expect(page.text('.file-words')).toMatch(/^odd\.jsonl was not opened\. .*line 1.*pid/);
    drop(page, new File([recording], 'a'), new File([recording], 'b'));
    await until(() => page.text('.file-words').includes('One file at a time'));
    expect(page.all('.file-bar')).toHaveLength(1);
    page.button('Dismiss').click();
    expect(page.all('.file-bar')).toHaveLength(0);
    expect(page.find('.board').hidden).toBe(false);
  });

  it('that is large can be called off while it is read', async () => {
    const page = await mount();
    const endless = new File([recording], 'endless.jsonl');
    let isCancelled = false;
    endless.stream = () =>
      new ReadableStream({
        pull: async (controller) => {
          controller.enqueue(new TextEncoder().encode(`${recording}\n`));
          await painted();
        },
        cancel: () => {
          isCancelled = true;
        },
      });
    drop(page, endless);
    await until(() => page.root.querySelector('.file-words')?.textContent?.includes('Reading endless.jsonl'));
    page.button('Cancel').click();
    expect(page.all('.file-bar')).toHaveLength(0);
    expect(page.root.activeElement).toBe(page.find('.tidemark'));
    await until(() => isCancelled);
    await painted();
    expect(page.place.childElementCount).toBe(1);
    expect(page.all('.file-bar')).toHaveLength(0);
  });

  it('is chosen by a button too, and goes with the dashboard that it hides', async () => {
    const page = await mount();
    const input = page.find<HTMLInputElement>('input[type=file]');
    let clicked = false;
    input.addEventListener('click', (event) => {
      event.preventDefault();
      clicked = true;
    });
    page.button('Open a recording or a report').click();
    expect(clicked).toBe(true);
    const chosen = new DataTransfer();
    chosen.items.add(new File([recording], 'samples.jsonl'));
    input.files = chosen.files;
    input.dispatchEvent(new Event('change'));
    await until(() => shownIn(page)?.querySelector('.file-bar'));
    await painted();
    page.dashboard.destroy();
    expect(page.place.childElementCount).toBe(0);
  });
});
