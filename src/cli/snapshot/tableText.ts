/** A table in columns: the first to the left, figures to the right. */
export function tableText(rows: readonly (readonly string[])[], width: number): string[] {
  const columns = rows[0]?.length ?? 0;
  const widths = Array.from({ length: columns }, (_, column) =>
    Math.max(...rows.map((row) => (row[column] ?? '').length)),
  );
  const figures = widths.slice(1).reduce((sum, one) => sum + one + 2, 0);
  const first = Math.max(20, Math.min(widths[0] ?? 0, width - figures));
  return rows.map((row) =>
    row
      .map((text, column) =>
        column === 0 ? shortened(text, first).padEnd(first) : text.padStart(widths[column]!),
      )
      .join('  ')
      .trimEnd(),
  );
}

function shortened(text: string, width: number): string {
  return text.length <= width ? text : `${text.slice(0, width - 1)}…`;
}
