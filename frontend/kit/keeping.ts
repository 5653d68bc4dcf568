// Whether what was stored is still there. A browser throws a whole store away without a word when the phone runs full, so a
// canary sits in it, and a witness outside of it (a cookie) remembers that there was one.
import type { Store } from "./store.ts";

export type Witness = { get(): string | null; set(name: string): void };

/// "new": nothing was kept here before. "gone": something was, and is no more: the list is asked for again, and the paper
/// list is looked at for what was written since.
export type Canary = "new" | "there" | "gone";

export async function look(store: Store, witness: Witness): Promise<Canary> {
  const canary = await store.own<string>("canary");
  const seen = witness.get();
  if (canary !== undefined && canary === seen) return "there";
  const name = canary ?? crypto.randomUUID();
  if (canary === undefined) await store.setOwn("canary", name);
  witness.set(name);
  if (canary !== undefined) return "there"; // the cookie ran out, the store did not
  return seen === null ? "new" : "gone";
}

type Storage = { persist?(): Promise<boolean>; persisted?(): Promise<boolean> };

/// Asks the browser to keep the store. False where it will not, or has no such thing.
export async function persist(storage: Storage | undefined): Promise<boolean> {
  try {
    return (await storage?.persisted?.()) === true || (await storage?.persist?.()) === true;
  } catch {
    return false;
  }
}
