import { beforeAll, describe, expect, it } from 'vitest';
import { noon } from '../../dashboard/given.ts';
import { type Given, type Mounted, mount, painted } from '../mounted.ts';
import { type Appearance, appear, loadFonts } from './appearance.ts';
import { approvedMajor, chromiumMajor } from './chromiumMajor.ts';
import { goneProcess, leakingProcess } from './leakingProcess.ts';

beforeAll(loadFonts);

async function shown(given: Given, appearance: Appearance): Promise<Mounted> {
  await appear(appearance);
  const page = await mount({ ...given, width: appearance.width ?? 1_280 });
  await painted();
  return page;
}

const other = chromiumMajor === approvedMajor ? '' : ` (Chromium ${chromiumMajor} draws otherwise: left out)`;

describe.skipIf(other !== '')(
  `the dashboard looks as approved with Chromium ${approvedMajor}${other}`,
  () => {
    it.each([
      ['live-dark', leakingProcess, { height: 2_200 }],
      ['live-light', leakingProcess, { height: 2_200, scheme: 'light' }],
      ['live-forced-colors', leakingProcess, { height: 2_200, forcedColors: true, scheme: 'light' }],
      ['live-320', leakingProcess, { height: 4_500, width: 320 }],
      ['gone', goneProcess, { height: 2_200 }],
      ['calm', { ...leakingProcess, events: [], row: undefined }, { height: 1_800 }],
      ['empty', { processes: [] }, { height: 500 }],
    ] as [string, Given, Appearance][])('%s', async (name, given, appearance) => {
      const page = await shown(given, appearance);
      await expect(page.place).toMatchScreenshot(name);
    });

    it('a file that was opened', async () => {
      const page = await shown(leakingProcess, { height: 1_800 });
      const lines = Array.from({ length: 240 }, (_, index) =>
        JSON.stringify({
          time: noon - 3_600_000 + index * 1_000,
          pid: 99,
          type: 'memory:sampled',
          payload: {
            heapUsedBytes: (40 + (index % 30)) * 1e6,
            liveBytes: 40e6,
            rssBytes: (90 + (index % 30)) * 1e6,
          },
        }),
      );
      const dataTransfer = new DataTransfer();
      dataTransfer.items.add(new File([lines.join('\n')], 'samples.jsonl'));
      const event = { bubbles: true, cancelable: true, composed: true, dataTransfer };
      page.find('.board').dispatchEvent(new DragEvent('drop', event));
      const opened = (selector: string) =>
        page.place.childElementCount > 1 && page.place.lastElementChild?.shadowRoot?.querySelector(selector);
      while (!(opened('.heap .legend') || undefined)?.textContent?.includes('MB')) await painted();
      await expect(page.place).toMatchScreenshot('file');
    });
  },
);
