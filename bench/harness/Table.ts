/** One table of a bench: texts, ready to print. The first column names the row, the others are figures. */
export interface Table {
  readonly title: string;
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
  /** How it was measured and what to make of it; one sentence or more each. */
  readonly notes?: readonly string[];
}

/** The table in columns for a terminal. */
export function toText(table: Table): string {
  const lines = [table.columns, ...table.rows];
  const widths = table.columns.map((_, column) =>
    Math.max(...lines.map((line) => cell(line, column).length)),
  );
  const rule = widths.map((width) => '─'.repeat(width)).join('  ');
  const print = (line: readonly string[]): string =>
    widths
      .map((width, column) =>
        column === 0 ? cell(line, 0).padEnd(width) : cell(line, column).padStart(width),
      )
      .join('  ')
      .trimEnd();
  return [
    table.title,
    rule,
    print(table.columns),
    rule,
    ...table.rows.map(print),
    ...(table.notes ?? []).map((note) => `· ${note}`),
  ].join('\n');
}

/** The table in Markdown under a heading of the third level. */
export function toMarkdown(table: Table): string {
  const print = (line: readonly string[]): string =>
    `| ${table.columns.map((_, column) => cell(line, column).replaceAll('|', '\\|')).join(' | ')} |`;
  const alignment = table.columns.map((_, column) => (column === 0 ? '---' : '---:'));
  const notes = (table.notes ?? []).map((note) => `- ${note}`);
  return [
    `### ${table.title}`,
    '',
    print(table.columns),
    `| ${alignment.join(' | ')} |`,
    ...table.rows.map(print),
    ...(notes.length > 0 ? ['', ...notes] : []),
  ].join('\n');
}

function cell(line: readonly string[], column: number): string {
  return line[column] ?? '';
}
