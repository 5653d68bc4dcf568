// What time it is, on a phone whose clock may be a year wrong and may be set at any moment. At each contact the offset to the
// server's clock is measured; between contacts the page's own count of milliseconds tells when the clock was set back.
import type { Stamp } from "./protocol.ts";

/// A reading: of the phone's clock, and of the count that begins with the page. `life` names the page: counts of two pages
/// cannot be compared.
export type Now = { life: string; phone: number; steady: number };

/// `offset` is to be added to the phone's clock. `spent`: milliseconds since the contact, rather too many than too few,
/// for the lease.
export type Clock = { at: Now; offset: number; sure: boolean; spent: number };

const SLACK = 2_000; // between two readings of two clocks
const BEATS = 75_000; // two heartbeats of 30 s and the way

/// After the server told its time in answer to a question sent at `sent`: it looked at its clock half way.
export function contact(sent: Now, came: Now, server: number): Clock {
  const trip = came.steady - sent.steady;
  return { at: came, offset: Math.round(server + trip / 2 - came.phone), sure: true, spent: trip };
}

/// The clock at a later reading. The count of a page stands still while the phone sleeps, so a clock that ran ahead of it
/// is believed; one that fell behind was set back, by so much. From one page to the next a step back can only be seen:
/// then no time is taken to have passed, and for the lease as much as the step.
export function passed(clock: Clock, now: Now): Clock {
  const byPhone = now.phone - clock.at.phone;
  const bySteady = now.life === clock.at.life ? now.steady - clock.at.steady : 0;
  if (byPhone >= bySteady - SLACK) return { ...clock, at: now, spent: clock.spent + Math.max(byPhone, bySteady) };
  const known = now.life === clock.at.life;
  return {
    at: now,
    offset: Math.round(clock.offset + bySteady - byPhone),
    sure: clock.sure && known,
    spent: clock.spent + (known ? bySteady : -byPhone),
  };
}

export function stamp(clock: Clock, now: Now): Stamp {
  const { offset, sure } = passed(clock, now);
  return { at: now.phone, offset, sure };
}

/// When it was by the server's clock: what answers of several phones are put in order by.
export function serverTime({ at, offset }: Stamp): number {
  return at + offset;
}

/// Whether the server was heard just now: by its last signed answer, never by what the browser believes of the network.
export function online(heard: Now | null, now: Now): boolean {
  if (heard === null || heard.life !== now.life) return false;
  return Math.max(now.phone - heard.phone, now.steady - heard.steady) < BEATS;
}
