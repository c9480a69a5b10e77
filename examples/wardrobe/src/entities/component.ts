/** `namespace:name`, as in `anatomy:joint`. */
export type ComponentId = `${string}:${string}`;

/** A component's id together with the type of its data. */
export interface ComponentType<Data> {
  readonly id: ComponentId;
  /** Never set: it carries the type alone. */
  readonly data?: Data;
}

export type Components = Readonly<Record<ComponentId, unknown>>;

export function componentType<Data>(id: ComponentId): ComponentType<Data> {
  return { id };
}

/** Components that every kind of entity may have. */
export const core = {
  name: componentType<string>('core:name'),
  description: componentType<string>('core:description'),
  /** The id of the place where an actor is. */
  position: componentType<string>('core:position'),
  /** Words that describe the entity, by aspect: `{ build: 'muscular', colour: 'brown' }`. */
  descriptors: componentType<Descriptors>('core:descriptors'),
} as const;

export type Descriptors = Readonly<Record<string, string>>;
