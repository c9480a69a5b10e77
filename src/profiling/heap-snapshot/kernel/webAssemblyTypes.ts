/** The part of WebAssembly that the kernel uses; the types for Node.js 20 do not have it. */
export interface WebAssemblyNamespace {
  readonly Memory: new (limits: { readonly initial: number; readonly maximum: number }) => WebAssemblyMemory;
  readonly Module: new (binary: Uint8Array) => object;
  readonly Instance: new (module: object, imports: object) => { readonly exports: object };
}

/** Memory that grows by pages of 64 kB. */
export interface WebAssemblyMemory {
  readonly buffer: ArrayBuffer;
  grow(pages: number): number;
}

/** A variable of a module. */
export interface WebAssemblyGlobal {
  readonly value: number | bigint;
}
