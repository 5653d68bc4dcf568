// What was typed into a form until it is known that it arrived: kept in one tab, for one day.
export type Typed = {
  name: string;
  value: string;
  on: boolean; // a ticked box or a chosen place
  said: string; // the words beside a chosen place, "" elsewhere
};
export type Draft = {
  page: string; // path and query of the page with the form
  key: string; // the form's idempotency key
  typed: Typed[];
  sent: boolean;
  back: boolean; // it was sent, and a sign-in or an error came instead of an answer
  at: number; // milliseconds
};
export type Arrived = {
  from: string; // path and query of the page before, "" when it was none of ours
  keys: string[]; // of the forms on this page
  keeps: boolean; // a sign-in, a refusal, an error: nothing was written
  returned: boolean; // by the browser's back or forward button
};
const DAY = 86_400_000;

/// What the page that came says of a draft. "arrived": it was written. "refused": the form is shown again with it.
/// "back": nothing was written. "unsettled": it was sent, and nobody knows. "open": it was not sent. "old": its day is over.
type Outcome = "arrived" | "refused" | "back" | "unsettled" | "open" | "old";

export function outcome(draft: Draft, page: Arrived, now: number): Outcome {
  if (now - draft.at > DAY) return "old";
  if (!draft.sent) return "open";
  if (page.keys.includes(draft.key) && !page.returned) return "refused";
  if (page.from !== draft.page || page.returned) return "unsettled";
  return page.keeps ? "back" : "arrived";
}

/// Whether there is anything to keep: the form differs from how it was served.
export function differs(one: Typed[], other: Typed[]): boolean {
  return JSON.stringify(one) !== JSON.stringify(other);
}

/// The field of `kept` for each of `names`: the second field of a name gets the second that was kept.
export function matched(kept: Typed[], names: string[]): (Typed | undefined)[] {
  const left = [...kept];
  return names.map((name) => {
    const at = left.findIndex((one) => one.name === name);
    return at < 0 ? undefined : left.splice(at, 1)[0];
  });
}
