import { anatomyOperation, clothingOperation, lifecycleOperation, type Operation } from './operations.ts';

export interface Workload {
  /** Operations a second that are realistic on a small machine. */
  readonly defaultRate: number;
  /** What share of the operations is of which kind; the shares add up to 1. */
  readonly mix: readonly { readonly kind: OperationKind; readonly share: number }[];
}

export type OperationKind = keyof typeof operations;

export const operations = {
  clothing: clothingOperation,
  anatomy: anatomyOperation,
  lifecycle: lifecycleOperation,
} as const satisfies Readonly<Record<string, Operation>>;

/** In every workload actors come and go, as they do in a game. */
export const workloads = {
  mixed: {
    defaultRate: 4000,
    mix: [
      { kind: 'clothing', share: 0.55 },
      { kind: 'anatomy', share: 0.44 },
      { kind: 'lifecycle', share: 0.01 },
    ],
  },
  clothing: {
    defaultRate: 4000,
    mix: [
      { kind: 'clothing', share: 0.99 },
      { kind: 'lifecycle', share: 0.01 },
    ],
  },
  anatomy: {
    defaultRate: 4000,
    mix: [
      { kind: 'anatomy', share: 0.99 },
      { kind: 'lifecycle', share: 0.01 },
    ],
  },
  lifecycle: { defaultRate: 30, mix: [{ kind: 'lifecycle', share: 1 }] },
} as const satisfies Readonly<Record<string, Workload>>;

export type WorkloadName = keyof typeof workloads;

export const workloadNames = Object.keys(workloads) as readonly WorkloadName[];
