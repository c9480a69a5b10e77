/** The index of a place in a text, lines and columns from 0; `undefined` where it has none so far. */
export function offsetOf(text: string, line: number, column: number): number | undefined {
  let begin = 0;
  for (let left = line; left > 0; left--) {
    begin = text.indexOf('\n', begin) + 1;
    if (begin === 0) return undefined;
  }
  return begin + column < text.length ? begin + column : undefined;
}
