import {
  checkCommandLine,
  checkFatalReport,
  checkInspector,
  checkNearLimitSnapshot,
} from './checks/flagChecks.ts';
import { checkHeapSize, checkNeighbours } from './checks/heapChecks.ts';
import { checkHost, checkSwap } from './checks/hostChecks.ts';
import {
  checkAddressSpace,
  checkContainerLimit,
  checkOomScore,
  checkThresholds,
} from './checks/limitChecks.ts';
import { checkNodeVersion } from './checks/versionCheck.ts';
import { checkWatch } from './checks/watchCheck.ts';
import type { Finding, Severity } from './Finding.ts';
import type { Patient } from './Patient.ts';

/** From the worst on. */
export const severities: readonly Severity[] = ['problem', 'warning', 'advice', 'fine'];

/** All that there is to say of an application, the worst first. */
export function examine(patient: Patient, now: number): Finding[] {
  const findings = [
    ...checkHeapSize(patient),
    ...checkNeighbours(patient),
    ...checkContainerLimit(patient),
    ...checkThresholds(patient),
    ...checkNearLimitSnapshot(patient),
    ...checkSwap(patient),
    ...checkHost(patient),
    ...checkAddressSpace(patient),
    ...checkOomScore(patient),
    ...checkInspector(patient),
    ...checkNodeVersion(patient, now),
    ...checkCommandLine(patient),
    ...checkFatalReport(patient),
    ...checkWatch(patient),
  ];
  return findings.sort((one, other) => severities.indexOf(one.severity) - severities.indexOf(other.severity));
}
