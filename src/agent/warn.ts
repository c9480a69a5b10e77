/** What a warning goes through. */
export type WarningEmitter = Pick<NodeJS.Process, 'emitWarning'>;

/**
 * Tells whoever started the application, on standard error or wherever its process warnings go. Never an exception:
 * the application did not ask for Tidemark.
 */
export function warn(host: WarningEmitter, message: string, code?: string): void {
  host.emitWarning(message, { type: 'TidemarkWarning', ...(code !== undefined && { code }) });
}
