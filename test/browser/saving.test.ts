import { describe, expect, it, onTestFinished } from 'vitest';
import { page as view } from 'vitest/browser';
import { readFile } from '../../src/dashboard/files/readFile.ts';
import { leakEvent, noon } from '../dashboard/given.ts';
import { type Mounted, mount, painted } from './mounted.ts';

interface Saved {
  readonly name: string;
  readonly blob: Blob;
}

/** Takes what would be saved as files. */
function savedFiles(): Saved[] {
  const files: Saved[] = [];
  const blobs = new Map<string, Blob>();
  const { createObjectURL } = URL;
  const { click } = HTMLAnchorElement.prototype;
  URL.createObjectURL = (blob: Blob): string => {
    const address = createObjectURL.call(URL, blob);
    blobs.set(address, blob);
    return address;
  };
  HTMLAnchorElement.prototype.click = function (): void {
    files.push({ name: this.download, blob: blobs.get(this.href) as Blob });
  };
  onTestFinished(() => {
    Object.assign(URL, { createObjectURL });
    Object.assign(HTMLAnchorElement.prototype, { click });
  });
  return files;
}

async function save(page: Mounted, files: readonly Saved[], item: RegExp): Promise<Saved> {
  const before = files.length;
  page.button('Save').click();
  page.button(item).click();
  await expect.poll(() => files.length).toBe(before + 1);
  await expect.poll(() => page.text('.export-outcome')).toBe(`Saved as ${files.at(-1)?.name}`);
  page.press('Escape', page.root.activeElement as Element);
  return files.at(-1) as Saved;
}

describe('saving the window', () => {
  it('gives samples as CSV and as JSON, of the window alone', async () => {
    const files = savedFiles();
    const page = await mount({ events: [leakEvent(noon - 200_000), leakEvent(noon - 10_000)] });
    page.button('Last minute').click();
    await painted();
    const csv = await save(page, files, /CSV/);
    expect(csv.name).toMatch(/^tidemark-api-4711-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.csv$/);
    expect((await csv.blob.text()).trim().split('\r\n')).toHaveLength(62);
    const json = JSON.parse(await (await save(page, files, /JSON/)).blob.text());
    expect(json.histories[0].columns[0]).toHaveLength(61);
    expect(json.histories[0].events).toHaveLength(2);
    expect(json.process.identity.name).toBe('api');
  });

  it('gives the charts as a picture, those that are not seen too', async () => {
    await view.viewport(1_280, 300);
    onTestFinished(() => view.viewport(1_280, 3_000));
    const files = savedFiles();
    const page = await mount({ events: [leakEvent(noon - 10_000)] });
    const png = await save(page, files, /PNG/);
    expect(png.blob.type).toBe('image/png');
    const picture = await createImageBitmap(png.blob);
    const heap = page.find<HTMLCanvasElement>('.heap canvas');
    expect(picture.width).toBeGreaterThan(heap.width);
    expect(picture.height).toBeGreaterThan(3 * heap.height);
    expect(page.find('.limits').querySelector('canvas')).not.toBeNull();
    const canvas = new OffscreenCanvas(picture.width, picture.height);
    const context = canvas.getContext('2d') as OffscreenCanvasRenderingContext2D;
    context.drawImage(picture, 0, 0);
    const { data } = context.getImageData(0, 0, picture.width, picture.height);
    const colours = new Set<number>();
    for (let at = 0; at < data.length; at += 4) {
      colours.add(((data[at] as number) << 16) | ((data[at + 1] as number) << 8) | (data[at + 2] as number));
    }
    // The live size, RSS and the ink of the words, in the colours of the theme.
    expect([0xf4f8fc, 0xe69f00, 0xeceff3].every((colour) => colours.has(colour))).toBe(true);
  });

  it('names the limit in the picture as on the page, where the line is near and where it is not', async () => {
    const files = savedFiles();
    const page = await mount({
      row: (index) => ({
        ...{
          time: noon - (299 - index) * 1_000,
          heapUsedBytes: 300 * 2 ** 20,
          heapLimitBytes: 512 * 2 ** 20,
        },
        ...{ rssBytes: 40 * 2 ** 20, containerUsedBytes: 40 * 2 ** 20, containerLimitBytes: 2 ** 30 },
      }),
    });
    const onPage = page
      .all('.limit-note')
      .flatMap(({ hidden, textContent }) => (hidden ? [] : [textContent]));
    expect(onPage).toEqual(['heap limit 512 MB', '↑ container limit 1 GB']);
    const told: { text: string; colour: unknown; left: number; top: number }[] = [];
    const { fillText } = CanvasRenderingContext2D.prototype;
    CanvasRenderingContext2D.prototype.fillText = function (text, left, top, ...more): void {
      told.push({ text, colour: this.fillStyle, left, top });
      fillText.call(this, text, left, top, ...more);
    };
    onTestFinished(() => {
      CanvasRenderingContext2D.prototype.fillText = fillText;
    });
    await save(page, files, /PNG/);
    const named = told.filter(({ text }) => onPage.includes(text));
    expect(named.map(({ text, colour }) => [text, colour])).toEqual([
      ['heap limit 512 MB', '#ff6b5e'],
      ['↑ container limit 1 GB', '#98a2ae'],
    ]);
    const [near, far] = named as [(typeof told)[number], (typeof told)[number]];
    // Right below its line, at the left edge of the plot; the other one at the upper right.
    expect(near.left).toBeLessThan(120);
    expect(far.left).toBeGreaterThan(250);
  });

  it('gives one HTML file with the data of the window, which a dashboard opens again', async () => {
    const files = savedFiles();
    const parts = { script: 'globalThis.drawn = "</script>";', styles: 'p { color: red }' };
    const page = await mount({
      events: [leakEvent(noon - 200_000), leakEvent(noon - 10_000)],
      report: async () => parts,
    });
    page.button('Last minute').click();
    await painted();
    const html = await save(page, files, /HTML/);
    expect(html.name).toMatch(/^tidemark-api-4711-.+\.html$/);
    expect(html.blob.type).toBe('text/html');
    const shown = new DOMParser().parseFromString(await html.blob.text(), 'text/html');
    const recorded = JSON.parse(shown.querySelector('#tidemark-data')?.textContent ?? '');
    expect(recorded.histories[0].columns[0]).toHaveLength(61);
    expect(recorded.histories[0].events).toHaveLength(2);
    expect(shown.title).toMatch(/^api: Leak/);
    expect(shown.querySelectorAll('.report li')).toHaveLength(2);

    // Its own script is the only one that may run, by its hash.
    const code = shown.querySelector('script[type=module]')?.textContent ?? '';
    expect(code).toBe('globalThis.drawn = "<\\/script>";');
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(code)));
    const policy = shown.querySelector('meta[http-equiv]')?.getAttribute('content');
    expect(policy).toContain(`script-src 'sha256-${btoa(String.fromCharCode(...digest))}';`);
    expect(policy).toContain("default-src 'none'");

    const [process] = await readFile(new File([html.blob], html.name), () => {});
    expect(process?.process.identity.name).toBe('api');
  });

  it('offers no HTML file where what it is made of is not there, and says so where it cannot be had', async () => {
    const none = await mount();
    none.button('Save').click();
    expect(() => none.button(/HTML/)).toThrow('there is no button');
    const page = await mount({ report: () => Promise.reject(new Error('report.css was answered with 404')) });
    page.button('Save').click();
    page.button(/HTML/).click();
    await expect.poll(() => page.text('.export-outcome')).toBe('Not saved: report.css was answered with 404');
  });

  it('says why, where it does not succeed', async () => {
    const page = await mount();
    const { createObjectURL } = URL;
    URL.createObjectURL = () => {
      throw new Error('no room');
    };
    onTestFinished(() => {
      Object.assign(URL, { createObjectURL });
    });
    page.button('Save').click();
    page.button(/CSV/).click();
    await expect.poll(() => page.text('.export-outcome')).toBe('Not saved: no room');
  });

  it('is steered by keyboard, and closes when the focus leaves', async () => {
    const page = await mount();
    page.button('Save').click();
    expect(page.root.activeElement).toBe(page.button(/PNG/));
    expect(page.button('Save').getAttribute('aria-expanded')).toBe('true');
    page.press('Escape', page.root.activeElement as Element);
    expect(page.root.activeElement).toBe(page.button('Save'));
    expect(page.find('.export-list').hidden).toBe(true);
    page.button('Save').click();
    page.button('Pause').focus();
    expect(page.find('.export-list').hidden).toBe(true);
  });

  it('has nothing to save before the first sample', async () => {
    const page = await mount({ samples: 0 });
    page.button('Save').click();
    page.button(/CSV/).click();
    await painted();
    expect(page.text('.export-outcome')).toBe('');
  });
});
