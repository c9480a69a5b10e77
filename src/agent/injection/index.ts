/** `tidemark/injection`: Tidemark's services for containers of dependency injection. */

export type { AwilixContainer, Container, Registration } from './Container.ts';
export { type MemoryRegistrationOptions, registerMemoryMonitoring } from './registerMemoryMonitoring.ts';
export { type MemoryServices, type MemoryToken, tokens } from './tokens.ts';
