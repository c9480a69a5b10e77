import { choice } from '../../configuration/kinds.ts';
import { invalidOption } from '../../TidemarkError.ts';
import { type CommandContext, exitCodes, type Outcome } from '../CommandContext.ts';
import { type Machine, thisMachine } from '../machine/Machine.ts';
import { showsColours } from '../showsColours.ts';
import { examine, severities } from './examine.ts';
import type { Severity } from './Finding.ts';
import { findingsText } from './findingsText.ts';
import { optionsRemedies } from './optionsRemedies.ts';
import type { Patient } from './Patient.ts';
import { patientHere } from './patientHere.ts';
import { patientOf } from './patientOf.ts';

/** Options of `tidemark doctor`, as they were typed. */
export interface DoctorOptions {
  readonly json?: boolean;
  readonly failOn?: string;
}

const usualWidth = 80;
const widest = 100;
const failures = choice('problem', 'warning', 'advice');

/**
 * `tidemark doctor [pid]`: whether the limits of an application fit each other, what protects it, and the lines to add. Reads
 * files of the kernel, and changes nothing.
 *
 * @throws TidemarkError `INVALID_OPTION`, or `PROCESS_UNREADABLE` where a process may not be looked at
 */
export async function doctorCommand(
  pid: string | undefined,
  { failOn, json = false }: DoctorOptions,
  context: CommandContext,
  machine: Machine = thisMachine(),
): Promise<Outcome> {
  if (pid !== undefined && !/^[1-9]\d{0,9}$/.test(pid))
    throw invalidOption('pid', 'the number of a process', pid);
  if (failOn !== undefined && !failures.accepts(failOn))
    throw invalidOption('--fail-on', failures.rule, failOn);
  const { directory, environment, now, stdout } = context;
  const patient =
    pid === undefined ? await patientHere(machine, environment, directory) : await patientOf(machine, pid);
  const findings = examine(patient, now());
  const width = Math.min(stdout.columns || Number(environment.COLUMNS) || usualWidth, widest);
  const examination = {
    title: titleOf(patient),
    findings,
    optionsRemedies: optionsRemedies(patient, findings),
  };
  stdout.write(
    json
      ? `${JSON.stringify({ ...examination, patient: factsOf(patient) }, undefined, 2)}\n`
      : findingsText(examination, { width, hasColours: showsColours(stdout, environment) }),
  );
  const worst = severities.indexOf((failOn as Severity | undefined) ?? 'problem');
  const isFound =
    failOn !== undefined && findings.some(({ severity }) => severities.indexOf(severity) <= worst);
  return { exitCode: isFound ? exitCodes.found : 0 };
}

function titleOf({ deployment, nodeVersion, title }: Patient): string {
  const places = {
    kubernetes: 'Kubernetes',
    container: 'container',
    systemd: deployment.kind === 'systemd' ? deployment.unit : '',
    plain: 'no container',
  };
  return `${title}, Node.js ${nodeVersion ?? 'of a version not known'}, ${places[deployment.kind]}`;
}

/** What programs may want to know; not the environment, which holds secrets. */
function factsOf({
  title,
  nodeVersion,
  heap,
  container,
  hostBytes,
  deployment,
  isWatched,
  vitals,
}: Patient): object {
  return {
    title,
    nodeVersion: nodeVersion ?? null,
    heap: heap ?? null,
    container:
      container === undefined
        ? null
        : { limitBytes: container.limitBytes, usedBytes: container.usedBytes, isSeen: container.isSeen },
    hostBytes,
    deployment,
    isWatched,
    pid: vitals?.pid ?? null,
  };
}
