import type { Table } from './Table.ts';

/** A promise with a number in it, and what was measured. */
export interface Target {
  readonly what: string;
  /** The most that was promised. */
  readonly atMost: number;
  /** `NaN` where it could not be measured, which counts as not met. */
  readonly measured: number;
  /** Figure and unit as they are printed. */
  readonly format: (value: number) => string;
}

/** Whether the target is met. */
export function isMet(target: Target): boolean {
  return target.measured <= target.atMost;
}

/** Targets and measured figures side by side. */
export function targetTable(title: string, targets: readonly Target[], notes: readonly string[] = []): Table {
  return {
    title,
    columns: ['what', 'target', 'measured', 'verdict'],
    rows: targets.map((target) => [
      target.what,
      `≤ ${target.format(target.atMost)}`,
      Number.isNaN(target.measured) ? 'not measured' : target.format(target.measured),
      isMet(target) ? 'met' : 'not met',
    ]),
    notes,
  };
}
