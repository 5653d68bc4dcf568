// The signed ticket that opens a stream. It is read here only for its age; the server checks it.
const FRESH = 100_000; // it opens streams for two minutes

/// When the server made it, in milliseconds: what changed since then this page has not seen.
export function madeAt(ticket: string): number {
  const body = ticket.split(".")[0]!.replaceAll("-", "+").replaceAll("_", "/");
  return (JSON.parse(atob(body)) as [number])[0] * 1_000;
}

/// Whether the ticket that came with the page still opens a stream; after a failure a new one is asked for.
export function stillOpens(pageAge: number, failures: number): boolean {
  return pageAge < FRESH && failures === 0;
}
