import type { ComponentId, Components, ComponentType } from './component.ts';

export type EntityId = string;

/** The template of an entity: the components that each instance has unless it overrides them. */
export interface EntityDefinition {
  readonly id: string;
  readonly components: Components;
}

/** An id, a definition and what this instance overrides. Components hold plain data. */
export class Entity {
  readonly id: EntityId;
  readonly definition: EntityDefinition;
  /** A value of `undefined` hides the default of the definition. */
  readonly #overrides = new Map<ComponentId, unknown>();

  constructor(id: EntityId, definition: EntityDefinition, overrides: Components = {}) {
    this.id = id;
    this.definition = definition;
    for (const [componentId, data] of Object.entries(overrides)) {
      this.#overrides.set(componentId as ComponentId, data);
    }
  }

  get<Data>(type: ComponentType<Data>): Data | undefined {
    const data = this.#overrides.has(type.id)
      ? this.#overrides.get(type.id)
      : this.definition.components[type.id];
    return data as Data | undefined;
  }

  has(componentId: ComponentId): boolean {
    return this.get({ id: componentId }) !== undefined;
  }

  set(componentId: ComponentId, data: unknown): void {
    this.#overrides.set(componentId, data);
  }

  /** Removes the override and hides the default. */
  remove(componentId: ComponentId): void {
    if (this.definition.components[componentId] === undefined) this.#overrides.delete(componentId);
    else this.#overrides.set(componentId, undefined);
  }

  componentIds(): ComponentId[] {
    const ids = new Set([...Object.keys(this.definition.components), ...this.#overrides.keys()]);
    return ([...ids] as ComponentId[]).filter((id) => this.has(id));
  }
}
