import { invalidOption } from '../../TidemarkError.ts';

/** Which entries are meant: a text in which `*` stands for anything, a regular expression, or a function that says so. */
export type KeyPattern<Key, Value> = string | RegExp | ((key: Key, value: Value) => boolean);

/**
 * Compiles a pattern of keys. Texts and regular expressions match keys that are texts or numbers, and a text must match
 * from end to end.
 *
 * @throws TidemarkError `INVALID_OPTION`
 */
export function keyMatcher<Key>(pattern: string | RegExp): (key: Key) => boolean {
  if (typeof pattern === 'string') {
    const parts = pattern.split('*');
    return textMatcher((text) => matchesParts(text, parts));
  }
  if (pattern instanceof RegExp) {
    // A global or sticky expression remembers where it was, so that every second key would be missed.
    const expression = new RegExp(pattern.source, pattern.flags.replace(/[gy]/g, ''));
    return textMatcher((text) => expression.test(text));
  }
  throw invalidOption('pattern', 'a text, a regular expression or a function', pattern);
}

function textMatcher<Key>(matches: (text: string) => boolean): (key: Key) => boolean {
  return (key) => (typeof key === 'string' || typeof key === 'number') && matches(String(key));
}

/** Takes a time in proportion to the text, whatever the pattern. @param parts what stands between the asterisks */
function matchesParts(text: string, parts: readonly string[]): boolean {
  const first = parts[0]!;
  if (parts.length === 1) return text === first;
  const last = parts.at(-1)!;
  if (!text.startsWith(first)) return false;
  const end = text.length - last.length;
  let place = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = text.indexOf(part, place);
    if (found < 0) return false;
    place = found + part.length;
  }
  return place <= end && text.endsWith(last);
}
