import { escapeControls } from '../../wire/escapeControls.ts';

/** Spaces that may become line breaks: none between a number and its unit (`120 MB`, `2 h 40`). */
const gaps = /(?<=\S) (?=\S)(?<!\d h (?=\d\d(?!\d)))(?!(?<=\d )(?:bytes|[kMGT]B|%|ms|s|min|h|d)(?!\w))/;

/** Breaks a sentence at spaces; a line that begins with a word and spaces keeps its later lines under the text. What steers a terminal is escaped. */
export function wrapped(sentence: string, width: number): string[] {
  const hanging = ' '.repeat(/^\S+ {2,}/.exec(sentence)?.[0].length ?? 0);
  return sentence.split('\n').flatMap((paragraph) => {
    const lines: string[] = [];
    let line = '';
    for (const word of escapeControls(paragraph).split(gaps)) {
      const longer = line === '' ? word : `${line} ${word}`;
      if (longer.length <= width || line === '' || line === hanging) {
        line = longer;
      } else {
        lines.push(line);
        line = `${hanging}${word}`;
      }
    }
    return [...lines, line];
  });
}
