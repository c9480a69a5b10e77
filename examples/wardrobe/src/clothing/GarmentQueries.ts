import type { UnifiedCache } from 'tidemark/pressure';
import type { EntityId } from '../entities/Entity.ts';
import type { EntityManager } from '../entities/EntityManager.ts';
import type { EventBus } from '../events/EventBus.ts';
import { events, type OutfitChanged } from '../events/events.ts';
import type { LatencySamples } from '../timing/LatencySamples.ts';
import {
  type AccessibilityMode,
  type AccessibleGarment,
  accessibilityModes,
  accessibleGarments,
} from './accessibility.ts';
import { clothing } from './components.ts';
import { garmentWords } from './garmentWords.ts';

export interface GarmentQueriesOptions {
  readonly entities: EntityManager;
  readonly accessibility: UnifiedCache<string, readonly AccessibleGarment[]>;
  readonly latencies: LatencySamples;
  readonly bus: EventBus;
}

/** The questions that the game asks of what actors wear. Answers are cached, and each lookup is timed. */
export class GarmentQueries {
  readonly #entities: EntityManager;
  readonly #accessibility: UnifiedCache<string, readonly AccessibleGarment[]>;
  readonly #latencies: LatencySamples;

  constructor({ entities, accessibility, latencies, bus }: GarmentQueriesOptions) {
    this.#entities = entities;
    this.#accessibility = accessibility;
    this.#latencies = latencies;
    const forget = (payload: unknown): void =>
      this.#forget((payload as Pick<OutfitChanged, 'actorId'>).actorId);
    bus.subscribe(events.outfitChanged, forget);
    bus.subscribe(events.actorRemoved, forget);
  }

  /** What the wearer wears as `mode` asks for it, the outermost first. */
  accessible(actorId: EntityId, mode: AccessibilityMode): readonly AccessibleGarment[] {
    return this.#latencies.time(mode, () => {
      const { equipped } = this.#entities.require(actorId, clothing.outfit);
      const find = () => accessibleGarments(this.#entities, equipped, mode);
      return this.#accessibility.get(keyOf(actorId, mode), find);
    });
  }

  /** `wearing a green long coat, a brown felt hat`, of what can be seen. */
  describe(actorId: EntityId): string {
    const visible = this.accessible(actorId, 'visible');
    if (visible.length === 0) return 'wearing nothing';
    return `wearing ${visible.map(({ garmentId }) => garmentWords(this.#entities, garmentId)).join(', ')}`;
  }

  #forget(actorId: EntityId): void {
    for (const mode of accessibilityModes) this.#accessibility.delete(keyOf(actorId, mode));
  }
}

function keyOf(actorId: EntityId, mode: AccessibilityMode): string {
  return `${actorId}|${mode}`;
}
