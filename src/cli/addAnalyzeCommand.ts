import type { Command } from 'commander';
import type { AnalyzeOptions } from './analyzeOptions.ts';

const examples = `
Examples:
  tidemark analyze samples.jsonl
  tidemark analyze samples.jsonl --id 4711 --from 2026-11-23T14:00
  zcat samples.jsonl.gz | tidemark analyze --json -
  tidemark analyze samples.jsonl --fail-on suspected     in a build

Times without a zone are local. Exit codes:
  0    told
  1    the file cannot be read, or holds no samples
  2    wrong options or configuration
  3    what --fail-on names was found`;

/** Adds `tidemark analyze` to the command line. */
export function addAnalyzeCommand(
  program: Command,
  run: (file: string, options: AnalyzeOptions) => Promise<void>,
): void {
  program
    .command('analyze')
    .summary('tell what a recording tells')
    .description('Analyzes a recording: verdict on leaks, trend, peaks, capacity, and when memory runs out.')
    .argument('<file>', 'what `tidemark run --samples FILE` wrote, or - for standard input')
    .option('--json', 'print one JSON object')
    .option('--pid <number>', 'one process, with its worker threads')
    .option('--id <id>', 'one process, or one worker thread: 4711.2')
    .option('--sensitivity <level>', 'how little growth is told: low, medium or high (default: medium)')
    .option('--from <time>', 'leave out what came before: ISO 8601 or epoch milliseconds')
    .option('--to <time>', 'leave out what came after')
    .option(
      '--events <file>',
      'what `tidemark run --events FILE` wrote beside it: the verdicts that were told live',
    )
    .option(
      '--fail-on <verdict>',
      'end with code 3 where that or worse stands at the end: suspected or confirmed',
    )
    .addHelpText('after', examples)
    .action(run);
}
