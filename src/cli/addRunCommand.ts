import { type Command, Option } from 'commander';
import type { RunOptions } from './runSettings.ts';

const examples = `
Examples:
  tidemark run server.js       a script, with this Node.js
  tidemark run -- npm start    a command, with every Node.js process in it
  tidemark run --port 0 --no-open -- node --max-old-space-size=512 server.js
  tidemark run --events events.jsonl --no-dashboard server.js

The application's exit code and signals pass through. Its standard streams are
its own: tidemark writes to standard error alone. Exit codes of tidemark itself:
  1    a port in use, a file that cannot be written to
  2    wrong options or configuration
  126  what to run cannot be executed
  127  what to run does not exist
With --restart it is started again, at most 6 times an hour, after it ended the
way memory ends processes (SIGABRT, SIGKILL, 134, 137), and when it is confirmed
to leak or close to its limit (SIGTERM, after 30 s SIGKILL). With any other end,
tidemark ends as it did.
Options win over TIDEMARK_* variables, these over tidemark.config.{js,mjs,json}
and over "tidemark" in package.json.`;

/** Adds `tidemark run` to the command line. */
export function addRunCommand(
  program: Command,
  run: (application: string[], options: RunOptions) => Promise<void>,
): void {
  program
    .command('run')
    .summary('run an application and watch it')
    .description('Runs an application, a script or a command, and watches every Node.js process in it.')
    .usage('[options] app.js [arguments...]\n       tidemark run [options] -- command [arguments...]')
    .argument('<application...>', 'a script or a command, with its arguments')
    .addOption(new Option('--port <number>', "the dashboard's port, 0 for any free one (default: 7171)"))
    .option(
      '--host <address>',
      'where the dashboard listens (default: 127.0.0.1); elsewhere it demands TIDEMARK_TOKEN',
    )
    .option('--no-dashboard', 'serve no dashboard')
    .option('--no-open', 'do not open the dashboard in a browser')
    .option('--interval <time>', 'time between two samples: 1000, 500ms, 2s (default: 1s)')
    .option('--sensitivity <level>', 'how little growth is told: low, medium or high (default: medium)')
    .option('--name <name>', 'what the application is called')
    .option('--events <file>', 'append every event to this file, as JSON Lines')
    .option('--samples <file>', 'append every sample to this file, as JSON Lines')
    .option('--report <file>', 'write a report when it has ended: report.html, .md, .txt or .json')
    .option('--restart', 'start it again when memory has ended it, or is about to')
    .addHelpText('after', examples)
    .passThroughOptions()
    .action(run);
}
