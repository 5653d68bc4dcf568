// How a phone numbers what it writes of one door, for the server to put it in order (linli/rounds/rules/sync.py).
import type { Listed, Piece, Stamp } from "./protocol.ts";

export type Door = {
  door: string;
  branch: string; // "" until something is written
  number: number; // of the last piece of the branch
  base: number;
  epoch: number;
  listed: number; // when the server made the list
};
export type Said = { id: string; door: string; says: unknown };

/// The door as the list tells it; a list older than the one known changes nothing. The branch goes on.
export function told(before: Door | null, listed: Listed, made: number): Door {
  if (before && before.listed > made) return before;
  const { branch, number } = before ?? { branch: "", number: 0 };
  return { door: listed.door, branch, number, base: listed.version, epoch: listed.epoch, listed: made };
}

/// The next piece, and the door after it. `fresh` is the id of a branch, should one begin.
export function grown(before: Door, said: Said, stamp: Stamp, fresh: string): { door: Door; piece: Piece } {
  const door = { ...before, branch: before.branch || fresh, number: before.number + 1 };
  const { branch, number, base, epoch, listed } = door;
  return { door, piece: { ...stamp, ...said, branch, number, base, epoch, listed_at: listed } };
}

/// After a piece was refused its branch has a gap that is never filled: what is written from now on is another branch.
export function refused(before: Door, branch: string): Door {
  return before.branch === branch ? { ...before, branch: "", number: 0 } : before;
}
