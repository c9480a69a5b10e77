import type { EventBus } from '../events/EventBus.ts';
import { events } from '../events/events.ts';
import { WardrobeError } from '../WardrobeError.ts';
import { ComponentIndex } from './ComponentIndex.ts';
import type { ComponentId, Components, ComponentType } from './component.ts';
import { Entity, type EntityDefinition, type EntityId } from './Entity.ts';

/** Creates, changes and removes entities, keeps the component index, and dispatches an event at each mutation. */
export class EntityManager {
  readonly #definitions = new Map<string, EntityDefinition>();
  readonly #entities = new Map<EntityId, Entity>();
  readonly #index = new ComponentIndex();
  readonly #bus: EventBus;
  #created = 0;

  constructor({ bus, definitions }: { bus: EventBus; definitions: Iterable<EntityDefinition> }) {
    this.#bus = bus;
    for (const definition of definitions) this.#define(definition);
  }

  get size(): number {
    return this.#entities.size;
  }

  /** Creates an entity; its id is made from `kind` and a running number. */
  create(definitionId: string, kind: string, overrides: Components = {}): Entity {
    const definition = this.#definitions.get(definitionId);
    if (definition === undefined) {
      throw new WardrobeError('UNKNOWN_DEFINITION', `there is no definition ${definitionId}`);
    }
    this.#created += 1;
    const entity = new Entity(`${kind}-${this.#created}`, definition, overrides);
    this.#entities.set(entity.id, entity);
    for (const componentId of entity.componentIds()) this.#index.add(componentId, entity.id);
    void this.#bus.dispatch(events.entityCreated, { entityId: entity.id, definitionId });
    return entity;
  }

  /** Removes an entity and says whether there was one. What belongs to it is for the caller to remove. */
  remove(entityId: EntityId): boolean {
    const entity = this.#entities.get(entityId);
    if (entity === undefined) return false;
    for (const componentId of entity.componentIds()) this.#index.remove(componentId, entityId);
    this.#entities.delete(entityId);
    void this.#bus.dispatch(events.entityRemoved, { entityId, definitionId: entity.definition.id });
    return true;
  }

  has(entityId: EntityId): boolean {
    return this.#entities.has(entityId);
  }

  get(entityId: EntityId): Entity {
    const entity = this.#entities.get(entityId);
    if (entity === undefined) throw new WardrobeError('UNKNOWN_ENTITY', `there is no entity ${entityId}`);
    return entity;
  }

  component<Data>(entityId: EntityId, type: ComponentType<Data>): Data | undefined {
    return this.get(entityId).get(type);
  }

  /** The component's data; throws where the entity has none. */
  require<Data>(entityId: EntityId, type: ComponentType<Data>): Data {
    const data = this.component(entityId, type);
    if (data === undefined) {
      throw new WardrobeError('MISSING_COMPONENT', `entity ${entityId} has no component ${type.id}`);
    }
    return data;
  }

  setComponent<Data>(entityId: EntityId, type: ComponentType<Data>, data: Data): void {
    const entity = this.get(entityId);
    const name = entity.has(type.id) ? events.componentChanged : events.componentAdded;
    entity.set(type.id, data);
    this.#index.add(type.id, entityId);
    void this.#bus.dispatch(name, { entityId, componentId: type.id });
  }

  removeComponent(entityId: EntityId, componentId: ComponentId): boolean {
    const entity = this.get(entityId);
    if (!entity.has(componentId)) return false;
    entity.remove(componentId);
    this.#index.remove(componentId, entityId);
    void this.#bus.dispatch(events.componentRemoved, { entityId, componentId });
    return true;
  }

  entitiesWith(componentId: ComponentId): ReadonlySet<EntityId> {
    return this.#index.entitiesWith(componentId);
  }

  #define(definition: EntityDefinition): void {
    if (this.#definitions.has(definition.id)) {
      throw new WardrobeError('DUPLICATE_DEFINITION', `there are two definitions ${definition.id}`);
    }
    this.#definitions.set(definition.id, definition);
  }
}
