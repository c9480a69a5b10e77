/** `12,345`. */
export function count(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

/** `1.9 MB`, of a million bytes each. */
export function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}

/** Kilobytes of a thousand bytes each: `-2.5 kB`. */
export function kilobytes(bytes: number): string {
  return `${(bytes / 1e3).toFixed(1)} kB`;
}

/** Rows of cells in columns, the first one aligned to the left, the others to the right. */
export function table(rows: readonly (readonly [string, ...string[]])[]): string {
  const widthOf = (column: number): number => Math.max(...rows.map((row) => row[column]?.length ?? 0));
  const lines = rows.map(([first, ...others]) => {
    const cells = others.map((cell, index) => cell.padStart(widthOf(index + 1)));
    return `${[first.padEnd(widthOf(0)), ...cells].join('   ')}\n`;
  });
  return lines.join('');
}
