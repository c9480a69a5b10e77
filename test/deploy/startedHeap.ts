import { examine } from '../../src/cli/doctor/examine.ts';
import type { Finding } from '../../src/cli/doctor/Finding.ts';
import { heapOf } from '../../src/cli/doctor/heapFlags.ts';
import { patient } from '../cli/doctor/patient.ts';

const units: Readonly<Record<string, number>> = { k: 2 ** 10, m: 2 ** 20, g: 2 ** 30 };

/** Bytes of `512Mi` as Kubernetes writes them, `512M` as systemd does, `512m` as Compose does: powers of 1024 all. */
export function bytesOf(text: string): number {
  const [, amount, unit] = /^(\d+)\s*([kmg])i?b?$/i.exec(text) ?? [];
  if (amount === undefined) throw new Error(`no size: ${text}`);
  return Number(amount) * units[unit!.toLowerCase()]!;
}

/** What `tidemark doctor` has against a process that is started so, with what it would have it started with. */
export function objections(options: readonly string[], limitBytes: number, nodeMajor: number): Finding[] {
  const started = patient({
    nodeVersion: `${nodeMajor}.18.0`,
    options,
    nodeOptions: options.join(' '),
    heap: heapOf(options, limitBytes, nodeMajor),
    container: { limitBytes, usedBytes: Number.NaN, isSeen: true },
    vitals: undefined,
  });
  const whileMaintained = Date.parse('2026-02-01');
  return examine(started, whileMaintained).filter(({ severity }) => severity !== 'fine');
}
