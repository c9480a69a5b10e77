import type { Descriptors } from '../entities/component.ts';
import type { PartType } from './components.ts';

/** "Both arms muscular": what holds for every slot of some part types. */
export interface RecipePattern {
  readonly types: readonly PartType[];
  readonly prefer?: readonly string[];
  readonly descriptors?: Descriptors;
}

/** What a recipe says of one slot; it goes before every pattern. */
interface RecipeSlot {
  readonly prefer?: readonly string[];
  readonly descriptors?: Descriptors;
}

/** One kind of character: preferred parts, descriptors, patterns, and the garments it owns. */
export interface Recipe {
  readonly id: string;
  readonly blueprintId: string;
  readonly slots: Readonly<Record<string, RecipeSlot>>;
  readonly patterns: readonly RecipePattern[];
  /** One garment of each list; those that do not fit together stay in the bag. */
  readonly garments: readonly (readonly string[])[];
}

const arms: readonly PartType[] = ['shoulder', 'upper_arm', 'forearm'];
const legs: readonly PartType[] = ['thigh', 'shin'];

const drawers = ['clothing:linen_drawers', 'clothing:cotton_drawers'];
const boots = ['clothing:leather_boots', 'clothing:riding_boots'];
const trousers = ['clothing:wool_trousers', 'clothing:leather_trousers'];

const list: readonly Recipe[] = [
  {
    id: 'guard',
    blueprintId: 'human',
    slots: {
      left_hand: { descriptors: { texture: 'scarred' } },
      beard: { prefer: ['anatomy:beard_stubble'] },
    },
    patterns: [
      { types: [...arms, ...legs], prefer: ['anatomy:forearm_muscular', 'anatomy:upper_arm_muscular'] },
      { types: ['torso'], prefer: ['anatomy:torso_athletic'] },
    ],
    garments: [
      drawers,
      ['clothing:linen_shirt'],
      trousers,
      ['clothing:leather_belt', 'clothing:sword_belt'],
      ['clothing:mail_hauberk', 'clothing:breastplate'],
      ['clothing:steel_helmet'],
      boots,
    ],
  },
  {
    id: 'merchant',
    blueprintId: 'human',
    slots: { hair: { prefer: ['anatomy:hair_curly_red', 'anatomy:hair_long_brown'] } },
    patterns: [{ types: ['torso'], prefer: ['anatomy:torso_stocky'], descriptors: { bearing: 'proud' } }],
    garments: [
      drawers,
      ['clothing:linen_shirt', 'clothing:silk_blouse'],
      ['clothing:velvet_doublet', 'clothing:wool_tunic'],
      trousers,
      ['clothing:leather_belt'],
      ['clothing:long_coat', 'clothing:wool_cloak'],
      ['clothing:felt_hat'],
    ],
  },
  {
    id: 'scholar',
    blueprintId: 'human',
    slots: { beard: { prefer: ['anatomy:beard_full'], descriptors: { colour: 'grey' } } },
    patterns: [{ types: [...arms, 'hand'], prefer: ['anatomy:forearm_slender', 'anatomy:hand_soft'] }],
    garments: [
      drawers,
      ['clothing:linen_shirt'],
      trousers,
      ['clothing:brass_spectacles'],
      ['clothing:long_coat'],
      ['clothing:wool_stockings'],
      ['clothing:leather_shoes'],
    ],
  },
  {
    id: 'farmer',
    blueprintId: 'human',
    slots: { nose: { prefer: ['anatomy:nose_snub'] } },
    patterns: [
      { types: ['hand'], prefer: ['anatomy:hand_calloused'] },
      { types: [...arms, ...legs], descriptors: { colour: 'tanned' } },
    ],
    garments: [
      drawers,
      ['clothing:wool_tunic', 'clothing:linen_shirt'],
      trousers,
      ['clothing:leather_belt'],
      ['clothing:straw_hat'],
      ['clothing:work_gloves'],
      boots,
    ],
  },
  {
    id: 'noble',
    blueprintId: 'human',
    slots: {
      hair: { prefer: ['anatomy:hair_long_brown'] },
      mouth: { descriptors: { colour: 'painted red' } },
    },
    patterns: [{ types: ['eye'], prefer: ['anatomy:eye_green'] }],
    garments: [
      ['clothing:silk_chemise'],
      ['clothing:silk_blouse'],
      ['clothing:velvet_skirt'],
      ['clothing:jewelled_belt'],
      ['clothing:wool_cloak', 'clothing:wool_shawl'],
      ['clothing:lace_gloves'],
      ['clothing:leather_shoes'],
    ],
  },
  {
    id: 'sky_scout',
    blueprintId: 'sky_folk',
    slots: { head: { prefer: ['anatomy:head_long'] } },
    patterns: [
      { types: ['wing'], prefer: ['anatomy:wing_feathered'] },
      { types: ['ear'], prefer: ['anatomy:ear_pointed'] },
    ],
    garments: [
      drawers,
      ['clothing:silk_chemise'],
      ['clothing:wool_tunic'],
      ['clothing:leather_trousers'],
      ['clothing:sword_belt'],
      ['clothing:work_gloves', 'clothing:lace_gloves'],
      boots,
    ],
  },
];

export const recipes: ReadonlyMap<string, Recipe> = new Map(list.map((recipe) => [recipe.id, recipe]));
