import type { CommandContext } from './CommandContext.ts';

/** Whether box-drawing characters arrive as such: as the locale says, and on Windows always. */
export function showsUnicode({
  environment,
  platform,
}: Pick<CommandContext, 'environment' | 'platform'>): boolean {
  const locale = environment.LC_ALL || environment.LC_CTYPE || environment.LANG || '';
  return platform === 'win32' || /utf-?8/i.test(locale);
}
