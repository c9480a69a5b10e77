import { deathAdvice, deathEvidence, deathHeadline } from '../../recording/death/deathWords.ts';
import { clockTime } from '../../reporting/words/clockTime.ts';
import { toSample } from '../../wire/sample.ts';
import { causeSentences } from './causeParagraph.ts';
import { clockSentences } from './clockSentences.ts';
import { cutOffSentences } from './cutOffSentences.ts';
import type { PostMortem } from './PostMortem.ts';

/** A post-mortem for programs. Bytes, epoch milliseconds; raised `version` where something changes its meaning. */
export function postMortemJson(found: PostMortem): object {
  const { path, flight, death, openIncidents, report, beside } = found;
  const { last, ...rest } = death;
  const { fromMs, toMs } = report.figures?.period ?? { fromMs: report.madeAt, toMs: report.madeAt };
  return {
    version: 1,
    file: path,
    process: flight.header.process,
    directory: flight.header.directory,
    death: {
      ...rest,
      headline: deathHeadline(death),
      evidence: [...deathEvidence(death), ...clockSentences(found), ...cutOffSentences(flight)],
      cause: causeSentences(found, clockTime(fromMs, toMs)),
      advice: deathAdvice(death) ?? null,
    },
    last: last && { agoMs: last.agoMs, sample: toSample(last.row) },
    openIncidents,
    beside,
    pressure: report.pressure,
    figures: report.figures,
    recorded: {
      samples: flight.samples.length,
      completeSince: flight.completeSince,
      readings: flight.readings.length,
      events: flight.events.length,
      records: flight.records,
      skipped: flight.skipped,
      putBackMs: flight.putBackMs,
      cutOff: flight.cutOff,
    },
  };
}
