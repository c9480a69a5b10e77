/** A session of another thread with the inspector of the main thread, which answers in the middle of whatever it runs. */
export interface MainSession {
  connectToMainThread(): void;
  disconnect(): void;
  on(event: string, listener: (message: { readonly params: object }) => void): unknown;
  post(method: string, answer: (error: Error | null, result?: object) => void): void;
  post(method: string, params: object, answer: (error: Error | null, result?: object) => void): void;
}
