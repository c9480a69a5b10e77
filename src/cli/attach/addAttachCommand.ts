import type { Command } from 'commander';
import type { AttachOptions } from './attachOptions.ts';

const examples = `
Examples:
  tidemark ps                        which Node.js processes there are
  tidemark attach 4711               with the dashboard, until Ctrl-C
  tidemark attach 4711 --top         in this terminal, until q
  tidemark attach 4711 --for 10m --no-dashboard --report leak.html

The process must be yours and run Node.js 20.19 or later, on Linux. Its
inspector is opened by SIGUSR1, only where it handles that, and closed again
when the agent is loaded. When it is left, the agent stops; only its code stays
in memory. What it sees is told, and nothing done about it, unless
automaticResponse.enabled is set.
Exit codes:
  0    left, or the process has ended
  1    not attached, and why; a port in use, a file that cannot be written to
  2    wrong options or configuration, or no such process`;

/** Adds `tidemark attach` to the command line. */
export function addAttachCommand(
  program: Command,
  run: (pid: string, options: AttachOptions) => Promise<void>,
): void {
  program
    .command('attach')
    .summary('watch a process that runs without Tidemark')
    .description('Watches a Node.js process that was started without Tidemark, and leaves it as it was.')
    .argument('<pid>', 'the number of the process: see tidemark ps')
    .option('--top', 'show it in this terminal, without a dashboard')
    .option('--for <time>', 'leave it after so long: 60s, 10m, 2h (default: when you say so)')
    .option('--port <number>', "the dashboard's port on 127.0.0.1, 0 for any free one (default: 7171)")
    .option('--no-dashboard', 'serve no dashboard')
    .option('--no-open', 'do not open the dashboard in a browser')
    .option('--interval <time>', 'time between two samples: 1000, 500ms, 2s (default: 1s)')
    .option('--sensitivity <level>', 'how little growth is told: low, medium or high (default: medium)')
    .option('--name <name>', 'what the process is called')
    .option('--events <file>', 'append every event to this file, as JSON Lines')
    .option('--samples <file>', 'append every sample to this file, as JSON Lines')
    .option('--report <file>', 'write a report when it is left: report.html, .md, .txt or .json')
    .addHelpText('after', examples)
    .action(run);
}
