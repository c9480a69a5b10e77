import type { Command } from 'commander';
import type { ConfigurationOptions } from './printConfiguration.ts';

const help = `
Files: tidemark.config.{js,mjs,json}, and "tidemark" in package.json. Variables
(TIDEMARK_SAMPLING_INTERVAL for sampling.interval) win over them. Exit codes:
  0    printed
  2    something in them is wrong; which, and where`;

/** Adds `tidemark config print` to the command line. */
export function addConfigCommand(
  program: Command,
  run: (options: ConfigurationOptions) => Promise<void>,
): void {
  program
    .command('config')
    .summary('show the configuration')
    .description('Shows what an application that is started here would be configured with.')
    .command('print')
    .summary('print every setting and where it comes from')
    .description('Prints every setting, its value, and whether a file, a variable or nobody has set it.')
    .option('--json', 'print one JSON object')
    .addHelpText('after', help)
    .action(run);
}
