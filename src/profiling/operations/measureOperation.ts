import { invalidOption } from '../../TidemarkError.ts';
import { checkOptions, checkText } from '../checkInput.ts';
import type { OperationLedger } from './OperationLedger.ts';
import type { MeasureOptions, OperationMeasurement, OperationSummary } from './OperationMeasurement.ts';
import type { OperationRun } from './OperationRun.ts';
import { type MeasuredCall, summarizeOperation } from './summarizeOperation.ts';

const mostCalls = 10_000;
const known = { owner: 'measureOperation()', names: ['warmups', 'repetitions', 'inTurn'] };

/**
 * Calls an operation as often as asked for, and puts together what it came to. Rejects with whatever the operation
 * throws or rejects with, after `recorded` has been told of it.
 *
 * @param recorded is told of what came of it, without the result
 * @throws TidemarkError INVALID_OPTION
 */
export async function measureOperation<Result>(
  ledger: OperationLedger,
  operation: () => Result | PromiseLike<Result>,
  label: string,
  options: MeasureOptions,
  time: () => number,
  recorded: (summary: OperationSummary) => void,
): Promise<OperationMeasurement<Result>> {
  if (typeof operation !== 'function') throw invalidOption('operation', 'a function', operation);
  checkText('label', label);
  checkOptions('options', options, known);
  const { warmups = 0, repetitions = 1, inTurn = false } = options;
  checkCount('warmups', warmups, 0);
  checkCount('repetitions', repetitions, 1);
  if (typeof inTurn !== 'boolean') throw invalidOption('inTurn', 'true or false', inTurn);
  const leave = inTurn ? await ledger.turn() : undefined;
  try {
    return await measureCalls(ledger, operation, label, { warmups, repetitions }, time, recorded);
  } finally {
    leave?.();
  }
}

async function measureCalls<Result>(
  ledger: OperationLedger,
  operation: () => Result | PromiseLike<Result>,
  label: string,
  { warmups, repetitions }: { readonly warmups: number; readonly repetitions: number },
  time: () => number,
  recorded: (summary: OperationSummary) => void,
): Promise<OperationMeasurement<Result>> {
  const startedAt = time();
  const calls: MeasuredCall[] = [];
  let run: OperationRun<Result> | undefined;
  for (let call = 0; call < warmups + repetitions; call++) {
    // The last result goes first, or it would be alive at the beginning of the next call, and dead at its end.
    run = undefined;
    run = await ledger.measure(label, operation);
    const { tally, durationMs, failed } = run;
    if (call >= warmups || failed) calls.push({ tally, durationMs, failed });
    if (failed) break;
  }
  const within = calls[0]?.tally.parent?.label;
  const summary = summarizeOperation(calls, { label, startedAt, warmups, within });
  recorded(summary);
  if (run?.failed) throw run.error;
  return { ...summary, result: run?.result as Result };
}

function checkCount(name: string, value: number, least: number): void {
  if (Number.isInteger(value) && value >= least && value <= mostCalls) return;
  throw invalidOption(name, `a whole number from ${least} to ${mostCalls}`, value);
}
