import { addStyles } from '../addStyles.ts';
import text from './forced-colors.css?inline';

/** What a dashboard needs where the system forces its own few colours: few do, so it is loaded there alone. */
export function addForcedColours(root: HTMLElement): void {
  addStyles(root, text);
}
