import {
  borderNumbers,
  borderTexts,
  jsonTokens,
  type Mutation,
  mutatedBy,
  replaced,
  textMutations,
} from '../textMutations.ts';

/** With what V8 writes. */
const texts = [
  ...borderTexts,
  'Object',
  'system / NativeContext',
  '(map descriptors)',
  '1 / part of key (K @3) -> value (V @5) pair in WeakMap (table @7)',
  '1 / part of key (K @99999999999999999999) -> value (V @5) pair in WeakMap (table @7)',
];
const sections = [
  '"news":[1,[2,{"a":"]"}]],',
  '"flag":true,',
  '"text":"}\\"]",',
  `"deep":${'['.repeat(600)}${']'.repeat(600)},`,
  '"nodes":[],',
  '"strings":["x"],',
  '"locations":[0,1,2,3],',
  '"":null,',
];
const heads = [
  'node_fields',
  'node_types',
  'edge_fields',
  'edge_types',
  'location_fields',
  'node_count',
  'edge_count',
  'meta',
  'snapshot',
  'detachedness',
  'object_index',
  'weak',
  'internal',
];

/** Changes the text of a snapshot into one that may be none: one to four changes. */
export const mutated: Mutation = mutatedBy([
  ...textMutations({
    numbers: borderNumbers,
    texts,
    tokens: [...jsonTokens, '"strings":[', '"nodes":[', '"edges":['],
  }),
  (text, random) => {
    const name = random.pick(heads);
    return text.replace(`"${name}"`, random.chance(0.5) ? '"unknown"' : `"${random.pick(heads)}"`);
  },
  (text, random) => replaced(text, /"[a-z_]+":/g, random, (key) => random.pick(sections) + key),
  (text, random) => replaced(text, /"[a-z_]+":\[[^[\]]*\],?/g, random, () => ''),
  (text, random) => replaced(text, /\],/g, random, (end) => `${' '.repeat(random.below(6000))}${end}`),
]);
