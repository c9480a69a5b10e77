/** A sentence that begins with a word and a gap, as lines at a terminal do, in its two parts: `site     f   a.js:1`. */
export function splitLabel(sentence: string): { readonly label: string; readonly rest: string } {
  const [, label = '', rest = sentence] = /^([a-z]+) {2,}(.*)$/s.exec(sentence) ?? [];
  return { label, rest: rest.replace(/ {2,}/g, ' · ') };
}
