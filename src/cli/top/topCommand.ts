import { HubClient } from '../../hub/HubClient.ts';
import { TidemarkError } from '../../TidemarkError.ts';
import type { CommandContext, Outcome } from '../CommandContext.ts';
import { showsColours } from '../showsColours.ts';
import { showsUnicode } from '../showsUnicode.ts';
import { detailRows } from './draw/details.ts';
import type { Row } from './draw/Row.ts';
import { tableRows } from './draw/table.ts';
import { ProcessWatch } from './ProcessWatch.ts';
import { type Ability, painted } from './paint.ts';
import { printLines } from './printLines.ts';
import { sorted } from './sorting.ts';
import type { TopSnapshot } from './TopProcess.ts';
import { TopScreen } from './TopScreen.ts';
import { type TopOptions, topSettings } from './topOptions.ts';
import { firstView } from './ViewState.ts';

const start = 'Start it with tidemark run, or with tidemark/register and TIDEMARK_PORT.';
const usualWidth = 80;

/**
 * `tidemark top [pid]`: all processes that run under Tidemark, live at a terminal; lines elsewhere, and a table with `--once`.
 *
 * @throws TidemarkError `PROCESS_UNWATCHED` where there is nothing to show, `INVALID_OPTION`
 */
export async function topCommand(
  id: string | undefined,
  options: TopOptions,
  context: CommandContext,
): Promise<Outcome> {
  const { intervalMs, json, once } = topSettings(id, options);
  const { environment, platform, stdout, now } = context;
  const find = (): Promise<HubClient[]> => HubClient.all(platform, environment.TMPDIR || undefined);
  const watch = new ProcessWatch({ find, now, only: id });
  await watch.look();
  const snapshot = watch.snapshot();
  await checkFound(snapshot, id, once, find);
  const ability = { hasColours: showsColours(stdout, environment), hasUnicode: showsUnicode(context) };
  if (once && !json) {
    printTable(snapshot, id, ability, context);
    return { exitCode: 0 };
  }
  const isScreen = stdout.isTTY === true && environment.TERM !== 'dumb' && !json;
  if (!isScreen) return printLines({ watch, intervalMs, json, once, context });
  return new TopScreen({ watch, intervalMs, ability, context }).run();
}

/** A hub whose first process has not said hello yet is worth waiting for. */
async function checkFound(
  { processes, answering }: TopSnapshot,
  id: string | undefined,
  once: boolean,
  find: () => Promise<readonly HubClient[]>,
): Promise<void> {
  if (processes.length > 0 || (id === undefined && answering > 0 && !once)) return;
  if (id === undefined) {
    const message =
      answering > 0
        ? 'A hub runs, and none of its processes has reported yet. Ask again in a second.'
        : `Nothing of yours runs under Tidemark. ${start}`;
    throw new TidemarkError('PROCESS_UNWATCHED', message);
  }
  const lists = await Promise.all((await find()).map((hub) => hub.processes()));
  const running = lists.flat().filter(({ state }) => state !== 'gone');
  const names = running.slice(0, 20).map(({ identity }) => `${identity.id} (${identity.name})`);
  const known = names.length === 0 ? start : `It watches ${names.join(', ')}.`;
  const message = `Tidemark watches no process ${id}. ${known}`;
  throw new TidemarkError('PROCESS_UNWATCHED', message, { option: 'pid', received: id });
}

/** The table, and the details of the process that was asked for. */
function printTable(
  { processes, time }: TopSnapshot,
  id: string | undefined,
  ability: Ability,
  { stdout, environment }: CommandContext,
): void {
  const width = stdout.columns || Number(environment.COLUMNS) || usualWidth;
  const { sorting } = firstView;
  const shown = sorted(processes, sorting, time);
  const table = tableRows({ processes: shown, selected: undefined, sorting, width, now: time });
  const asked = shown.find(({ identity }) => identity.id === id) ?? shown[0];
  const details: readonly Row[] =
    id === undefined || asked === undefined ? [] : [[], ...detailRows(asked, time, width)];
  stdout.write([...table, ...details].map((row) => `${painted(row, ability)}\n`).join(''));
}
