import { leakNames } from '../leaks/Leaks.ts';
import { type Budget, budgets, type MeasuredBudget } from '../measurements/budgets.ts';
import type { LeakRateOptions, MeasuredLeak } from '../measurements/leakRates.ts';
import { count, kilobytes, megabytes, table } from './words.ts';

type MeasureBudget = (budget: Budget) => Promise<MeasuredBudget>;

const askedBytesPerSecond = 100_000;

/** Prints how much the heap grows by the operations of each budget, and returns whether all of them hold. */
export async function printBudgets(print: (text: string) => void, measure: MeasureBudget): Promise<boolean> {
  const rows: [string, ...string[]][] = [['operations', 'budget', 'grown after collection']];
  let kept = true;
  for (const budget of budgets) {
    const { grownBytes } = await measure(budget);
    rows.push([
      `${count(budget.operations)} ${budget.kind}`,
      megabytes(budget.allowedBytes),
      kilobytes(grownBytes),
    ]);
    kept &&= grownBytes < budget.allowedBytes;
  }
  print(table(rows));
  return kept;
}

type MeasureLeak = (options: LeakRateOptions) => Promise<MeasuredLeak>;

/** Prints how fast the heap grows with each leak, and with none. */
export async function printLeaks(print: (text: string) => void, measure: MeasureLeak): Promise<void> {
  const rows: [string, ...string[]][] = [['leak', 'asked, bytes a second', 'measured after collection']];
  for (const leak of ['none', ...leakNames] as const) {
    const bytesPerSecond = leak === 'none' ? 0 : askedBytesPerSecond;
    const { measuredBytesPerSecond } = await measure({ leak, bytesPerSecond });
    rows.push([leak, count(bytesPerSecond), count(measuredBytesPerSecond)]);
  }
  print(table(rows));
}
