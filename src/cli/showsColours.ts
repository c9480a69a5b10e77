import type { Output } from './CommandContext.ts';

/**
 * Whether colours are wanted and can be shown: `FORCE_COLOR` decides where it is set (0 and false are no), then `NO_COLOR`; else
 * a terminal has them that is not dumb.
 */
export function showsColours(output: Pick<Output, 'isTTY'>, environment: NodeJS.ProcessEnv): boolean {
  const { FORCE_COLOR: forced, NO_COLOR: unwanted, TERM: terminal } = environment;
  if (forced !== undefined && forced !== '') return !['0', 'false'].includes(forced);
  return output.isTTY === true && !unwanted && terminal !== 'dumb';
}
