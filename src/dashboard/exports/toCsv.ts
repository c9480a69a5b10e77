import type { HistoryAnswer } from '../../wire/message.ts';

const newline = '\r\n';

/** Samples as RFC 4180 has them: a row of names, then a row for each; times as ISO 8601 in UTC, nothing for the unknown. */
export function toCsv({ fields, columns }: HistoryAnswer): string {
  const times = columns[0] ?? [];
  const rows = times.map((time, index) =>
    [new Date(time as number).toISOString(), ...columns.slice(1).map((values) => values[index] ?? '')].join(
      ',',
    ),
  );
  return [fields.join(','), ...rows, ''].join(newline);
}
