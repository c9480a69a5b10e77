import type { HistoryAnswer } from '../wire/message.ts';
import type { SampleColumns } from './figuresOfColumns.ts';

/**
 * Answers of different resolution as one series: of each only the rows before the next finer one begins.
 *
 * @param answers from coarse to fine, with the same fields
 */
export function stitchedColumns(
  answers: readonly Pick<HistoryAnswer, 'fields' | 'columns'>[],
): SampleColumns {
  const fields = answers[0]?.fields ?? ['time'];
  const columns: (number | null)[][] = fields.map(() => []);
  answers.forEach((answer, index) => {
    const finer = answers
      .slice(index + 1)
      .map(({ columns: [times] }) => times?.[0] ?? Number.POSITIVE_INFINITY);
    const end = Math.min(...finer);
    const rows = (answer.columns[0] ?? []).filter((time) => (time ?? Number.NaN) < end).length;
    fields.forEach((field, place) => {
      const from = answer.columns[answer.fields.indexOf(field)] ?? [];
      for (let row = 0; row < rows; row++) columns[place]!.push(from[row] ?? null);
    });
  });
  return { fields, columns };
}
