import { core } from '../entities/component.ts';
import type { EntityDefinition } from '../entities/Entity.ts';
import { anatomy, type PartType, type Socket } from './components.ts';

interface PartKind {
  readonly sockets?: readonly Socket[];
  /** The variants that a recipe can prefer: a name and what describes it. */
  readonly variants: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const limbVariants = {
  slender: { build: 'slender', texture: 'smooth' },
  muscular: { build: 'muscular', texture: 'smooth' },
  scarred: { build: 'lean', texture: 'scarred' },
  freckled: { build: 'lean', texture: 'freckled' },
};
const plain = { plain: { build: 'average' }, broad: { build: 'broad' }, narrow: { build: 'narrow' } };

function socket(id: string, ...allowedTypes: readonly PartType[]): Socket {
  return { id, allowedTypes };
}

function pair(id: string, type: PartType): readonly Socket[] {
  return [socket(`left_${id}`, type), socket(`right_${id}`, type)];
}

const kinds: Readonly<Record<PartType, PartKind>> = {
  torso: {
    sockets: [
      socket('neck', 'neck'),
      socket('chest', 'chest'),
      socket('back', 'back'),
      socket('abdomen', 'abdomen'),
      socket('hips', 'hips'),
      ...pair('shoulder', 'shoulder'),
      ...pair('wing', 'wing'),
    ],
    variants: { slim: { build: 'slim' }, stocky: { build: 'stocky' }, athletic: { build: 'athletic' } },
  },
  neck: { sockets: [socket('head', 'head')], variants: plain },
  chest: { variants: limbVariants },
  back: { variants: limbVariants },
  abdomen: { variants: { flat: { shape: 'flat' }, round: { shape: 'round' }, taut: { shape: 'taut' } } },
  hips: { sockets: pair('thigh', 'thigh'), variants: plain },
  shoulder: { sockets: [socket('upper_arm', 'upper_arm')], variants: plain },
  wing: {
    variants: { feathered: { texture: 'feathered', colour: 'grey' }, leathery: { texture: 'leathery' } },
  },
  head: {
    sockets: [
      socket('scalp', 'hair'),
      socket('chin', 'beard'),
      ...pair('eye', 'eye'),
      ...pair('brow', 'brow'),
      ...pair('ear', 'ear'),
      socket('nose', 'nose'),
      socket('mouth', 'mouth'),
    ],
    variants: { oval: { shape: 'oval' }, square: { shape: 'square' }, long: { shape: 'long' } },
  },
  hair: {
    variants: {
      short_black: { length: 'short', colour: 'black' },
      long_brown: { length: 'long', colour: 'brown' },
      curly_red: { texture: 'curly', colour: 'red' },
      cropped_white: { length: 'cropped', colour: 'white' },
    },
  },
  beard: { variants: { full: { length: 'full' }, stubble: { length: 'short', texture: 'rough' } } },
  eye: { variants: { brown: { colour: 'brown' }, green: { colour: 'green' }, grey: { colour: 'grey' } } },
  brow: { variants: { arched: { shape: 'arched' }, straight: { shape: 'straight' } } },
  ear: { variants: { round: { shape: 'round' }, pointed: { shape: 'pointed' } } },
  nose: {
    variants: { aquiline: { shape: 'aquiline' }, snub: { shape: 'snub' }, straight: { shape: 'straight' } },
  },
  mouth: { variants: { full: { shape: 'full' }, thin: { shape: 'thin' } } },
  upper_arm: { sockets: [socket('forearm', 'forearm')], variants: limbVariants },
  forearm: { sockets: [socket('hand', 'hand')], variants: limbVariants },
  hand: { variants: { calloused: { texture: 'calloused' }, soft: { texture: 'soft' } } },
  thigh: { sockets: [socket('shin', 'shin')], variants: limbVariants },
  shin: { sockets: [socket('foot', 'foot')], variants: limbVariants },
  foot: { variants: { small: { size: 'small' }, large: { size: 'large' } } },
};

/** The definition ids of every variant of a part type. */
export function variantsOf(type: PartType): readonly string[] {
  return variantIds.get(type) as readonly string[];
}

const variantIds: ReadonlyMap<PartType, readonly string[]> = new Map(
  Object.entries(kinds).map(([type, { variants }]) => [
    type as PartType,
    Object.keys(variants).map((variant) => `anatomy:${type}_${variant}`),
  ]),
);

export const slotDefinitionId = 'anatomy:blueprint_slot';

/** One definition for each variant of each part type, and the one of blueprint slots. */
export const partDefinitions: readonly EntityDefinition[] = [
  { id: slotDefinitionId, components: {} },
  ...Object.entries(kinds).flatMap(([type, { sockets, variants }]) =>
    Object.entries(variants).map(([variant, descriptors]) => ({
      id: `anatomy:${type}_${variant}`,
      components: {
        [core.name.id]: type.replaceAll('_', ' '),
        [core.descriptors.id]: descriptors,
        ...(sockets === undefined ? {} : { [anatomy.sockets.id]: sockets }),
      },
    })),
  ),
];
