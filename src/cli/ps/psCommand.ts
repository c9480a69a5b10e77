import { TidemarkError } from '../../TidemarkError.ts';
import type { CommandContext, Outcome } from '../CommandContext.ts';
import { type Machine, thisMachine } from '../machine/Machine.ts';
import { showsColours } from '../showsColours.ts';
import { showsUnicode } from '../showsUnicode.ts';
import { row } from '../top/draw/Row.ts';
import { painted } from '../top/paint.ts';
import type { NodeProcess } from './NodeProcess.ts';
import { processesOfLinux } from './processesOfLinux.ts';
import { processesOfPs, psColumns } from './processesOfPs.ts';
import { processTable } from './processTable.ts';
import { processJson, processLine } from './processText.ts';
import { watchersOf } from './watchersOf.ts';

/** The options of `tidemark ps`, as they were typed. */
export interface PsOptions {
  readonly json?: boolean;
}

const usualWidth = 80;

/**
 * `tidemark ps`: the Node.js processes of this machine, and whether Tidemark watches them; a table at a terminal, lines elsewhere.
 *
 * @throws TidemarkError `PROCESS_UNREADABLE` where the system tells of no processes
 */
export async function psCommand(
  { json = false }: PsOptions,
  context: CommandContext,
  machine: Machine = thisMachine(),
): Promise<Outcome> {
  const { stdout, environment } = context;
  const watchers = await watchersOf(machine, context);
  const found =
    machine.platform === 'linux'
      ? processesOfLinux(machine, watchers)
      : processesOfPs(processList(machine), watchers);
  const processes = found.sort((one, other) => one.pid - other.pid);
  if (json || stdout.isTTY !== true) {
    stdout.write(processes.map((one) => `${json ? processJson(one) : processLine(one)}\n`).join(''));
    return { exitCode: 0 };
  }
  const ability = { hasColours: showsColours(stdout, environment), hasUnicode: showsUnicode(context) };
  const width = stdout.columns || usualWidth;
  const rows = [
    row(`tidemark ps  ${summaryOf(processes)}`),
    ...(processes.length === 0 ? [] : processTable(processes, width)),
    ...adviceFor(processes).map((text) => row(text, 'quiet')),
  ];
  stdout.write(rows.map((one) => `${painted(one, ability)}\n`).join(''));
  return { exitCode: 0 };
}

function processList(machine: Machine): string {
  const text = machine.askProcesses(psColumns);
  if (text !== undefined) return text;
  const message = `This system (${machine.platform}) has neither /proc nor ps, which tell of processes. tidemark top shows those that Tidemark watches.`;
  throw new TidemarkError('PROCESS_UNREADABLE', message);
}

/** `5 Node.js processes, 2 watched by Tidemark, 1 not readable` */
function summaryOf(processes: readonly NodeProcess[]): string {
  if (processes.length === 0) return 'No Node.js process but this one runs here.';
  const countOf = (...states: readonly string[]): number =>
    processes.filter(({ watching }) => states.includes(watching.state)).length;
  const hidden = countOf('unknown');
  return [
    `${processes.length} Node.js ${processes.length === 1 ? 'process' : 'processes'}`,
    `${countOf('hub', 'itself')} watched by Tidemark`,
    ...(hidden === 0 ? [] : [`${hidden} that may not be looked into`]),
  ].join(', ');
}

function adviceFor(processes: readonly NodeProcess[]): string[] {
  const first = processes.find(({ watching }) => watching.state === 'none');
  return first === undefined ? [] : [`Watch one that runs without Tidemark: tidemark attach ${first.pid}`];
}
