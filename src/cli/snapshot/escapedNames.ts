/** What steers a terminal, ends a line or turns the direction of text. */
const control = /[\p{Cc}\p{Cf}\p{Cs}\p{Co}\p{Zl}\p{Zp}]/gu;

/** A name that the program has given, such as that of a class, as keys in paths are written: `Evil\u001b[2J`. */
export function escapedName(name: string): string {
  return name.replace(control, (character) => {
    const json = JSON.stringify(character).slice(1, -1);
    return json === character ? character.split('').map(unitInCode).join('') : json;
  });
}

/** The same of all texts in what is told of a snapshot. */
export function withEscapedNames<Told>(told: Told): Told {
  return escaped(told) as Told;
}

function escaped(told: unknown): unknown {
  if (typeof told === 'string') return escapedName(told);
  if (Array.isArray(told)) return told.map(escaped);
  if (typeof told !== 'object' || told === null) return told;
  return Object.fromEntries(Object.entries(told).map(([name, value]) => [name, escaped(value)]));
}

function unitInCode(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
