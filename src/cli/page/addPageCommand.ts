import type { Command } from 'commander';
import type { PageOptions } from './pageOptions.ts';

const examples = `
Examples:
  tidemark page http://localhost:3000 --scenario open-and-close.mjs
  tidemark page localhost:3000                      left alone, until Ctrl-C
  tidemark page --scenario cart.mjs --fail-on-growth --json > growth.json
  tidemark page --attach http://127.0.0.1:9222 --scenario cart.mjs

A scenario is a module:
  export const url = 'http://localhost:3000';
  export const action = (page) => page.click('#open');
  export const back = (page) => page.click('#close');
Exit codes:
  0    told
  1    no browser, a page or a scenario that fails
  2    wrong options
  3    something grows, and --fail-on-growth was given`;

/** Adds `tidemark page` to the command line. */
export function addPageCommand(
  program: Command,
  run: (url: string | undefined, options: PageOptions) => Promise<void>,
): void {
  program
    .command('page')
    .summary('repeat a scenario in a web page and tell what grows')
    .description(
      'Drives a web page in Chromium: heap, DOM nodes, detached nodes and listeners after each round trip of a scenario, and what grows.',
    )
    .argument('[url]', 'address of the page, or a file (default: what the scenario says)')
    .option('--scenario <file>', 'module with action(page), and back(page) and url where wanted')
    .option('--round-trips <number>', 'how many are judged (default: 12, without a scenario until Ctrl-C)')
    .option('--warm-up <number>', 'how many come before those (default: 3)')
    .option('--interval <time>', 'without a scenario: time between two looks (default: 2s)')
    .option('--timeout <time>', 'how long a step may take (default: 30s)')
    .option('--attach <address>', 'use a browser that runs with --remote-debugging-port')
    .option(
      '--browser <path>',
      'the Chromium to start (default: TIDEMARK_BROWSER, CHROME_PATH, what is installed)',
    )
    .option('--browser-flag <flag>', 'give it this option, too; can be repeated', collected)
    .option('--show', 'open a window')
    .option('--json', 'print one JSON object at the end')
    .option('--fail-on-growth', 'end with code 3 where something grows')
    .addHelpText('after', examples)
    .action(run);
}

function collected(flag: string, before: readonly string[] = []): string[] {
  return [...before, flag];
}
