import { resolve } from 'node:path';
import { loadConfiguration } from '../../configuration/loadConfiguration.ts';
import { deathAdvice, deathEvidence, deathHeadline } from '../../recording/death/deathWords.ts';
import { FlightFolder } from '../../recording/FlightFolder.ts';
import { defaultFlightDirectory } from '../../recording/flightDirectory.ts';
import type { ReportedDeath } from '../../reporting/MemoryReport.ts';
import { clockTime } from '../../reporting/words/clockTime.ts';
import { TidemarkError } from '../../TidemarkError.ts';
import type { ProcessSummary } from '../../wire/process.ts';
import type { CommandContext } from '../CommandContext.ts';
import { causeSentences } from './causeParagraph.ts';
import { clockSentences } from './clockSentences.ts';
import { type PostMortem, postMortemOf } from './PostMortem.ts';

const allMs = 30 * 24 * 3_600_000;

/** What a report tells of a death; `undefined` of a process that runs. */
export function reportedDeath(found: PostMortem): ReportedDeath | undefined {
  const { death, report } = found;
  if (death.manner === 'running') return undefined;
  const { fromMs, toMs } = report.figures?.period ?? { fromMs: report.madeAt, toMs: report.madeAt };
  return {
    headline: deathHeadline(death),
    cause: causeSentences(found, clockTime(fromMs, toMs)),
    evidence: [...deathEvidence(death), ...clockSentences(found)],
    beside: found.beside,
    advice: deathAdvice(death),
  };
}

/** How a process that others have watched has died, as its own flight tells; `undefined` where it has ended well, or has none. */
export async function deathOfProcess(
  { identity, exit }: ProcessSummary,
  { environment, directory, now }: Pick<CommandContext, 'environment' | 'directory' | 'now'>,
): Promise<ReportedDeath | undefined> {
  if (exit === undefined || exit.code === 0) return undefined;
  const { configuration } = await loadConfiguration({ environment, directory });
  const path = resolve(directory, configuration.recorder.directory ?? defaultFlightDirectory());
  const folder = new FlightFolder({ path, now });
  const entry = folder.entries().find((one) => {
    if (one.pid !== identity.pid) return false;
    const recorded = folder.headerOf(one)?.process;
    return recorded?.id === identity.id && recorded.startedAt === identity.startedAt;
  });
  if (entry === undefined) return undefined;
  try {
    const found = await postMortemOf(entry.path, { now: now(), isAlive: false, lastMs: allMs, exit });
    return reportedDeath(found);
  } catch (error) {
    // There is less to tell then.
    if (error instanceof TidemarkError) return undefined;
    throw error;
  }
}
