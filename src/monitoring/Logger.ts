/** What Tidemark needs of a logger; console, pino and winston have it. */
export interface Logger {
  debug(message: string, ...details: unknown[]): unknown;
  info(message: string, ...details: unknown[]): unknown;
  warn(message: string, ...details: unknown[]): unknown;
  error(message: string, ...details: unknown[]): unknown;
}
