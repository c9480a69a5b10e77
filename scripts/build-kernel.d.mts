/** The text of kernelBinary.ts. */
export function compiledKernel(): Promise<string>;
