import { componentType } from '../entities/component.ts';
import type { EntityId } from '../entities/Entity.ts';

/** From the skin outwards. */
const layers = ['underwear', 'base', 'accessories', 'armour', 'outer'] as const;

export type Layer = (typeof layers)[number];

/** What lies over what: the higher rank covers the lower. */
export function rankOf(layer: Layer): number {
  return layers.indexOf(layer);
}

/** Where clothing can go: the body slots that it lies on, and the layers that may lie there. */
export interface ClothingSlot {
  readonly bodySlots: readonly string[];
  readonly layers: readonly Layer[];
}

interface Coverage {
  readonly slots: readonly string[];
  /** Hides what lies in these slots with a lower priority. */
  readonly priority: number;
}

/** What cannot be taken off while this garment is worn. */
export interface Block {
  readonly slot: string;
  readonly layers: readonly Layer[];
}

export interface Garment {
  readonly layer: Layer;
  readonly slots: readonly string[];
  readonly coverage: Coverage;
  readonly blocks: readonly Block[];
  /** How warm it is, from 0 to 5. */
  readonly warmth: number;
}

export type Equipped = Readonly<Record<string, Readonly<Partial<Record<Layer, EntityId>>>>>;

/** What an actor wears, by slot and layer, and what it owns but does not wear. */
export interface Outfit {
  readonly equipped: Equipped;
  readonly bag: readonly EntityId[];
}

export const clothing = {
  garment: componentType<Garment>('clothing:garment'),
  owner: componentType<EntityId>('clothing:owner'),
  outfit: componentType<Outfit>('clothing:outfit'),
} as const;

/** Each garment worn, once, however many slots it fills. */
export function wornGarments(equipped: Equipped): EntityId[] {
  return [...new Set(Object.values(equipped).flatMap((byLayer) => Object.values(byLayer)))];
}
