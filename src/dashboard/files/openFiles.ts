import { addStyles } from '../addStyles.ts';
import { h, setText } from '../element.ts';
import type { Mount } from '../FileOpening.ts';
import { recordedSource } from '../sources/recordedSource.ts';
import styles from '../styles/file.css?inline';
import { readFile } from './readFile.ts';

/** The dashboard that a file takes the place of. */
export interface FilePlace {
  readonly root: HTMLElement;
  readonly host: HTMLElement;
  readonly mount: Mount;
}

/**
 * Shows a file in the place of a dashboard, or says there why not. Resolves with a function that takes it away again, when
 * it is shown.
 */
export async function openFiles(
  files: readonly File[],
  { root, host, mount }: FilePlace,
): Promise<() => void> {
  const [file] = files as readonly [File];
  const words = h('span', { class: 'file-words' });
  const off = new AbortController();
  const bar = barOf(words, 'Cancel', () => {
    off.abort();
    bar.remove();
    root.focus({ preventScroll: true });
  });
  bar.setAttribute('role', 'alert');
  place(bar, root);
  try {
    if (files.length > 1) throw new Error('One file at a time is shown.');
    setText(words, `Reading ${file.name}`);
    const progress = (share: number): void =>
      setText(words, `Reading ${file.name}, ${Math.floor(share * 100)} %`);
    const processes = await readFile(file, progress, off.signal);
    off.signal.throwIfAborted();
    bar.remove();
    const source = recordedSource(processes);
    const parent = host.parentElement as HTMLElement;
    const shown = mount(parent, { source, spanMs: Number.POSITIVE_INFINITY });
    host.style.display = 'none';
    const close = (): void => {
      shown.destroy();
      host.style.display = '';
      root.focus({ preventScroll: true });
    };
    const name = h(
      'span',
      { class: 'file-words', title: file.name },
      h('b', {}, file.name),
      `${describe(processes.length)}: a file, not the live process`,
    );
    const head = barOf(name, 'Close the file', close);
    place(head, parent.lastElementChild?.shadowRoot?.querySelector('.tidemark') as HTMLElement);
    shown.focus();
    return close;
  } catch (error) {
    if (off.signal.aborted) return () => {};
    setText(words, `${file.name} was not opened. ${error instanceof Error ? error.message : error}`);
    const dismiss = bar.querySelector('button');
    if (dismiss !== null) setText(dismiss, 'Dismiss');
    dismiss?.focus();
    return () => {};
  }
}

function describe(processes: number): string {
  return processes === 1 ? '' : `, ${processes} processes`;
}

function barOf(words: HTMLElement, label: string, chosen: () => void): HTMLElement {
  const button = h('button', { type: 'button', class: 'file-close' }, label);
  button.addEventListener('click', chosen);
  return h('div', { class: 'file-bar' }, words, button);
}

/** Above all else in a dashboard, in the place of another bar. */
function place(bar: HTMLElement, root: HTMLElement): void {
  addStyles(root, styles);
  for (const other of root.querySelectorAll('.file-bar[role]')) other.remove();
  root.prepend(bar);
}
