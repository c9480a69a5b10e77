import type { EntityId } from '../entities/Entity.ts';
import type { EntityManager } from '../entities/EntityManager.ts';
import { blockerOf } from './blocking.ts';
import { clothing, type Equipped, type Garment, type Layer, wornGarments } from './components.ts';

/** `worn`: every garment; `visible`: not hidden; `removable`: visible and not blocked; `topmost`: the outermost of each slot. */
export const accessibilityModes = ['worn', 'visible', 'removable', 'topmost'] as const;

export type AccessibilityMode = (typeof accessibilityModes)[number];

export interface AccessibleGarment {
  readonly garmentId: EntityId;
  readonly slots: readonly string[];
  readonly layer: Layer;
  readonly priority: number;
  readonly visible: boolean;
  readonly blockerId: EntityId | undefined;
}

interface WornGarment {
  readonly garmentId: EntityId;
  readonly garment: Garment;
}

/** What a wearer wears as `mode` asks for it, the outermost first. */
export function accessibleGarments(
  entities: EntityManager,
  equipped: Equipped,
  mode: AccessibilityMode,
): AccessibleGarment[] {
  const worn = wornGarments(equipped).map((garmentId) => ({
    garmentId,
    garment: entities.require(garmentId, clothing.garment),
  }));
  return worn
    .map(({ garmentId, garment }) => ({
      garmentId,
      slots: garment.slots,
      layer: garment.layer,
      priority: garment.coverage.priority,
      visible: garment.slots.some((slot) => !isHidden(worn, garment, slot)),
      blockerId: blockerOf(entities, equipped, garmentId),
    }))
    .filter((candidate) => isAnswer(candidate, worn, mode))
    .sort((a, b) => b.priority - a.priority || (a.garmentId < b.garmentId ? -1 : 1));
}

function isHidden(worn: readonly WornGarment[], garment: Garment, slot: string): boolean {
  return worn.some(
    ({ garment: other }) =>
      other.coverage.priority > garment.coverage.priority && other.coverage.slots.includes(slot),
  );
}

function isAnswer(
  candidate: AccessibleGarment,
  worn: readonly WornGarment[],
  mode: AccessibilityMode,
): boolean {
  switch (mode) {
    case 'worn':
      return true;
    case 'visible':
      return candidate.visible;
    case 'removable':
      return candidate.visible && candidate.blockerId === undefined;
    case 'topmost':
      return candidate.slots.some((slot) => isTopmost(candidate, worn, slot));
  }
}

function isTopmost(candidate: AccessibleGarment, worn: readonly WornGarment[], slot: string): boolean {
  return worn.every(
    ({ garment }) => !garment.slots.includes(slot) || garment.coverage.priority <= candidate.priority,
  );
}
