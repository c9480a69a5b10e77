import { addStyles } from '../addStyles.ts';
import type { Tools } from '../MemoryDashboardOptions.ts';
import { ToolBench } from './ToolBench.ts';
import { HttpToolServer } from './ToolServer.ts';
import styles from './tools.css?inline';

/** Puts the tools into a place of a dashboard, with their styles. */
export function openTools(place: HTMLElement, baseUrl: string, token: () => string | undefined): Tools {
  addStyles(place, styles);
  const bench = new ToolBench(new HttpToolServer(baseUrl, token));
  place.append(bench.element);
  return bench;
}
