// What the tests use of Node's own test runner, so that no package is needed for its types.
declare module "node:test" {
  export function test(name: string, run: () => void | Promise<void>): void;
}
declare module "node:assert/strict" {
  type Wanted = RegExp | ((error: never) => boolean);
  export function equal(actual: unknown, expected: unknown): void;
  export function deepEqual(actual: unknown, expected: unknown): void;
  export function ok(value: unknown): void;
  export function rejects(run: Promise<unknown> | (() => Promise<unknown>), wanted: Wanted): Promise<void>;
  export function throws(run: () => unknown, wanted: Wanted): void;
}
