import { componentType } from '../entities/component.ts';
import type { EntityId } from '../entities/Entity.ts';

/** An actor's body: the tree of parts hangs on the root. */
export interface Body {
  readonly recipeId: string;
  readonly blueprintId: string;
  readonly rootId: EntityId;
  readonly slotIds: readonly EntityId[];
}

export interface Part {
  readonly type: PartType;
  readonly actorId: EntityId;
}

/** Where a part hangs: on a socket of its parent. The root has no joint. */
export interface Joint {
  readonly parentId: EntityId;
  readonly socketId: string;
}

export interface Socket {
  readonly id: string;
  readonly allowedTypes: readonly PartType[];
}

/** A place of the blueprint, filled by one part. */
export interface Slot {
  readonly key: string;
  readonly socketId: string;
  readonly requiredType: PartType;
  readonly actorId: EntityId;
  readonly partId: EntityId;
}

export type PartType =
  | 'torso'
  | 'neck'
  | 'chest'
  | 'back'
  | 'abdomen'
  | 'hips'
  | 'shoulder'
  | 'wing'
  | 'head'
  | 'hair'
  | 'beard'
  | 'eye'
  | 'brow'
  | 'ear'
  | 'nose'
  | 'mouth'
  | 'upper_arm'
  | 'forearm'
  | 'hand'
  | 'thigh'
  | 'shin'
  | 'foot';

export const anatomy = {
  body: componentType<Body>('anatomy:body'),
  part: componentType<Part>('anatomy:part'),
  joint: componentType<Joint>('anatomy:joint'),
  sockets: componentType<readonly Socket[]>('anatomy:sockets'),
  slot: componentType<Slot>('anatomy:slot'),
} as const;
