// `npm start`: builds what is missing or out of date, then runs the wardrobe example under Tidemark, with a leak.
// Options go to the example and replace the defaults: `npm start -- --leak none`.
import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const leak = 'perception-log';
const leakByDefault = ['--leak', leak, '--leak-rate', '60000'];
const application = 'examples/wardrobe/dist/main.js';
const tidemark = 'dist/cli/main.js';
const builds = [
  { target: tidemark, sources: ['src', 'tsconfig.base.json', 'tsconfig.build.json', 'package.json'] },
  {
    target: 'dist/dashboard/page.js',
    sources: ['src/dashboard', 'src/wire', 'scripts/build-dashboard.mjs'],
  },
  { target: application, sources: ['examples/wardrobe/src', 'examples/wardrobe/tsconfig.json'] },
];

process.chdir(dirname(dirname(fileURLToPath(import.meta.url))));
if (builds.some(isStale)) build();

const { parseCommand } = await load('examples/wardrobe/dist/commandLine/options.js');
const options = [...leakByDefault, ...process.argv.slice(2)];
const command = read(options);
if (command.name === 'run') {
  explain(command.options);
  // The command line of Tidemark takes over this process: signals, exit code and terminal are its own from here.
  const heap = `--max-old-space-size=${heapMegabytes(command.options)}`;
  const started = [process.execPath, heap, application, ...options];
  process.argv = [
    process.execPath,
    join(process.cwd(), tidemark),
    'run',
    '--name',
    'wardrobe',
    '--',
    ...started,
  ];
  await load(tidemark);
} else if (command.name === 'help') {
  const { help } = await load('examples/wardrobe/dist/commandLine/help.js');
  process.stdout.write(help({ usage: 'npm start --', leak }));
} else {
  process.argv = [process.execPath, join(process.cwd(), application), ...options];
  await load(application);
}

function isStale({ target, sources }) {
  if (!existsSync(target)) return true;
  const builtAtMs = statSync(target).mtimeMs;
  return sources.flatMap(filesIn).some((file) => statSync(file).mtimeMs > builtAtMs);
}

function filesIn(path) {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}

function build() {
  process.stderr.write('building (a quarter of a minute) …\n');
  try {
    execFileSync(process.execPath, ['scripts/build.mjs'], { stdio: ['ignore', 2, 2] });
  } catch (error) {
    process.stderr.write('the build failed: nothing was started\n');
    process.exit(error.status ?? 1);
  }
}

function load(path) {
  return import(new URL(`../${path}`, import.meta.url).href);
}

/** The command of the example; wrong options end here, before anything is started. */
function read(given) {
  try {
    return parseCommand(given);
  } catch (error) {
    process.stderr.write(`${error.message}\n`);
    process.exit(2);
  }
}

/** The heap's limit of a small server, several times what the actors need: full within the hour, not within days. */
function heapMegabytes({ actorCount }) {
  return Math.max(256, Math.ceil(0.64 * actorCount));
}

function explain({ leak, leakBytesPerSecond, actorCount }) {
  const leaks = leak !== 'none' && leakBytesPerSecond > 0;
  const lines = [
    `The wardrobe dresses and undresses ${actorCount.toLocaleString('en-US')} characters of a game. Tidemark watches its memory.`,
    '',
    ...(leaks
      ? [
          `It leaks (${leak}: ${leakBytesPerSecond.toLocaleString('en-US')} bytes a second). Open the address below, and look for this:`,
          '  used       swings with every collection, and tells little',
          '  live size  what is left after each major collection: it climbs, slowly and steadily',
          '  capacity   the limit of its heap, where the climb will end',
          '  verdict    "leak suspected" within about 5 minutes; it is told here, too',
        ]
      : [
          'It does not leak. Open the address below, and look for this:',
          '  used       swings with every collection',
          '  live size  what is left after each major collection: it settles, and stays',
          '  verdict    normal, for as long as you like',
        ]),
    '',
    'Other leaks and loads: npm start -- --help.   No leak: npm start -- --leak none.   Ctrl-C ends everything.',
    '',
  ];
  process.stderr.write(`${lines.join('\n')}\n`);
}
