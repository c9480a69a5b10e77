import type { CommandContext } from './CommandContext.ts';

/** Whether there is a person who would see a browser that we open: a terminal here, a display, no build server. */
export function opensBrowser({
  environment,
  platform,
  stderr,
}: Pick<CommandContext, 'environment' | 'platform' | 'stderr'>): boolean {
  if (stderr.isTTY !== true || environment.CI) return false;
  if (environment.SSH_CONNECTION || environment.SSH_TTY) return false;
  if (platform === 'win32' || platform === 'darwin' || environment.WSL_DISTRO_NAME) return true;
  return Boolean(environment.DISPLAY || environment.WAYLAND_DISPLAY);
}
