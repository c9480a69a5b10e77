/** What is done with what a container has made. */
export interface Registration {
  readonly lifetime: 'singleton';
  /** To be called when the container ends, where it does such things. */
  readonly dispose: () => void;
}

/** A container of any make: it is told of a factory under a token, and makes the service when that is first asked for. */
export interface Container {
  register(token: string, factory: (container: Container) => unknown, registration: Registration): unknown;
  resolve(token: string): unknown;
  isRegistered(token: string): boolean;
}

/** What is used of an [awilix](https://github.com/jeffijoe/awilix) container. */
export interface AwilixContainer {
  register(name: string, resolver: AwilixResolver): unknown;
  resolve(name: string): unknown;
  hasRegistration(name: string): boolean;
}

interface AwilixResolver {
  readonly resolve: (container: AwilixContainer) => unknown;
  readonly lifetime: 'SINGLETON';
  readonly dispose: () => void;
}

/** An awilix container as one of ours. */
export function fromAwilix(container: AwilixContainer): Container {
  return {
    register: (token, factory, { dispose }) =>
      container.register(token, {
        resolve: (current) => factory(fromAwilix(current)),
        lifetime: 'SINGLETON',
        dispose,
      }),
    resolve: (token) => container.resolve(token),
    isRegistered: (token) => container.hasRegistration(token),
  };
}
