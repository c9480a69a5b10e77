import { type Components, core, type Descriptors } from '../entities/component.ts';
import type { EntityId } from '../entities/Entity.ts';
import type { EntityManager } from '../entities/EntityManager.ts';
import type { Random } from '../randomness/Random.ts';
import { readBodyGraph } from './BodyGraph.ts';
import type { Blueprint, BlueprintSlot } from './blueprints.ts';
import { describeBody } from './bodyDescription.ts';
import { validateBody } from './bodyValidation.ts';
import { anatomy, type PartType } from './components.ts';
import { slotDefinitionId, variantsOf } from './partTypes.ts';
import type { Recipe, RecipePattern } from './recipes.ts';

interface GeneratedBody {
  readonly partIds: readonly EntityId[];
  readonly description: string;
}

/** Builds bodies: picks a part for each slot of the blueprint, creates it, hangs it on its parent, validates the tree. */
export class BodyGenerator {
  readonly #entities: EntityManager;
  readonly #random: Random;

  constructor({ entities, random }: { entities: EntityManager; random: Random }) {
    this.#entities = entities;
    this.#random = random;
  }

  /** Gives the actor a body and returns its parts, the root first. */
  generate(actorId: EntityId, recipe: Recipe, blueprint: Blueprint): GeneratedBody {
    const rootId = this.#createPart(actorId, 'torso', recipe, blueprint.rootType);
    const partIds = new Map<string, EntityId>();
    const slotIds: EntityId[] = [];
    for (const [key, slot] of Object.entries(blueprint.slots)) {
      if (slot.optional && recipe.slots[key] === undefined) continue;
      const parentId = slot.parent === undefined ? rootId : (partIds.get(slot.parent) as EntityId);
      const partId = this.#createPart(actorId, key, recipe, slot.type, { parentId, socketId: slot.socketId });
      partIds.set(key, partId);
      slotIds.push(this.#createSlot(actorId, key, slot, partId));
    }
    this.#entities.setComponent(actorId, anatomy.body, {
      recipeId: recipe.id,
      blueprintId: blueprint.id,
      rootId,
      slotIds,
    });
    const graph = readBodyGraph(this.#entities, rootId, partIds.values());
    validateBody(this.#entities, graph, partIds.size + 1);
    return { partIds: graph.partIds(), description: describeBody(this.#entities, graph) };
  }

  #createPart(
    actorId: EntityId,
    key: string,
    recipe: Recipe,
    type: PartType,
    joint?: { readonly parentId: EntityId; readonly socketId: string },
  ): EntityId {
    const patterns = recipe.patterns.filter((pattern) => pattern.types.includes(type));
    const definitionId = this.#pickPart(key, recipe, patterns, type);
    const described = descriptorsOf(key, recipe, patterns);
    const overrides: Components = {
      [anatomy.part.id]: { type, actorId },
      ...(joint === undefined ? {} : { [anatomy.joint.id]: joint }),
    };
    const part = this.#entities.create(definitionId, 'part', overrides);
    if (described !== undefined) {
      this.#entities.setComponent(part.id, core.descriptors, { ...part.get(core.descriptors), ...described });
    }
    return part.id;
  }

  #pickPart(key: string, recipe: Recipe, patterns: readonly RecipePattern[], type: PartType): string {
    const preferred = recipe.slots[key]?.prefer ?? patterns.flatMap((pattern) => pattern.prefer ?? []);
    const variants = variantsOf(type);
    const fitting = preferred.filter((definitionId) => variants.includes(definitionId));
    return this.#random.pick(fitting.length > 0 ? fitting : variants);
  }

  #createSlot(actorId: EntityId, key: string, slot: BlueprintSlot, partId: EntityId): EntityId {
    return this.#entities.create(slotDefinitionId, 'slot', {
      [anatomy.slot.id]: { key, socketId: slot.socketId, requiredType: slot.type, actorId, partId },
    }).id;
  }
}

function descriptorsOf(
  key: string,
  recipe: Recipe,
  patterns: readonly RecipePattern[],
): Descriptors | undefined {
  const own = recipe.slots[key]?.descriptors;
  const common = patterns.map((pattern) => pattern.descriptors).filter((words) => words !== undefined);
  if (own === undefined && common.length === 0) return undefined;
  return Object.assign({}, ...common, own);
}
