/** Whether it is a number of entries or bytes that can be: finite and not negative. Caches and strategies may say anything. */
export function isAmount(value: unknown): value is number {
  return typeof value === 'number' && Number.isFinite(value) && value >= 0;
}
