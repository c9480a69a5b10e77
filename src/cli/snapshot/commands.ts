import type { Command } from 'commander';
import type { SnapshotTask } from './thread/SnapshotTask.ts';

/** Options that all verbs of `tidemark snapshot` have, as they were typed. */
export interface SnapshotOptions {
  readonly json?: boolean;
  readonly class?: string;
  readonly top?: string;
}

/** Options of `tidemark snapshot redact`, as they were typed. */
export interface RedactOptions {
  readonly out?: string;
}

/** Options of `tidemark snapshot take`, as they were typed. */
export interface TakeOptions {
  readonly pid?: string;
  readonly out?: string;
  readonly force?: boolean;
  readonly redact?: boolean;
  readonly gzip?: boolean;
  readonly keep?: string;
  readonly json?: boolean;
}

/** What `tidemark snapshot` can do. */
export interface SnapshotVerbs {
  readonly take: (options: TakeOptions) => Promise<void>;
  readonly redact: (file: string, options: RedactOptions) => Promise<void>;
  /** `analyze`, `diff`, `retainers`. */
  readonly read: (task: SnapshotTask) => Promise<void>;
}

const examples = `
Examples:
  tidemark snapshot take --pid 4711 --redact
  tidemark snapshot analyze heap.heapsnapshot
  tidemark snapshot analyze heap.heapsnapshot --class Session
  tidemark snapshot diff 1.heapsnapshot 2.heapsnapshot 3.heapsnapshot
  tidemark snapshot retainers heap.heapsnapshot @66253
  zstdcat heap.zst | tidemark snapshot analyze -
  tidemark snapshot redact heap.heapsnapshot --out to-share.heapsnapshot.gz

Snapshots are what v8.writeHeapSnapshot(), node --heapsnapshot-signal=SIGUSR2
and Chrome DevTools write. Three of one process, with the same work before each,
tell a leak from a cache that fills up. Exit codes:
  0    told
  1    a file cannot be read, or is no heap snapshot; none could be taken
  2    wrong options
  130  Ctrl-C; 143 and 129 for SIGTERM and SIGHUP. Nothing is left behind`;

/** Adds `tidemark snapshot` and its verbs. */
export function addSnapshotCommands(program: Command, verbs: SnapshotVerbs): void {
  const snapshot = program
    .command('snapshot')
    .summary('tell what a heap snapshot tells')
    .description('Reads heap snapshots of any size: what holds the memory, what grew, and who holds it.')
    .addHelpText('after', examples);
  snapshot
    .command('take')
    .summary('have a running process write a heap snapshot')
    .description(
      'Has a process under tidemark run, or with TIDEMARK_PORT, write a heap snapshot; prints its path.',
    )
    .option(
      '--pid <number>',
      'the process, or a worker thread: 4711.2 (default: the only one that is watched)',
    )
    .option('--out <folder>', 'where to (default: a folder of yours among the temporary files)')
    .option('--redact', 'replace texts, which may be secret: see redact')
    .option('--gzip', 'compress it')
    .option('--keep <number>', 'how many stay in the folder; the oldest go (default: 10)')
    .option('--force', 'even where memory or disk may not suffice')
    .option('--json', 'print one JSON object')
    .action(verbs.take);
  snapshot
    .command('analyze')
    .summary('tell what holds the memory')
    .description('Tells what holds the memory, and every class by what it keeps alive.')
    .argument('<file>', 'a .heapsnapshot file, which may be compressed by gzip, or - for standard input')
    .option('--json', 'print one JSON object')
    .option('--class <text>', 'only classes whose name has this in it')
    .option('--top <number>', 'how many classes (default: 20)')
    .action((file: string, options: SnapshotOptions) => verbs.read({ verb: 'analyze', file, options }));
  snapshot
    .command('diff')
    .summary('tell what grew from one to the next')
    .description('Tells what grew from snapshot to snapshot of one process, and what holds it.')
    .argument('<files...>', 'two or three .heapsnapshot files, in the order in which they were taken')
    .option('--json', 'print one JSON object')
    .option('--class <text>', 'only classes whose name has this in it')
    .option('--top <number>', 'how many classes (default: 10)')
    .action((files: string[], options: SnapshotOptions) => verbs.read({ verb: 'diff', files, options }));
  snapshot
    .command('retainers')
    .summary('tell who holds an object')
    .description('Tells who holds an object.')
    .argument('<file>', 'a .heapsnapshot file')
    .argument('<id>', 'the number after @, as the other verbs and Chrome DevTools show it')
    .option('--json', 'print one JSON object')
    .option('--top <number>', 'how many holders (default: 20)')
    .action((file: string, id: string, options: SnapshotOptions) =>
      verbs.read({ verb: 'retainers', file, id, options }),
    );
  snapshot
    .command('redact')
    .summary('write a copy that may be shared')
    .description('Writes a copy that may be shared: texts are replaced, the graph of objects is not.')
    .argument('<file>', 'a .heapsnapshot file, or - for standard input')
    .option('--out <file>', 'what to write; with .gz at its end it is compressed')
    .action(verbs.redact);
  snapshot.showHelpAfterError('See tidemark snapshot --help.');
  for (const verb of snapshot.commands)
    verb.showHelpAfterError(`See tidemark snapshot ${verb.name()} --help.`);
}
