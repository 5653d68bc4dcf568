// What was heard lately, for a reader who comes a little later.
export type Heard = { at: number; topics: string[] };

const REMEMBERED = 120_000;

/// `recent` and one more; what is older than two minutes is forgotten.
export function remember(recent: readonly Heard[], heard: Heard): Heard[] {
  return [...recent.filter((one) => one.at > heard.at - REMEMBERED), heard];
}

export function missed(recent: readonly Heard[], since: number): Heard[] {
  return recent.filter((one) => one.at >= since);
}
