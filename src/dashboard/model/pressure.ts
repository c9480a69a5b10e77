import type { MemoryLimit } from '../../wire/capacity.ts';
import type { MemoryEvent, PressureLevel } from '../../wire/event.ts';
import { describeLimit, limitNames } from './capacity.ts';
import { formatMoment } from './time.ts';

/** Pressure in words. */
export interface PressureText {
  readonly level: PressureLevel;
  /** `normal`, or `warning since 14:31`. */
  readonly state: string;
  /** `heap limit binds: 74 % of 256 MB`; empty where no limit is known. */
  readonly binding: string;
  /** Whether anything was done about it. */
  readonly answered: boolean;
}

/** @param events oldest first; @param nowMs time of the newest sample */
export function pressureText(
  events: readonly MemoryEvent[],
  binding: MemoryLimit | undefined,
  nowMs: number,
): PressureText {
  const change = events.findLast((event) => event.type === 'memory:pressure_changed');
  const level = change?.payload.level ?? 'normal';
  return {
    level,
    state: level === 'normal' || !change ? level : `${level} since ${formatMoment(change.time, nowMs)}`,
    binding: binding ? `${limitNames[binding.kind]} binds: ${describeLimit(binding)}` : '',
    answered: events.some(({ type }) => type === 'memory:strategy_applied' || type === 'memory:recycling'),
  };
}
