import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { benches } from '../benches.ts';
import { machineLine } from './machine.ts';
import { withSection } from './report.ts';
import { root } from './shipped.ts';
import { toText } from './Table.ts';

const page = join(root, 'docs', 'benchmarks.md');

/**
 * `[name…] [--quick] [--write]`: runs the named benches, or all, and prints their tables; `--write` puts them into
 * docs/benchmarks.md. Returns the exit code.
 */
export async function runCommand(args: string[]): Promise<number> {
  const { positionals, values } = parseArgs({
    args,
    allowPositionals: true,
    options: { quick: { type: 'boolean', default: false }, write: { type: 'boolean', default: false } },
  });
  const unknown = positionals.find((name) => !benches.some((bench) => bench.name === name));
  if (unknown !== undefined) {
    console.error(`no bench is called ${unknown}; there is ${benches.map((bench) => bench.name).join(', ')}`);
    return 2;
  }
  const machine = machineLine();
  console.log(machine);
  for (const bench of benches) {
    if (positionals.length > 0 && !positionals.includes(bench.name)) continue;
    const tables = await bench.run({ quick: values.quick, progress: (text) => console.error(`  ${text}`) });
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
