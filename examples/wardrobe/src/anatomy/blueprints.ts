import type { ClothingSlot, Layer } from '../clothing/components.ts';
import type { PartType } from './components.ts';

export interface BlueprintSlot {
  /** The slot whose part this one hangs on; none: the root. */
  readonly parent?: string;
  readonly socketId: string;
  readonly type: PartType;
  /** Left empty unless the recipe asks for it. */
  readonly optional?: true;
}

/** The structure of a body: which slots there are, what fills them, and where clothing goes. */
export interface Blueprint {
  readonly id: string;
  readonly rootType: PartType;
  readonly slots: Readonly<Record<string, BlueprintSlot>>;
  readonly clothingSlots: Readonly<Record<string, ClothingSlot>>;
}

function sides(
  key: string,
  type: PartType,
  place: (side: 'left' | 'right') => Omit<BlueprintSlot, 'type'>,
): Readonly<Record<string, BlueprintSlot>> {
  return {
    [`left_${key}`]: { type, ...place('left') },
    [`right_${key}`]: { type, ...place('right') },
  };
}

const allLayers: readonly Layer[] = ['underwear', 'base', 'accessories', 'armour', 'outer'];

const human: Blueprint = {
  id: 'human',
  rootType: 'torso',
  slots: {
    neck: { socketId: 'neck', type: 'neck' },
    chest: { socketId: 'chest', type: 'chest' },
    back: { socketId: 'back', type: 'back' },
    abdomen: { socketId: 'abdomen', type: 'abdomen' },
    hips: { socketId: 'hips', type: 'hips' },
    ...sides('shoulder', 'shoulder', (side) => ({ socketId: `${side}_shoulder` })),
    ...sides('upper_arm', 'upper_arm', (side) => ({ parent: `${side}_shoulder`, socketId: 'upper_arm' })),
    ...sides('forearm', 'forearm', (side) => ({ parent: `${side}_upper_arm`, socketId: 'forearm' })),
    ...sides('hand', 'hand', (side) => ({ parent: `${side}_forearm`, socketId: 'hand' })),
    ...sides('thigh', 'thigh', (side) => ({ parent: 'hips', socketId: `${side}_thigh` })),
    ...sides('shin', 'shin', (side) => ({ parent: `${side}_thigh`, socketId: 'shin' })),
    ...sides('foot', 'foot', (side) => ({ parent: `${side}_shin`, socketId: 'foot' })),
    head: { parent: 'neck', socketId: 'head', type: 'head' },
    hair: { parent: 'head', socketId: 'scalp', type: 'hair' },
    beard: { parent: 'head', socketId: 'chin', type: 'beard', optional: true },
    ...sides('eye', 'eye', (side) => ({ parent: 'head', socketId: `${side}_eye` })),
    ...sides('brow', 'brow', (side) => ({ parent: 'head', socketId: `${side}_brow` })),
    ...sides('ear', 'ear', (side) => ({ parent: 'head', socketId: `${side}_ear` })),
    nose: { parent: 'head', socketId: 'nose', type: 'nose' },
    mouth: { parent: 'head', socketId: 'mouth', type: 'mouth' },
  },
  clothingSlots: {
    head_gear: { bodySlots: ['hair', 'left_ear', 'right_ear'], layers: ['base', 'armour', 'outer'] },
    face_gear: { bodySlots: ['left_eye', 'right_eye', 'nose'], layers: ['accessories', 'armour'] },
    torso_upper: { bodySlots: ['chest', 'back', 'left_shoulder', 'right_shoulder'], layers: allLayers },
    torso_lower: { bodySlots: ['abdomen', 'hips'], layers: allLayers },
    arms: {
      bodySlots: ['left_upper_arm', 'right_upper_arm', 'left_forearm', 'right_forearm'],
      layers: ['base', 'armour', 'outer'],
    },
    hands: { bodySlots: ['left_hand', 'right_hand'], layers: ['base', 'accessories', 'armour'] },
    legs: { bodySlots: ['left_thigh', 'right_thigh', 'left_shin', 'right_shin'], layers: allLayers },
    feet: { bodySlots: ['left_foot', 'right_foot'], layers: ['underwear', 'base', 'outer'] },
  },
};

const skyFolk: Blueprint = {
  ...human,
  id: 'sky_folk',
  slots: { ...human.slots, ...sides('wing', 'wing', (side) => ({ socketId: `${side}_wing` })) },
};

export const blueprints: ReadonlyMap<string, Blueprint> = new Map(
  [human, skyFolk].map((blueprint) => [blueprint.id, blueprint]),
);
