import { describe, expect, it } from 'vitest';
import { textOf } from './pages.ts';

const readme = textOf('README.md');
const coverage = textOf('docs/spec-coverage.md');
const benchmarks = textOf('docs/benchmarks.md');

/** The cells of the first row of that name in the benchmarks, the name left out; whose last cell is like that, where it is given. */
function cellsOf(name: string, last = /(?:)/): string[] {
  const rows = benchmarks
    .split('\n')
    .filter((row) => row.startsWith(`| ${name} |`))
    .map((row) =>
      row
        .split('|')
        .slice(2, -1)
        .map((cell) => cell.trim()),
    );
  return rows.find((row) => last.test(row.at(-1)!)) ?? [];
}

function figureOf(name: string): number {
  return Number.parseFloat(cellsOf(name)[0]!);
}

function share(text: string): number {
  return Number.parseFloat(text) / 100;
}

describe('the figures of README.md are those of docs/benchmarks.md', () => {
  it('of processes that ran out of memory', () => {
    const processes = figureOf('processes that ran out of memory');
    const within = Math.round(share(cellsOf('end within the 90 % interval of the alarm')[0]!) * processes);
    const median = figureOf('alarm before the end, median');
    expect(cellsOf('with an alarm before')[0]).toContain('100.0 %');
    expect(readme).toContain(
      `Of ${processes} processes driven into their heap limit each was told of before, ${median} minutes in the median, and ${within} ended within the 90 % interval`,
    );
  });

  it('of leaks in real programs', () => {
    const [steady, inFive, , median] = cellsOf('steady, 20 KB/s and more') as [
      string,
      string,
      string,
      string,
    ];
    const [all, , , , confirmed, , named] = cellsOf('all', /^\d+ % of \d+$/);
    const suspected = Math.round(share(inFive) * Number(steady));
    expect(readme).toContain(
      `of ${steady} steady leaks of 20 KB/s and more ${suspected} were suspected within five minutes, after ${Number.parseFloat(median)} in the median`,
    );
    expect(readme).toContain(
      `all ${all} leaks were found, ${Math.round(share(confirmed!) * Number(all))} were confirmed within twenty minutes`,
    );
    const [shareNamed, of] = named!.split(' of ') as [string, string];
    const right = Math.round(share(shareNamed) * Number(of));
    expect(readme).toContain(`among the first three in ${right} of ${of} where any were named`);
  });

  it('of deaths that are left', () => {
    const left = /all deaths that are left \((\d+) of (\d+)\)/.exec(benchmarks)!;
    expect(benchmarks).toMatch(/deaths by caching, bursts and slow leaks that are left \(0 of \d+\)/);
    const gone = Number(left[2]) - Number(left[1]);
    expect(readme).toContain(
      `${gone} of ${left[2]} deaths by caches, bursts of requests, leaks and big jobs were gone`,
    );
  });
});

describe('the figures of docs/spec-coverage.md are those of docs/benchmarks.md', () => {
  it('of leaks in real programs', () => {
    const [steady, inFive, , median] = cellsOf('steady, 20 KB/s and more').map(Number.parseFloat) as [
      number,
      number,
      number,
      number,
    ];
    const suspected = Math.round((inFive / 100) * steady);
    expect(coverage).toContain(
      `${inFive} % of the steady leaks of real programs (${suspected} of ${steady};`,
    );
    expect(coverage).toContain(`median ${median} min`);
  });
});
