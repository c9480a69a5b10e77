import type { Tools } from '../MemoryDashboardOptions.ts';
import { ToolBench } from './ToolBench.ts';
import { HttpToolServer } from './ToolServer.ts';
import styles from './tools.css?inline';

/** Puts the tools into a place of a dashboard, with their styles. */
export function openTools(place: HTMLElement, baseUrl: string, token: () => string | undefined): Tools {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(styles);
  const root = place.getRootNode() as ShadowRoot;
  root.adoptedStyleSheets = [...root.adoptedStyleSheets, sheet];
  const bench = new ToolBench(new HttpToolServer(baseUrl, token));
  place.append(bench.element);
  return bench;
}
