// What a phone and the server say to each other: the one place for the shapes of their messages.
// Times are milliseconds since 1970, ids are UUIDs made by `crypto.randomUUID`, bytes in text are base64url without padding.
//
// A batch goes up, a signed answer comes down; a batch without pieces is the heartbeat. A piece is never changed once it
// has its id: sent again it is the same piece, and the server answers it as it did the first time.
export const MOST_PIECES = 200;
export const MOST_BYTES = 60_000; // of a batch as it is sent, in UTF-8
export const LEASE_HOURS = 12; // a phone keeps a lease no longer without contact, whatever the grant says

/// When something was written down: the phone's own clock, and what to add to it to get the server's. `sure` is false when
/// the clock was set while nobody could measure by how much.
export type Stamp = { phone: number; offset: number; sure: boolean };

/// One answer about one door. The server's record of a door has a trunk version. What a phone writes without having heard
/// of each other's end is a branch: all its pieces carry the branch's id and the trunk version it began from, and are
/// numbered 1, 2, 3 … A piece whose predecessor has not come is held. A refused piece keeps its number: those after it
/// do not wait for it.
export type Piece = {
  id: string;
  door: string;
  branch: string;
  trunk: number;
  version: number;
  made: Stamp;
  says: unknown; // the answers, as the round's form names them
};

export type Batch = {
  lease: string;
  nonce: string; // comes back in the answer: an answer kept by somebody in between is no answer
  shell: number; // version of the shell on the phone
  now: Stamp; // as it is sent: an offset that no longer holds shows here, and makes the times of its pieces doubtful
  pieces: Piece[];
  asks: string[]; // ids of pieces that the server held when they came
};

/// What became of one piece. "applied": it stands in the record, whose version is now `trunk`. "held": the server has it
/// and waits for its predecessor. "refused": it is not taken, and never will be; `why` is a code with a sentence.
/// `conflict`: it was applied beside something that the phone had not seen, and a person looks at it.
export type Ack =
  | { id: string; state: "applied"; trunk: number; conflict: boolean }
  | { id: string; state: "held" }
  | { id: string; state: "refused"; why: string };
export type State = Ack["state"];

/// "good": the phone may go on for the hours of its lease. "closing": it may send what it has, and is then told "revoked".
/// "revoked": nothing is taken any more, and the phone forgets everything.
export type LeaseState = "good" | "closing" | "revoked";

export type Answer = {
  lease: string;
  nonce: string; // "" only when revoked: that word stays true and may be made beforehand
  time: number; // of the server
  state: LeaseState;
  least: number; // version of the shell below which the phone must load a new one
  acks: Ack[];
};

/// The answer as text, and its HMAC-SHA-256 under the lease's signing key: whoever holds the network cannot speak for us.
export type Signed = { body: string; mac: string };

/// Given at sign-in for one phone of one account, and the same again until it is revoked. From `secret`, 32 random bytes,
/// HKDF-SHA-256 (no salt) makes three keys of 32 bytes by `info`: "linli/wrap" wraps the key of what lies on the phone
/// (AES-256-GCM), "linli/sign" signs answers, "linli/tag" hides the ids of doors (both HMAC-SHA-256).
export type Grant = { id: string; secret: string; hours: number };
