import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { benches } from '../benches.ts';
import type { ProgramSelection } from './Bench.ts';
import { machineLine } from './machine.ts';
import { withSection } from './report.ts';
import { root } from './shipped.ts';
import { toText } from './Table.ts';

const page = join(root, 'docs', 'benchmarks.md');

/**
 * `[name…] [--quick] [--write]`: runs the named benches, or all, and prints their tables; `--write` puts them into
 * docs/benchmarks.md. The other options choose programs of the corpus (see {@link ProgramSelection}). Returns the exit
 * code.
 */
export async function runCommand(args: string[]): Promise<number> {
  const { positionals, values } = parseArgs({
    args,
    allowPositionals: true,
    options: {
      quick: { type: 'boolean', default: false },
      write: { type: 'boolean', default: false },
      only: { type: 'string' },
      minutes: { type: 'string' },
      parallel: { type: 'string' },
      results: { type: 'string' },
      report: { type: 'boolean', default: false },
      replay: { type: 'boolean', default: false },
      calibrate: { type: 'boolean', default: false },
      'out-of-memory': { type: 'boolean', default: false },
    },
  });
  const selection: ProgramSelection = {
    ...(values.only !== undefined && { only: values.only.split(',') }),
    ...(values.minutes !== undefined && { minutes: Number(values.minutes) }),
    ...(values.parallel !== undefined && { parallel: Number(values.parallel) }),
    ...(values.results !== undefined && { results: resolve(values.results) }),
    report: values.report || values.replay,
    replay: values.replay,
    calibrate: values.calibrate,
    outOfMemory: values['out-of-memory'],
  };
  const unknown = positionals.find((name) => !benches.some((bench) => bench.name === name));
  if (unknown !== undefined) {
    console.error(`no bench is called ${unknown}; there is ${benches.map((bench) => bench.name).join(', ')}`);
    return 2;
  }
  const machine = machineLine();
  console.log(machine);
  for (const bench of benches) {
    if (positionals.length > 0 && !positionals.includes(bench.name)) continue;
    const progress = (text: string): void => console.error(`  ${text}`);
    const tables = await bench.run({ quick: values.quick, progress, selection });
    for (const table of tables) console.log(`\n${toText(table)}`);
    if (!values.write) continue;
    const section = {
      name: bench.name,
      about: bench.about,
      command: `npm run bench:${bench.name}`,
      date: new Date().toISOString().slice(0, 10),
      machine,
      tables,
    };
    await writeFile(page, withSection(await readFile(page, 'utf8').catch(() => ''), section));
  }
  return 0;
}
