/** What Tidemark needs of an event bus. A promise that `dispatch` returns is never awaited. */
export interface EventBus {
  dispatch(type: string, payload: unknown): unknown;
}
