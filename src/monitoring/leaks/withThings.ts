import type { LeakReport } from '../../wire/event.ts';
import { isNear } from './exhaustion.ts';

/** Growth of the heap with the handles that grow with it: they have objects there, threads have not. */
export function withThings(report: LeakReport, things: readonly LeakReport[]): LeakReport {
  const handles = things.filter(({ resource }) => resource?.kind === 'handle');
  if (handles.length === 0) return report;
  const [{ resource, advice }] = handles as [LeakReport];
  const sentences = handles.flatMap(({ evidence, resource: of }) =>
    // The limit comes first where it is near.
    evidence.slice(0, isNear(of?.limit) ? 2 : 1),
  );
  return {
    ...report,
    ...(resource && { resource }),
    evidence: [...report.evidence, ...sentences],
    advice: `${report.advice} ${advice}`,
  };
}
