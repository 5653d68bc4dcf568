// Arithmetic of the calls' pages.

/// A counter of an order stays between one and ninety-nine, whatever was typed.
export function counted(typed: string, by: number): number {
  return Math.min(Math.max((parseInt(typed, 10) || 0) + by, 1), 99);
}

export type Card = { column: number; row: number };

/// Where an arrow leads from `at` (null: from no card) over columns of so many cards, or null. Empty columns are passed over.
export function walked(cards: readonly number[], at: Card | null, key: string): Card | null {
  const to = (column: number, row: number): Card | null => {
    const last = (cards[column] ?? 0) - 1;
    return last < 0 ? null : { column, row: Math.min(Math.max(row, 0), last) };
  };
  if (key === "ArrowDown") return at ? to(at.column, at.row + 1) : to(cards.findIndex((count) => count > 0), 0);
  if (key === "ArrowUp") return at && to(at.column, at.row - 1);
  if (key !== "ArrowLeft" && key !== "ArrowRight") return null;
  const by = key === "ArrowRight" ? 1 : -1;
  for (let next = (at?.column ?? -1) + by; next >= 0 && next < cards.length; next += by)
    if (cards[next]) return to(next, at?.row ?? 0);
  return null;
}
