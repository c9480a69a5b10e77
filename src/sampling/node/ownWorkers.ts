let isStarting = false;

/** Starts a worker thread of Tidemark itself, which does not count as one of the application's. */
export function startOwnWorker<Worker>(start: () => Worker): Worker {
  isStarting = true;
  try {
    return start();
  } finally {
    isStarting = false;
  }
}

/** Whether the worker that is being started is Tidemark's own. */
export function isStartingOwnWorker(): boolean {
  return isStarting;
}
