export type WardrobeErrorCode =
  | 'DUPLICATE_DEFINITION'
  | 'INVALID_ARGUMENT'
  | 'INVALID_BODY'
  | 'INVALID_OPTION'
  | 'MISSING_COMPONENT'
  | 'UNKNOWN_DEFINITION'
  | 'UNKNOWN_ENTITY'
  | 'UNKNOWN_RECIPE';

/** The one error class of the example: a stable code and a sentence that names what was received. */
export class WardrobeError extends Error {
  readonly code: WardrobeErrorCode;

  constructor(code: WardrobeErrorCode, message: string) {
    super(message);
    this.name = 'WardrobeError';
    this.code = code;
  }
}
