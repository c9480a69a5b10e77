import { loadConfiguration } from '../../configuration/loadConfiguration.ts';
import { durationInWords } from '../../monitoring/quantity.ts';
import { deathHeadline } from '../../recording/death/deathWords.ts';
import type { FlightFolder } from '../../recording/FlightFolder.ts';
import { defaultFlightDirectory } from '../../recording/flightDirectory.ts';
import { formatOf } from '../../reporting/formats.ts';
import { invalidOption, TidemarkError } from '../../TidemarkError.ts';
import { escapeControls } from '../../wire/escapeControls.ts';
import type { CommandContext, Outcome } from '../CommandContext.ts';
import { deliver } from '../report/deliver.ts';
import { showsUnicode } from '../showsUnicode.ts';
import { chooseFlight, flightsToList } from './chooseFlight.ts';
import { postMortemOf, unreadable } from './PostMortem.ts';
import { postMortemJson } from './postMortemJson.ts';
import { postMortemText } from './postMortemText.ts';
import { reportedDeath } from './reportedDeath.ts';

/** The options of `tidemark postmortem`, as they were typed. */
export interface PostmortemOptions {
  readonly pid?: string;
  readonly json?: boolean;
  readonly list?: boolean;
  readonly output?: string;
}

const shownMs = 3_600_000;
const allMs = 30 * 24 * 3_600_000;

/**
 * `tidemark postmortem`: how a process has died, from what it has left behind.
 *
 * @throws TidemarkError `NOT_FOUND`, `FILE_UNREADABLE`, `INVALID_RECORDING`, `INVALID_OPTION` or `FILE_UNWRITABLE`
 */
export async function postmortemCommand(
  given: string | undefined,
  options: PostmortemOptions,
  context: CommandContext,
): Promise<Outcome> {
  const { environment, directory, now, stdout, stderr } = context;
  const pid = pidOf(options.pid);
  const { configuration } = await loadConfiguration({ environment, directory });
  const usual = configuration.recorder.directory ?? defaultFlightDirectory();
  const asked = { given, pid, folder: usual, directory, now };
  if (options.list) {
    await list(flightsToList(asked), options.json === true, context);
    return { exitCode: 0 };
  }
  const chosen = chooseFlight(asked);
  const found = await postMortemOf(chosen.path, {
    now: now(),
    isAlive: chosen.isAlive,
    lastMs: options.output === undefined && !options.json ? shownMs : allMs,
  });
  if (options.output !== undefined) {
    const report = { ...found.report, death: reportedDeath(found) };
    await deliver(
      { ...found, report },
      { format: formatOf(options.output), output: options.output },
      context,
    );
    const told = `${deathHeadline(found.death)}: tidemark postmortem ${chosen.path}`;
    stderr.write(`tidemark  ${escapeControls(told)}\n`);
    return { exitCode: 0 };
  }
  if (options.json) {
    stdout.write(`${JSON.stringify(postMortemJson(found), null, 2)}\n`);
    return { exitCode: 0 };
  }
  const width = Math.max(60, Math.min(stdout.columns ?? 80, 100));
  stdout.write(postMortemText(found, { width, unicode: showsUnicode(context) }));
  if (chosen.others > 0) {
    const more = chosen.others === 1 ? '1 more has' : `${chosen.others} more have`;
    const where = given === undefined ? '' : ` ${escapeControls(chosen.folder.path)}`;
    stderr.write(`tidemark  ${more} not ended well: tidemark postmortem --list${where}\n`);
  }
  return { exitCode: 0 };
}

async function list(folder: FlightFolder, asJson: boolean, { stdout, now }: CommandContext): Promise<void> {
  for (const entry of folder.entries()) {
    const isAlive = folder.lifeOf(entry) !== 'dead';
    try {
      if (entry.oddity !== undefined) throw unreadable(entry.path, entry.oddity);
      const found = await postMortemOf(entry.path, { now: now(), isAlive, lastMs: 0 });
      const { name } = found.flight.header.process;
      const headline = deathHeadline(found.death);
      const { time } = found.death;
      const line = asJson
        ? JSON.stringify({
            file: entry.path,
            pid: entry.pid,
            name,
            time,
            manner: found.death.manner,
            headline,
          })
        : [
            `${String(entry.pid).padStart(7)}  ${name}  ${headline}${agoWords(time, now(), isAlive)}`,
            `         ${entry.path}`,
          ]
            .map(escapeControls)
            .join('\n');
      stdout.write(`${line}\n`);
    } catch (error) {
      if (!(error instanceof TidemarkError)) throw error;
      const line = asJson
        ? JSON.stringify({ file: entry.path, problem: error.message })
        : escapeControls(`         ${entry.path}: ${error.message}`);
      stdout.write(`${line}\n`);
    }
  }
}

function agoWords(time: number | undefined, now: number, isAlive: boolean): string {
  // A clock that was put back meanwhile does not tell how long ago it was.
  return time === undefined || isAlive || time > now
    ? ''
    : `, ${durationInWords(Math.max(0, now - time))} ago`;
}

function pidOf(text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  if (!/^[1-9]\d{0,9}$/.test(text)) throw invalidOption('--pid', 'the number of a process', text);
  return Number(text);
}
