import type { ComponentId } from './component.ts';
import type { EntityId } from './Entity.ts';

const none: ReadonlySet<EntityId> = new Set();

/** Which entities have a component. */
export class ComponentIndex {
  readonly #entities = new Map<ComponentId, Set<EntityId>>();

  add(componentId: ComponentId, entityId: EntityId): void {
    const entities = this.#entities.get(componentId);
    if (entities === undefined) this.#entities.set(componentId, new Set([entityId]));
    else entities.add(entityId);
  }

  remove(componentId: ComponentId, entityId: EntityId): void {
    const entities = this.#entities.get(componentId);
    if (entities === undefined) return;
    entities.delete(entityId);
    if (entities.size === 0) this.#entities.delete(componentId);
  }

  entitiesWith(componentId: ComponentId): ReadonlySet<EntityId> {
    return this.#entities.get(componentId) ?? none;
  }
}
