import { core } from '../entities/component.ts';
import type { EntityDefinition } from '../entities/Entity.ts';
import { type Block, clothing, type Garment, type Layer, rankOf } from './components.ts';

interface GarmentOptions {
  /** Slots that it hides beside those that it fills; none at all for `false`. */
  readonly covers?: readonly string[] | false;
  readonly priority?: number;
  readonly blocks?: readonly Block[];
}

function garment(
  name: string,
  layer: Layer,
  slots: readonly string[],
  warmth: number,
  { covers = [], priority = rankOf(layer), blocks = [] }: GarmentOptions = {},
): EntityDefinition {
  const data: Garment = {
    layer,
    slots,
    warmth,
    blocks,
    coverage: { slots: covers === false ? [] : [...new Set([...slots, ...covers])], priority },
  };
  return {
    id: `clothing:${name.replaceAll(' ', '_')}`,
    components: { [core.name.id]: name, [clothing.garment.id]: data },
  };
}

const lower = ['torso_lower', 'legs'];
const sleeved = ['torso_upper', 'arms'];
const holdsTrousers: GarmentOptions = {
  covers: false,
  blocks: [{ slot: 'torso_lower', layers: ['base'] }],
};

export const garmentDefinitions: readonly EntityDefinition[] = [
  garment('linen drawers', 'underwear', ['torso_lower'], 0),
  garment('cotton drawers', 'underwear', ['torso_lower'], 1),
  garment('silk chemise', 'underwear', ['torso_upper'], 0),
  garment('wool stockings', 'underwear', ['legs', 'feet'], 2),
  garment('linen shirt', 'base', sleeved, 1),
  garment('silk blouse', 'base', sleeved, 0),
  garment('wool tunic', 'base', ['torso_upper'], 2, { covers: ['torso_lower'] }),
  garment('velvet doublet', 'base', sleeved, 2),
  garment('wool trousers', 'base', lower, 2),
  garment('leather trousers', 'base', lower, 2),
  garment('velvet skirt', 'base', ['torso_lower'], 1, { covers: ['legs'] }),
  garment('leather belt', 'accessories', ['torso_lower'], 0, holdsTrousers),
  garment('sword belt', 'accessories', ['torso_lower'], 0, holdsTrousers),
  garment('jewelled belt', 'accessories', ['torso_lower'], 0, holdsTrousers),
  garment('brass spectacles', 'accessories', ['face_gear'], 0, { covers: false }),
  garment('wool shawl', 'accessories', ['torso_upper'], 2, {
    covers: ['arms'],
    priority: rankOf('outer') + 1,
  }),
  garment('mail hauberk', 'armour', sleeved, 2, {
    blocks: [{ slot: 'torso_upper', layers: ['underwear', 'base'] }],
  }),
  garment('breastplate', 'armour', ['torso_upper'], 1, {
    blocks: [{ slot: 'torso_upper', layers: ['underwear', 'base'] }],
  }),
  garment('steel helmet', 'armour', ['head_gear'], 1),
  garment('long coat', 'outer', sleeved, 4, { covers: lower }),
  garment('wool cloak', 'outer', ['torso_upper'], 3, { covers: ['arms', 'torso_lower'] }),
  garment('felt hat', 'outer', ['head_gear'], 1),
  garment('straw hat', 'outer', ['head_gear'], 0),
  garment('work gloves', 'base', ['hands'], 1),
  garment('lace gloves', 'base', ['hands'], 0),
  garment('leather shoes', 'base', ['feet'], 1),
  garment('leather boots', 'outer', ['feet'], 2),
  garment('riding boots', 'outer', ['feet'], 2),
];
