import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const docs = join(import.meta.dirname, '../../docs');
const units: Readonly<Record<string, number>> = { MB: 1e6, GB: 1e9, TB: 1e12 };

/** `12,120,400`, `105 GB`, `7.6 %` and `0.04 s` as numbers; bytes as bytes. */
function numberIn(text: string): number {
  const [value = '', unit = ''] = text.trim().split(' ');
  return Number(value.replaceAll(',', '')) * (units[unit] ?? 1);
}

function rowsOf(text: string, begin: RegExp): string[][] {
  return text
    .split('\n')
    .filter((line) => begin.test(line))
    .map((line) => line.split('|').slice(1, -1));
}

it('what a fleet costs on paper follows from what was measured of a thousand processes', () => {
  const measured = Object.fromEntries(
    rowsOf(readFileSync(join(docs, 'benchmarks.md'), 'utf8').split('\n## fleet')[1]!, /^\| \w/).map(
      ([name = '', value = '']) => [name.trim(), numberIn(value)],
    ),
  );
  const pageBytes = measured['page of a process']! * 1e3;
  const series = measured['series in all']! / 1000;
  const scrapesADay = 86_400 / 15;
  const ofOneProcess = [
    series,
    series / 15,
    pageBytes * scrapesADay,
    series * scrapesADay * 1.5,
    measured['resident memory of Prometheus']! / 1000,
    measured['CPU of Prometheus, of one core']! / 1000,
    measured['longest scrape of a process, p50']! / 1000,
  ];
  const rows = rowsOf(readFileSync(join(docs, 'production.md'), 'utf8'), /^\| [\d,]+ \| [\d,]+ \|/);
  expect(rows.map(([processes = '']) => numberIn(processes))).toEqual([10, 1000, 100_000]);
  for (const [processes = '', ...cells] of rows) {
    expect(cells).toHaveLength(ofOneProcess.length);
    cells.forEach((cell, index) => {
      // A bench that is run again comes to somewhat other figures.
      const share = numberIn(cell) / (numberIn(processes) * ofOneProcess[index]!);
      expect(share, cell).toBeGreaterThan(0.75);
      expect(share, cell).toBeLessThan(1.33);
    });
  }
});
