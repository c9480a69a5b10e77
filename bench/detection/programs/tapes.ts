import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { leakSteps, parseRecords } from '../corpus/records.ts';
import { replayed } from '../corpus/tape.ts';

/** Prints what the detector of this source tree tells of runs of the corpus, ended or not: `tapes FILE.jsonl…`. */
for (const file of process.argv.slice(2)) {
  const steps = leakSteps(replayed(parseRecords(readFileSync(file, 'utf8')), file));
  const words = steps.map(({ second, report }) => {
    const { level, memory, resource, basis, rateBytesPerSecond, sites } = report;
    const what = [memory, resource?.type, basis].filter((part) => part !== undefined).join(' ');
    const names = sites.slice(0, 3).map((site) => site.function);
    return `${(second / 60).toFixed(1)} ${level} (${what}, ${Math.round(rateBytesPerSecond / 1000)} kB/s${names.length > 0 ? `: ${names.join(', ')}` : ''})`;
  });
  console.log(`${basename(file, '.jsonl').padEnd(36)} ${words.join('; ')}`);
}
