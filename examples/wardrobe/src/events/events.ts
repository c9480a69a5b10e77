import type { EntityId } from '../entities/Entity.ts';

/** Names of the events that the game dispatches. */
export const events = {
  entityCreated: 'entity_created',
  entityRemoved: 'entity_removed',
  componentAdded: 'component_added',
  componentChanged: 'component_changed',
  componentRemoved: 'component_removed',
  anatomyGenerated: 'anatomy_generated',
  actorRemoved: 'actor_removed',
  outfitChanged: 'outfit_changed',
  weatherChanged: 'weather_changed',
} as const;

/** Every mutation is an event, thousands a second: they pass the storm protection. The weather is not among them. */
export const frequentEvents: readonly string[] = [
  events.entityCreated,
  events.entityRemoved,
  events.componentAdded,
  events.componentChanged,
  events.componentRemoved,
  events.anatomyGenerated,
  events.actorRemoved,
  events.outfitChanged,
];

export interface ActorRemoved {
  readonly actorId: EntityId;
}

export interface AnatomyGenerated {
  readonly actorId: EntityId;
  readonly blueprintId: string;
  readonly partIds: readonly EntityId[];
}

export interface OutfitChanged {
  readonly actorId: EntityId;
  readonly equippedId?: EntityId;
  readonly removedIds: readonly EntityId[];
}

export type Weather = (typeof weathers)[number];

export const weathers = ['sun', 'cloud', 'rain', 'wind', 'snow'] as const;

export interface WeatherChanged {
  readonly weather: Weather;
  readonly hour: number;
}
