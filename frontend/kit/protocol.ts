// What a phone and the server say to each other: the one place for the shapes of their messages, which agree with
// linli/rounds/rules/sync.py. Times are milliseconds since 1970, spans are milliseconds, ids are UUIDs, bytes in text are
// base64url without padding.
//
// A batch goes up, a signed answer comes down; a batch without pieces is the heartbeat. A piece is never changed once it
// has its id: sent again it is the same piece, and the server tells again what became of it.
export const MOST_PIECES = 200;
export const MOST_BYTES = 60_000; // of a batch as it is sent, in UTF-8
export const LEASE_HOURS = 12; // a phone keeps a lease no longer without contact, whatever the grant says

/// When something was written down. `at`: by the phone's own clock. `offset`: what the server's clock was ahead of it at the
/// last contact. `sure` is false when the clock was set while nobody could measure by how much.
export type Stamp = { at: number; offset: number; sure: boolean };

/// One answer about one door. A branch is what one phone writes of one door; its pieces are numbered 1, 2, 3 …, and one
/// whose predecessor has not come is held. `base` and `epoch`: the version of the door's record on the list that the phone
/// walked by, which the server made at `listed_at`: what this phone wrote since is in the branch, and what others wrote
/// it has not seen.
export type Piece = Stamp & {
  id: string;
  door: string;
  branch: string;
  number: number;
  base: number;
  epoch: number;
  listed_at: number;
  says: unknown; // the answers, as the round's form names them
};

export type Batch = {
  lease: string;
  nonce: string; // comes back in the answer: an answer kept by somebody in between is no answer
  shell: number; // version of the shell on the phone
  now: Stamp; // as it is sent: an offset that no longer holds shows here, and makes the times of its pieces doubtful
  pieces: Piece[];
};

/// What became of a piece. "taken": it is the version `version` of its door's record. "held": the server has it, and waits
/// for its predecessor. "refused": it is not taken and never will be; `code` has a sentence.
export type State = "taken" | "held" | "refused";

/// `take` is "doubled" for a piece that the server had already; what counts is how it stands.
export type Receipt = { piece: string; take: State | "doubled"; stands: State; code: string; version: number };

/// "good": the phone may go on for the hours of its lease. "closing": it may send what it has, and is then told "revoked".
/// "revoked": nothing is taken any more, and the phone forgets everything.
export type LeaseState = "good" | "closing" | "revoked";

export type Answer = {
  lease: string;
  nonce: string; // "" only when revoked: that word stays true and may be made beforehand
  time: number; // of the server
  state: LeaseState;
  least: number; // version of the shell below which the phone must load a new one
  receipts: Receipt[];
};

/// The answer as text, and its HMAC-SHA-256 under the lease's signing key: whoever holds the network cannot speak for us.
export type Signed = { body: string; mac: string };

/// Given at sign-in for one phone of one account, and the same again until it is revoked. From `secret`, 32 random bytes,
/// HKDF-SHA-256 (no salt) makes three keys of 32 bytes by `info`: "linli/wrap" wraps the key of what lies on the phone
/// (AES-256-GCM), "linli/sign" signs answers, "linli/tag" hides the ids of doors (both HMAC-SHA-256).
export type Grant = { id: string; secret: string; hours: number };

/// A door on the list of the day, with the version of its record that the list shows.
export type Listed = { door: string; version: number; epoch: number };

/// The list of the day. `shows` is what the page shows of it, and concerns only the page.
export type List = { made: number; doors: Listed[]; shows: unknown };
