/** Where the evidence goes that verdicts came from, beside the results. */
export function tapeOf(file: string): string {
  return file.replace(/\.jsonl$/, '.tape');
}
