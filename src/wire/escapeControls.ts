/** What steers a terminal, ends a line or turns the direction of text. */
export const controls: RegExp = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu;

/**
 * What others have named or said, such as a class, a script or an error, as code has it, on one line: `Evil\u001b[2J`. A program
 * that is watched must not write to the terminal of whoever watches it.
 */
export function escapeControls(text: string): string {
  return text.replace(controls, (character) => {
    const json = JSON.stringify(character).slice(1, -1);
    return json === character ? character.split('').map(unitInCode).join('') : json;
  });
}

/** The same of all texts in what is told. */
export function withEscapedControls<Told>(told: Told): Told {
  return escaped(told) as Told;
}

function escaped(told: unknown): unknown {
  if (typeof told === 'string') return escapeControls(told);
  if (Array.isArray(told)) return told.map(escaped);
  if (typeof told !== 'object' || told === null) return told;
  return Object.fromEntries(Object.entries(told).map(([name, value]) => [name, escaped(value)]));
}

function unitInCode(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
