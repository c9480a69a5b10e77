import regular from '@fontsource/inter/files/inter-latin-400-normal.woff2?url';
import medium from '@fontsource/inter/files/inter-latin-500-normal.woff2?url';
import bold from '@fontsource/inter/files/inter-latin-600-normal.woff2?url';
import type {} from '@vitest/browser-playwright';
import { cdp, page } from 'vitest/browser';

const weights = [
  ['400', regular],
  ['500', medium],
  ['600', bold],
] as const;

/** What a screenshot is taken with. */
export interface Appearance {
  readonly scheme?: 'dark' | 'light';
  readonly forcedColors?: boolean;
  readonly width?: number;
  readonly height: number;
}

/** Fonts of our own under the names that the style sheets ask for, so that every machine writes alike. */
export async function loadFonts(): Promise<void> {
  document.body.style.margin = '0';
  // The second name is the first of the monospaced ones that Chromium looks for on Linux.
  const fonts = ['Inter', 'SFMono-Regular'].flatMap((family) =>
    weights.map(([weight, url]) => new FontFace(family, `url(${url})`, { weight })),
  );
  for (const font of fonts) document.fonts.add(await font.load());
}

/** Makes the browser look like somebody's: colours, and a view that holds the whole dashboard. */
export async function appear({
  scheme = 'dark',
  forcedColors = false,
  width = 1_280,
  height,
}: Appearance): Promise<void> {
  await page.viewport(width, height);
  await cdp().send('Emulation.setEmulatedMedia', {
    features: [
      { name: 'prefers-color-scheme', value: scheme },
      { name: 'prefers-reduced-motion', value: 'reduce' },
      { name: 'forced-colors', value: forcedColors ? 'active' : 'none' },
    ],
  });
}
