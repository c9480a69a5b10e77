import { formatOf } from '../../reporting/formats.ts';
import type { Incident } from '../../wire/incident.ts';
import type { ProcessSummary } from '../../wire/process.ts';
import type { CommandContext } from '../CommandContext.ts';
import { deathOfProcess } from '../postmortem/reportedDeath.ts';
import { deliver } from './deliver.ts';
import type { ReportSource } from './ReportSource.ts';
import { reportOfProcess } from './reportOfProcess.ts';

const severity: readonly Incident['level'][] = ['warning', 'suspected', 'critical', 'confirmed'];

/**
 * Reports the process of a run that has ended that is most worth it: the one with the worst incident, else the
 * application's own. Returns false where no process was seen.
 *
 * @throws TidemarkError `INVALID_OPTION` or `FILE_UNWRITABLE`
 */
export async function writeRunReport(
  hub: ReportSource & { processes(): readonly ProcessSummary[] },
  file: string,
  context: CommandContext,
): Promise<boolean> {
  const format = formatOf(file);
  const process = worthiest(hub.processes(), await hub.incidents());
  if (process === undefined) return false;
  const now = context.now();
  const toMs = process.exit?.time ?? now;
  const made = await reportOfProcess(hub, { process, fromMs: process.identity.startedAt, toMs }, now);
  const report = { ...made.report, death: await deathOfProcess(process, context) };
  await deliver({ ...made, report }, { format, output: file }, context);
  return true;
}

function worthiest(
  processes: readonly ProcessSummary[],
  incidents: readonly Incident[],
): ProcessSummary | undefined {
  const rank = ({ identity: { id, role } }: ProcessSummary): number => {
    const levels = incidents
      .filter(
        ({ processId, closedBy }) => processId === id && closedBy !== 'withdrawn' && closedBy !== 'recovered',
      )
      .map(({ level }) => severity.indexOf(level) + 1);
    return 2 * Math.max(0, ...levels) + (role === 'main' ? 1 : 0);
  };
  return processes.toSorted(
    (left, right) => rank(right) - rank(left) || right.identity.startedAt - left.identity.startedAt,
  )[0];
}
