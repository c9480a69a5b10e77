/** A stream that remembers what was written. */
export class FakeOutput {
  text = '';
  readonly isTTY: boolean;
  readonly columns: number | undefined;

  constructor({ isTTY = false, columns }: { isTTY?: boolean; columns?: number } = {}) {
    this.isTTY = isTTY;
    this.columns = columns;
  }

  write(text: string): void {
    this.text += text;
  }

  get lines(): string[] {
    return this.text.split('\n').slice(0, -1);
  }
}
