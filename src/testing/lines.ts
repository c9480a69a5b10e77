const labelWidth = 9;

/** A verdict, and what there is to say, each under its label; files are told as seen from the working directory. */
export function lines(
  verdict: string,
  labelled: readonly (readonly [label: string, text: string])[],
  directory: string = process.cwd(),
): string {
  const said = labelled.map(([label, text]) => `${label.padEnd(labelWidth)}${shortened(text, directory)}`);
  return [verdict, ...said].join('\n');
}

function shortened(text: string, directory: string): string {
  return text.replaceAll(`file://${directory}/`, '').replaceAll(`${directory}/`, '');
}
